using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace StatusTracking.Gateway;

/// <summary>The admin's cookie on the API: Admin alone can read it, so Admin is asked.</summary>
sealed class AdminCookie(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ResolveCaller callers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "AdminCookie";
    public const string CookieName = "statustracking.auth";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Admin's own pages read the cookie themselves; asking for each of their files would only cost.
        if (!Request.Path.StartsWithSegments("/api") || CookiesOf(Request) is not { } cookies)
            return AuthenticateResult.NoResult();
        return await callers.FindAsync("Cookie", cookies, SchemeName, Context.RequestAborted) is { } user
            ? AuthenticateResult.Success(new AuthenticationTicket(user, SchemeName))
            : AuthenticateResult.Fail("The sign-in has ended.");
    }

    // It may come in pieces: name, nameC1, nameC2.
    static string? CookiesOf(HttpRequest request)
    {
        var own = request.Cookies.Where(cookie => cookie.Key.StartsWith(CookieName, StringComparison.Ordinal)).OrderBy(cookie => cookie.Key, StringComparer.Ordinal);
        var header = string.Join("; ", own.Select(cookie => $"{cookie.Key}={cookie.Value}"));
        return header.Length == 0 ? null : header;
    }
}
