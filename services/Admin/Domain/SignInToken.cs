using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;

namespace StatusTracking.Admin;

/// <summary>A link that signs its user in once. Only the token's hash is kept.</summary>
sealed class SignInToken
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    SignInToken() { }

    public Guid Id { get; private set; }

    public Guid UserId { get; private set; }

    public byte[] Hash { get; private set; } = [];

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    public static SignInToken Make(Guid userId, DateTimeOffset now, out string secret)
    {
        secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        return new SignInToken { Id = Guid.CreateVersion7(now), UserId = userId, Hash = ApiKey.HashOf(secret), ExpiresAt = now + Lifetime };
    }
}
