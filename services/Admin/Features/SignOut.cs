using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace StatusTracking.Admin;

/// <summary><c>POST /logout</c>: the form's field makes the framework ask for the anti-forgery token.</summary>
static class SignOut
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/logout", async ([FromForm] string? everywhere, SignInManager<User> signIn, UserManager<User> users, HttpContext context) =>
    {
        if (everywhere == "true" && await users.GetUserAsync(context.User) is { } user)
            await users.UpdateSecurityStampAsync(user);
        await signIn.SignOutAsync();
        return Results.LocalRedirect("/login");
    }).ExcludeFromDescription();
}
