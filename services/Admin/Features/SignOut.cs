using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace StatusTracking.Admin;

/// <summary>
/// <c>POST /logout</c>: the form's field makes the framework ask for the anti-forgery token. Whoever came from the provider is signed out here, and told that
/// they may not be there: without the ID token, which the cookie would have to carry, a provider asks again before it signs anybody out.
/// </summary>
static class SignOut
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/logout", async ([FromForm] string? everywhere, SignInManager<User> signIn, UserManager<User> users, HttpContext context) =>
    {
        var user = await users.GetUserAsync(context.User);
        if (everywhere == "true" && user is not null)
            await users.UpdateSecurityStampAsync(user);
        await signIn.SignOutAsync();
        return Results.LocalRedirect(user is not null && await EnterByProvider.IsTheirs(users, user) ? "/login?left=provider" : "/login");
    }).ExcludeFromDescription();
}
