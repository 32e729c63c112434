using Microsoft.EntityFrameworkCore;
using StatusTracking.Admin.Clients;

namespace StatusTracking.Admin;

/// <summary>Writes down who did what, and tells it.</summary>
sealed class KeepAudit(IDbContextFactory<AdminDb> databases, TimeProvider time)
{
    /// <summary>What was done to these, the oldest first; of very many the newest.</summary>
    public async Task<IReadOnlyList<AuditLine>> OfAsync(IEnumerable<Guid> targets, CancellationToken cancellation)
    {
        var ids = targets.Select(id => id.ToString()).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var newest = await db.Audit.AsNoTracking().Where(e => e.Target != null && ids.Contains(e.Target)).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(200)
            .Select(e => new AuditLine(e.Id, e.At, e.Who, e.Action, e.Target, e.Note)).ToListAsync(cancellation);
        newest.Reverse();
        return newest;
    }

    public async Task AddAsync(string who, string action, string? target = null, string? note = null, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow();
        db.Audit.Add(new AuditEntry { Id = Guid.CreateVersion7(now), At = now, Who = who, Action = action, Target = target, Note = note });
        await db.SaveChangesAsync(cancellation);
    }
}
