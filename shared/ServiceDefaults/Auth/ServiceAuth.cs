using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace StatusTracking.ServiceDefaults;

/// <summary>Registered by the service that signs people in, so that a request without a key is sent to its cookie.</summary>
/// <param name="Scheme">The cookie's authentication scheme.</param>
/// <param name="CookieName">The cookie's name.</param>
public sealed record CookieSignIn(string Scheme, string CookieName);

/// <summary>One authentication for all: a service's token, an API key, or the admin's cookie where Admin is in the process.</summary>
public static class ServiceAuth
{
    const string AnyScheme = "Any";
    const string InternalScheme = "Internal";

    internal static void AddServiceAuth(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AuthOptions>().BindConfiguration("Auth");
        services.AddSingleton<InternalTokens>();
        services.AddAuthentication(o =>
            {
                o.DefaultScheme = AnyScheme;
                o.DefaultAuthenticateScheme = AnyScheme;
                o.DefaultChallengeScheme = AnyScheme;
                o.DefaultForbidScheme = AnyScheme;
            })
            .AddPolicyScheme(AnyScheme, null, o => o.ForwardDefaultSelector = Select)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null)
            .AddJwtBearer(InternalScheme, o => o.MapInboundClaims = false);
        services.AddOptions<JwtBearerOptions>(InternalScheme).Configure<InternalTokens>((o, tokens) => o.TokenValidationParameters = tokens.Parameters);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery();
    }

    /// <summary>The endpoint needs this scope: 403 with a key or a sign-in that has it not.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireClaim(Scopes.ClaimType, scope));

    static string Select(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.ContainsKey(ApiKeyAuthentication.Header))
            return ApiKeyAuthentication.SchemeName;
        if (request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return InternalScheme;
        if (context.RequestServices.GetService<CookieSignIn>() is { } cookie && (IsPage(request.Path) || (request.Cookies.ContainsKey(cookie.CookieName) && IsOfThisSite(request))))
            return cookie.Scheme;
        return ApiKeyAuthentication.SchemeName;

        // A program is told 401; only a person is led to the sign-in.
        static bool IsPage(PathString path) => !path.StartsWithSegments("/api") && !path.StartsWithSegments("/metrics");
    }

    /// <summary>
    /// Whether a change that comes with the cookie was asked for by a page of ours, or by no browser. The cookie is Lax, but that does not keep out a page
    /// of a neighbour, such as <c>evil.example.org</c> of <c>shop.example.org</c>; the forms of pages have tokens, the API has none.
    /// </summary>
    static bool IsOfThisSite(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return true;
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } from)
            return from is "same-origin" or "none";
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority == request.Host.Value);
    }
}
