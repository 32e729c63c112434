using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>The way through the provider and back: authorization code with PKCE (RFC 7636). Whatever goes wrong on it ends on the sign-in page, in words.</summary>
static class OidcSignIn
{
    public const string Scheme = "Oidc";

    /// <summary>Long enough to look for the second factor.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    public static void AddOidcSignIn(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var section = builder.Configuration.GetSection(OidcOptions.Section);
        services.AddSingleton<IValidateOptions<OidcOptions>, OidcOptionsCheck>();
        services.AddOptions<OidcOptions>().Bind(section).Configure(o => o.Mapping = OidcOptions.MappingOf(section.GetSection("Roles"))).ValidateOnStart();
        services.AddSingleton<EnterByProvider>();
        if (!OidcOptions.IsSet(builder.Configuration))
            return;
        services.AddAuthentication().AddOpenIdConnect(Scheme, null, _ => { });
        services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<IOptions<OidcOptions>, IOptions<AuthOptions>>(Configure);
    }

    static void Configure(OpenIdConnectOptions o, IOptions<OidcOptions> options, IOptions<AuthOptions> auth)
    {
        var oidc = options.Value;
        (o.Authority, o.ClientId, o.ClientSecret) = (oidc.Authority, oidc.ClientId, oidc.ClientSecret);
        o.RequireHttpsMetadata = oidc.Authority!.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        o.Scope.Clear();
        foreach (var scope in oidc.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Prepend("openid").Distinct())
            o.Scope.Add(scope);
        o.ResponseType = OpenIdConnectResponseType.Code;
        // By a link rather than a form: a form of another site brings back no cookie that is Lax, and one that is not needs HTTPS.
        o.ResponseMode = OpenIdConnectResponseMode.Query;
        o.MapInboundClaims = false;
        o.ClaimActions.Remove("iss");
        o.ClaimActions.MapUniqueJsonKey("preferred_username", "preferred_username");
        o.ClaimActions.MapJsonKey(oidc.RoleClaim, oidc.RoleClaim);
        o.GetClaimsFromUserInfoEndpoint = true;
        o.SaveTokens = false;
        o.DisableTelemetry = true;
        o.BackchannelTimeout = AnswerWithin;
        o.RemoteAuthenticationTimeout = Patience;
        o.CallbackPath = "/signin-oidc";
        // The provider is never asked to sign anybody out, nor heard when it does: the account is looked at again here, and there after SignInLasts.
        o.SignedOutCallbackPath = o.RemoteSignOutPath = PathString.Empty;
        o.SignInScheme = IdentityConstants.ApplicationScheme;
        o.CorrelationCookie = CookieFor("correlation");
        o.NonceCookie = CookieFor("nonce");
        o.Events = new OpenIdConnectEvents { OnTokenValidated = NeedsSignature, OnTicketReceived = EnterAsync, OnAccessDenied = RefusedThere, OnRemoteFailure = WentWrong };

        CookieBuilder CookieFor(string what) => new SignInCookie(auth.Value.AllowHttp) { Name = $"statustracking.{what}.", Path = o.CallbackPath, Expiration = Patience };
    }

    /// <summary>The framework trusts the connection instead, as OpenID Connect Core 1.0, 3.1.3.7 lets it; with <c>Auth:AllowHttp</c> that may be anybody's.</summary>
    static Task NeedsSignature(TokenValidatedContext context) => string.IsNullOrWhiteSpace(context.SecurityToken.RawSignature)
        ? throw new SecurityTokenInvalidSignatureException("The ID token is not signed.")
        : Task.CompletedTask;

    static async Task EnterAsync(TicketReceivedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var person = ProviderPerson.Of(context.Principal!, services.GetRequiredService<IOptions<OidcOptions>>().Value);
        var (entered, trouble) = await services.GetRequiredService<EnterByProvider>().EnterAsync(person, context.HttpContext.RequestAborted);
        context.HandleResponse();
        if (entered is null)
        {
            context.Response.Redirect(DoorWith(trouble!.Value, context.ReturnUri));
            return;
        }

        var user = await services.GetRequiredService<UserManager<User>>().FindByIdAsync(entered.Value.ToString());
        await services.GetRequiredService<SignInManager<User>>().SignInAsync(user!, isPersistent: true);
        context.Response.Redirect(ReturnPath.Of(context.ReturnUri));
    }

    static Task RefusedThere(AccessDeniedContext context)
    {
        context.Response.Redirect(DoorWith(ProviderTrouble.Denied, context.ReturnUrl));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    static Task WentWrong(RemoteFailureContext context)
    {
        var log = context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OidcSignIn).FullName!);
        log.LogWarning("A sign-in at the provider failed: {Reason}", context.Failure?.Message);
        var trouble = context.Failure is HttpRequestException or TaskCanceledException ? ProviderTrouble.Unreachable : ProviderTrouble.Failed;
        context.Response.Redirect(DoorWith(trouble, context.Properties?.RedirectUri));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>The sign-in page, with what was wrong and where somebody wanted to go.</summary>
    public static string DoorWith(ProviderTrouble trouble, string? returnUrl) => $"/login?trouble={trouble}&ReturnUrl={Uri.EscapeDataString(ReturnPath.Of(returnUrl))}";
}
