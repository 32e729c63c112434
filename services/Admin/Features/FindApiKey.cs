using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>Who an API key stands for.</summary>
sealed class FindApiKey(IDbContextFactory<AdminDb> databases, TimeProvider time) : IApiKeys
{
    public async ValueTask<ClaimsPrincipal?> FindAsync(string key, CancellationToken cancellation)
    {
        var hash = ApiKey.HashOf(key);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Hash == hash, cancellation);
        return found?.IsLive(time.GetUtcNow()) == true ? PrincipalOf(found) : null;
    }

    static ClaimsPrincipal PrincipalOf(ApiKey key) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, $"key:{key.Id}"),
            new Claim(ClaimTypes.Name, key.Name),
            .. key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => new Claim(Scopes.ClaimType, scope)),
        ],
        "ApiKey"));
}
