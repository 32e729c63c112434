using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StatusTracking.ServiceDefaults;

/// <summary>Finds whom an API key belongs to, beside <c>Auth:ApiKey</c>. Admin registers one over its table.</summary>
public interface IApiKeys
{
    /// <summary>The owner's principal with its scopes, or null for a key that is unknown, revoked or expired.</summary>
    ValueTask<ClaimsPrincipal?> FindAsync(string key, CancellationToken cancellationToken);
}

/// <summary>The section <c>Auth</c>.</summary>
public sealed class AuthOptions
{
    /// <summary>A key with every scope and no rate limit, checked by every service itself.</summary>
    /// <value>Default: none. Standalone makes one at its first start.</value>
    public string? ApiKey { get; set; }

    /// <summary>
    /// The secret by which services know each other's tokens; at least 32 characters, the same in all processes.
    /// </summary>
    /// <value>Default: random at each start, which is right for one process only.</value>
    public string? TokenKey { get; set; }

    /// <summary>
    /// The password of the first account, <c>admin</c>: set when the account is made, and again whenever another value stands here than was set last,
    /// which also opens the account where it was locked. One that was changed on the account's page stays.
    /// </summary>
    /// <value>Default: none; a one-time link is printed instead.</value>
    public string? AdminPassword { get; set; }

    /// <summary>Lets the sign-in cookie travel over plain HTTP beyond loopback. For networks that end TLS elsewhere.</summary>
    /// <value>Default: false.</value>
    public bool AllowHttp { get; set; }
}

sealed class ApiKeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IOptions<AuthOptions> auth)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Api-Key";
    public const string RootKey = "key:root";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.TryGetValue(Header, out var values) || values.ToString() is not { Length: > 0 } key)
            return AuthenticateResult.NoResult();
        if (Matches(key, auth.Value.ApiKey))
            return Success(Principal(RootKey, "API key", Scopes.All));
        if (Context.RequestServices.GetService<IApiKeys>() is { } keys && await keys.FindAsync(key, Context.RequestAborted) is { } owner)
            return Success(owner);
        return AuthenticateResult.Fail("The API key is not known, was revoked or has expired.");
    }

    public static ClaimsPrincipal Principal(string id, string name, IEnumerable<string> scopes) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, id), new Claim(ClaimTypes.Name, name), .. scopes.Select(s => new Claim(Scopes.ClaimType, s))], SchemeName));

    AuthenticateResult Success(ClaimsPrincipal principal) => AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));

    // Hashes have one length, so that the comparison tells nothing about the key, its length included.
    static bool Matches(string given, string? expected) => expected is { Length: > 0 }
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
