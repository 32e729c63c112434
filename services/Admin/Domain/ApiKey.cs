using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace StatusTracking.Admin;

/// <summary>A key for the HTTP API. Only its hash is kept: the key itself is shown once, when it is made.</summary>
sealed class ApiKey
{
    const string Mark = "st_";
    const int PrefixLength = 11;

    ApiKey() { }

    public Guid Id { get; private set; }

    /// <summary>What it is for, in the words of whoever made it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The key's first characters, so that a person can tell which one it is.</summary>
    public string Prefix { get; private set; } = "";

    /// <summary>SHA-256 of the whole key. The key has 256 random bits, so that a slow hash would add nothing.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>Its scopes, with spaces between them.</summary>
    public string Scopes { get; private set; } = "";

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Makes a key. <paramref name="secret"/> is the only copy of what its user sends.</summary>
    public static ApiKey Make(string name, IEnumerable<string> scopes, string createdBy, DateTimeOffset now, DateTimeOffset? expiresAt, out string secret)
    {
        secret = Mark + WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        return new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            Name = name,
            Prefix = secret[..PrefixLength],
            Hash = HashOf(secret),
            Scopes = string.Join(' ', scopes.Distinct().Order()),
            CreatedBy = createdBy,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
    }

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
