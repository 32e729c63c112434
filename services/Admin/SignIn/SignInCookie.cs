using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>The sign-in cookie: Secure, but on this machine itself (and elsewhere only by <c>Auth:AllowHttp</c>), where there is no HTTPS to ask for.</summary>
sealed class SignInCookie : CookieBuilder
{
    public const string CookieName = "statustracking.auth";

    readonly bool _allowHttp;

    public SignInCookie(bool allowHttp)
    {
        _allowHttp = allowHttp;
        Name = CookieName;
        Path = "/";
        HttpOnly = true;
        IsEssential = true;
        SameSite = SameSiteMode.Lax;
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var cookie = base.Build(context, expiresFrom);
        cookie.Secure = !WorksOverHttp(context.Request);
        return cookie;
    }

    bool WorksOverHttp(HttpRequest request) => !request.IsHttps && (_allowHttp || IsThisMachine(request.Host.Host));

    /// <summary>Whether a browser at this address would drop the cookie, so that signing in could not work.</summary>
    public static bool IsDropped(HttpRequest request, AuthOptions options) =>
        !request.IsHttps && !options.AllowHttp && !IsThisMachine(request.Host.Host);

    static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));
}
