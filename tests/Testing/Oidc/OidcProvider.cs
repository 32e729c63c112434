using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace StatusTracking.Testing;

/// <summary>
/// An OpenID Connect provider (Core 1.0, Discovery 1.0) of one client: authorization code with PKCE, ID tokens signed by RSA. It asks nobody for a
/// password: whoever <see cref="Person"/> is, comes back at once. It fails when it is told to.
/// </summary>
public sealed class OidcProvider : IAsyncDisposable
{
    const string KeyId = "key-1";

    readonly WebApplication _app;
    readonly RSA _key = RSA.Create(2048);
    readonly RSA _othersKey = RSA.Create(2048);
    readonly ConcurrentDictionary<string, Grant> _codes = new();
    readonly ConcurrentDictionary<string, OidcPerson> _tokens = new();
    readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _questions = new();

    OidcProvider(WebApplication app) => _app = app;

    /// <summary>What <c>Auth:Oidc:Authority</c> takes.</summary>
    public string Issuer => _app.Urls.Single();

    /// <summary>What <c>Auth:Oidc:ClientId</c> takes.</summary>
    public string ClientId { get; } = "status-tracking";

    /// <summary>What <c>Auth:Oidc:ClientSecret</c> takes.</summary>
    public string ClientSecret { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Who signs in.</summary>
    public OidcPerson Person { get; set; } = new("subject-1", "ada");

    /// <summary>What it does wrong.</summary>
    public OidcFault Fault { get; set; }

    /// <summary>What people were sent with, in the order of arrival.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Questions => [.. _questions];

    /// <summary>The settings of its client, <c>Key=value</c>.</summary>
    public string[] Settings => [$"Auth:Oidc:Authority={Issuer}", $"Auth:Oidc:ClientId={ClientId}", $"Auth:Oidc:ClientSecret={ClientSecret}"];

    /// <summary>Listens on a free port of the loopback address.</summary>
    public static async Task<OidcProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        var provider = new OidcProvider(app);
        app.MapGet("/.well-known/openid-configuration", provider.Discovery);
        app.MapGet("/jwks", provider.Keys);
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.Token);
        app.MapGet("/userinfo", provider.UserInfo);
        await app.StartAsync();
        return provider;
    }

    IResult Discovery() => Results.Json(new Dictionary<string, object>
    {
        ["issuer"] = Issuer,
        ["authorization_endpoint"] = $"{Issuer}/authorize",
        ["token_endpoint"] = $"{Issuer}/token",
        ["userinfo_endpoint"] = $"{Issuer}/userinfo",
        ["jwks_uri"] = $"{Issuer}/jwks",
        ["response_types_supported"] = new[] { "code" },
        ["subject_types_supported"] = new[] { "public" },
        ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        ["code_challenge_methods_supported"] = new[] { "S256" },
    });

    IResult Keys()
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = KeyId, n = WebEncoders.Base64UrlEncode(key.Modulus!), e = WebEncoders.Base64UrlEncode(key.Exponent!) } } });
    }

    IResult Authorize(HttpRequest request)
    {
        var asked = request.Query.ToDictionary(p => p.Key, p => p.Value.ToString());
        _questions.Enqueue(asked);
        var back = asked["redirect_uri"];
        if (Fault is OidcFault.AccessDenied or OidcFault.Unavailable)
            return Back(("error", Fault == OidcFault.AccessDenied ? "access_denied" : "temporarily_unavailable"));
        if (asked["client_id"] != ClientId || asked["response_type"] != "code" || asked["code_challenge_method"] != "S256" || !asked["scope"].Split(' ').Contains("openid"))
            return Back(("error", "invalid_request"));
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = new Grant(Person, asked["nonce"], asked["code_challenge"], back);
        return Back(("code", code));

        IResult Back((string Name, string Value) answer) =>
            Results.Redirect(QueryHelpers.AddQueryString(back, new Dictionary<string, string?> { [answer.Name] = answer.Value, ["state"] = asked["state"] }));
    }

    async Task<IResult> Token(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (Fault == OidcFault.NoToken
            || form["client_id"] != ClientId || form["client_secret"] != ClientSecret || form["grant_type"] != "authorization_code"
            || !_codes.TryRemove(form["code"].ToString(), out var grant)
            || form["redirect_uri"] != grant.RedirectUri
            || WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != grant.Challenge)
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        var access = Guid.NewGuid().ToString("N");
        _tokens[access] = grant.Person;
        return Results.Json(new { token_type = "Bearer", expires_in = 300, access_token = access, id_token = IdToken(grant) });
    }

    string IdToken(Grant grant)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var (from, until) = Fault == OidcFault.Expired ? (now.AddHours(-2), now.AddHours(-1)) : (now, now.AddMinutes(5));
        var claims = new Dictionary<string, object>(grant.Person.Claims) { ["sub"] = grant.Person.Subject, ["nonce"] = Fault == OidcFault.WrongNonce ? "another" : grant.Nonce };
        if (grant.Person.Name is { } name)
            claims["preferred_username"] = name;
        if (grant.Person.Roles.Length > 0)
            claims["roles"] = grant.Person.Roles;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Fault == OidcFault.WrongIssuer ? "https://elsewhere.example.org" : Issuer,
            Audience = Fault == OidcFault.WrongAudience ? "another-client" : ClientId,
            IssuedAt = from,
            NotBefore = from,
            Expires = until,
            Claims = claims,
            SigningCredentials = Fault switch
            {
                OidcFault.NoSignature => null,
                OidcFault.WrongSignature => new(new RsaSecurityKey(_othersKey) { KeyId = KeyId }, SecurityAlgorithms.RsaSha256),
                _ => new(new RsaSecurityKey(_key) { KeyId = KeyId }, SecurityAlgorithms.RsaSha256),
            },
        });
    }

    IResult UserInfo(HttpRequest request)
    {
        if (request.Headers.Authorization.ToString().Split(' ') is not ["Bearer", var token] || !_tokens.TryGetValue(token, out var person))
            return Results.Unauthorized();
        return Results.Json(new Dictionary<string, object>(person.UserInfo) { ["sub"] = Fault == OidcFault.OthersUserInfo ? "somebody-else" : person.Subject });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _othersKey.Dispose();
    }

    /// <summary>What a code stands for, once.</summary>
    sealed record Grant(OidcPerson Person, string Nonce, string Challenge, string RedirectUri);
}
