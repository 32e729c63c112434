using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace StatusTracking.Admin;

/// <summary><c>POST /login/provider</c>: leads to the provider. A form's field makes the framework ask for the anti-forgery token.</summary>
static class GoToProvider
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/login/provider", Handle).AllowAnonymous().ExcludeFromDescription();

    /// <param name="returnUrl">Where to go afterwards.</param>
    /// <param name="another">Whether to ask which account, where the provider would sign in the same again.</param>
    static async Task<IResult> Handle(
        [FromForm] string? returnUrl, [FromForm] string? another, IOptions<OidcOptions> options, HttpContext context, ILogger<OpenIdConnectHandler> log)
    {
        if (!options.Value.IsOn)
            return Results.NotFound();
        var way = new OpenIdConnectChallengeProperties { RedirectUri = ReturnPath.Of(returnUrl) };
        if (another == "true")
            way.Prompt = "select_account";
        try
        {
            await context.ChallengeAsync(OidcSignIn.Scheme, way);
            return Results.Empty;
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or TaskCanceledException or OpenIdConnectProtocolException && !context.Response.HasStarted)
        {
            // Its discovery document, or the request pushed to it, did not come through.
            log.LogError(e, "The provider {Authority} cannot be asked", options.Value.Authority);
            return Results.LocalRedirect(OidcSignIn.DoorWith(ProviderTrouble.Unreachable, returnUrl));
        }
    }
}
