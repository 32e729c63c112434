using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Admin;

/// <summary>The link that signs the account <c>admin</c> in, once: for an installation whose administrator has no password yet.</summary>
public sealed class SignInLink
{
    string? _token;

    /// <summary>The link under an address such as <c>http://localhost:8080</c>; null where the administrator has a password to use.</summary>
    public string? Url(string baseAddress) => _token is null ? null : $"{baseAddress.TrimEnd('/')}/login?token={_token}";

    internal void Offer(string token) => _token = token;

    /// <summary>Takes the token out of circulation and says whose it was; null where it is unknown, used or too old.</summary>
    internal static async Task<Guid?> RedeemAsync(AdminDb db, string token, DateTimeOffset now, CancellationToken cancellation)
    {
        var hash = ApiKey.HashOf(token);
        var used = await db.SignInTokens.Where(t => t.Hash == hash && t.UsedAt == null && t.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.UsedAt, now), cancellation);
        return used == 0 ? null : await db.SignInTokens.Where(t => t.Hash == hash).Select(t => (Guid?)t.UserId).SingleAsync(cancellation);
    }
}
