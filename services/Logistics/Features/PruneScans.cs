using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace StatusTracking.Logistics;

/// <summary>Drops carriers' raw bodies and messages, and scans that waited too long, in small batches.</summary>
sealed partial class PruneScans(IDbContextFactory<LogisticsDb> databases, IOptions<LogisticsOptions> options, TimeProvider time, ILogger<PruneScans> logger) : BackgroundService
{
    const int Batch = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PruneEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                PruningFailed(e);
            }
        }
    }

    /// <summary>One round.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var raw = time.GetUtcNow() - options.Value.KeepRawScans;
        while (await db.Scans.Where(s => s.Raw != null && s.RecordedAt < raw).OrderBy(s => s.RecordedAt).Take(Batch)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Raw, (string?)null), cancellationToken) == Batch) { }
        var waiting = time.GetUtcNow() - options.Value.KeepWaitingScans;
        int dropped, all = 0;
        do
        {
            dropped = await db.WaitingScans.Where(s => s.ReceivedAt < waiting).OrderBy(s => s.ReceivedAt).Take(Batch).ExecuteDeleteAsync(cancellationToken);
            all += dropped;
        }
        while (dropped == Batch);
        if (all > 0)
            WaitedInVain(all, options.Value.KeepWaitingScans.TotalDays);
        var messages = time.GetUtcNow() - options.Value.KeepCarrierMessages;
        while (await db.CarrierMessages.Where(m => m.ReceivedAt < messages).OrderBy(m => m.ReceivedAt).Take(Batch).ExecuteDeleteAsync(cancellationToken) == Batch) { }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} scans were dropped: no package got their numbers within {Days} days. GET /api/v1/packages/waiting-numbers lists those that wait still")]
    partial void WaitedInVain(int count, double days);

    [LoggerMessage(LogLevel.Warning, "Old scans could not be dropped; tried again at the next round")]
    partial void PruningFailed(Exception exception);
}
