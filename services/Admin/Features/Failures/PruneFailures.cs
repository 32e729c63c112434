using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;

namespace StatusTracking.Admin;

/// <summary>Forgets failures that were settled long ago. What waits for somebody stays, and so does the audit log.</summary>
sealed class PruneFailures(IDbContextFactory<AdminDb> databases, IOptions<AdminOptions> options, TimeProvider time, ILogger<PruneFailures> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    const int Batch = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Delete(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Old failures could not be deleted; the next try is in {Interval}", Interval);
            }
        }
    }

    internal async Task Delete(CancellationToken cancellationToken)
    {
        var keep = options.Value.Failures.KeepClosed;
        if (keep == TimeSpan.Zero)
            return;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var before = await db.GetUtcNow(cancellationToken) - keep;
        // Small batches, so that no lock is held for long.
        while (await db.Failures.Where(f => f.ClosedAt < before).OrderBy(f => f.Id).Take(Batch).ExecuteDeleteAsync(cancellationToken) == Batch) { }
        while (await db.FailureOperations.Where(o => o.State != OperationState.Running && o.StartedAt < before).OrderBy(o => o.Id).Take(Batch).ExecuteDeleteAsync(cancellationToken) == Batch) { }
    }
}
