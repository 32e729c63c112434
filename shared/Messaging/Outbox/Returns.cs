using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

/// <summary>
/// The quarantine of the embedded mode, which has no broker that counts how often a message comes back from a process that died. The table does:
/// a row that is claimed had its turn before, and nobody lived to say what came of it. It cannot tell which of all that a process held was why it
/// died. So what came back <see cref="Quarantine.Suspicious"/> times is handed over alone, and given up when it came back <see cref="Most"/> times.
/// </summary>
sealed class Returns
{
    /// <summary>How often a message may come back. Each time is a start of the whole process; the broker's limit is 20.</summary>
    public const int Most = 10;

    // What this process has begun, it does not count again when a lease runs out.
    readonly ConcurrentDictionary<Guid, TaskCompletionSource> _begun = new();

    /// <summary>Whether it may be what ends processes. An attempt that failed has an error, and says that its process lived.</summary>
    public static bool IsSuspect(OutboxMessage row) => row.LastError is null && row.Attempts >= Quarantine.Suspicious;

    /// <summary>Notes that rows are handed over, before they are.</summary>
    public async Task Count(ServiceDb db, IReadOnlyCollection<OutboxMessage> rows, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. rows.Where(r => r.LastError is null && _begun.TryAdd(r.Id, new(TaskCreationOptions.RunContinuationsAsynchronously))).Select(r => r.Id)];
        if (ids.Length > 0)
            await db.Set<OutboxMessage>().Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(s => s.SetProperty(m => m.Attempts, m => m.Attempts + 1), cancellationToken);
    }

    /// <summary>Completes when a row that was counted is gone from the table, or could not be handed over.</summary>
    public Task Ended(Guid row) => _begun.TryGetValue(row, out var ended) ? ended.Task : Task.CompletedTask;

    /// <summary>A row is gone from the table, or could not be handed over.</summary>
    public void End(Guid row)
    {
        if (_begun.TryRemove(row, out var ended))
            ended.SetResult();
    }
}
