using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace StatusTracking.ServiceDefaults;

/// <summary>
/// The signed tokens of five minutes by which one service tells another who is asking. The gateway, or Admin for its pages, resolves a key
/// or a sign-in once; the others check signature and scopes.
/// </summary>
public sealed class InternalTokens
{
    internal const string Issuer = "statustracking";
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    readonly SigningCredentials _credentials;
    readonly TimeProvider _time;

    /// <summary>Made once a process.</summary>
    /// <exception cref="InvalidOperationException"><c>Auth:TokenKey</c> is shorter than 32 characters.</exception>
    public InternalTokens(IOptions<AuthOptions> options, TimeProvider time)
    {
        _time = time;
        var key = options.Value.TokenKey switch
        {
            null or "" => RandomNumberGenerator.GetBytes(32),
            { Length: < 32 } => throw new InvalidOperationException("Auth:TokenKey is shorter than 32 characters. Make one with: openssl rand -base64 32"),
            var secret => SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
        };
        Key = new SymmetricSecurityKey(key);
        _credentials = new SigningCredentials(Key, SecurityAlgorithms.HmacSha256);
    }

    internal SymmetricSecurityKey Key { get; }

    internal TokenValidationParameters Parameters => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Issuer,
        IssuerSigningKey = Key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        NameClaimType = ClaimTypes.Name,
        RoleClaimType = ClaimTypes.Role,
        ClockSkew = TimeSpan.FromSeconds(30),
        LifetimeValidator = (notBefore, expires, _, parameters) =>
            notBefore <= _time.GetUtcNow().UtcDateTime + parameters.ClockSkew && expires >= _time.GetUtcNow().UtcDateTime - parameters.ClockSkew,
    };

    /// <summary>A token for someone: name, roles and scopes travel, nothing else.</summary>
    public string Issue(ClaimsPrincipal user)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            SigningCredentials = _credentials,
            Subject = new ClaimsIdentity(user.Claims.Where(c => c.Type is ClaimTypes.NameIdentifier or ClaimTypes.Name or ClaimTypes.Role or Scopes.ClaimType)),
        });
    }

    /// <summary>Whom a token speaks for, or null where it is not ours or has expired.</summary>
    public async ValueTask<ClaimsPrincipal?> ValidateAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, Parameters);
        return result.IsValid ? new ClaimsPrincipal(result.ClaimsIdentity) : null;
    }
}
