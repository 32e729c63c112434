using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Admin;

/// <summary>Writes down who did what.</summary>
sealed class KeepAudit(IDbContextFactory<AdminDb> databases, TimeProvider time)
{
    public async Task AddAsync(string who, string action, string? target = null, string? note = null, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow();
        db.Audit.Add(new AuditEntry { Id = Guid.CreateVersion7(now), At = now, Who = who, Action = action, Target = target, Note = note });
        await db.SaveChangesAsync(cancellation);
    }
}
