using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>Deletes what has been kept long enough, in small batches, so that no lock is held for long.</summary>
sealed class CleanUp<TDb>(IDbContextFactory<TDb> databases, IOptions<MessagingOptions> options, ILogger<CleanUp<TDb>> logger) : BackgroundService where TDb : ServiceDb
{
    const int Batch = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CleanUpInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Run(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Clean-up of {Database} failed and is tried again in {Interval}", typeof(TDb).Name, options.Value.CleanUpInterval);
            }
        }
    }

    /// <summary>One round.</summary>
    internal async Task Run(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await db.Host.Clock.GetUtcNow(cancellationToken);
        var keep = options.Value;

        var inbox = now - keep.KeepInbox;
        await InBatches(() => db.Set<InboxMessage>().Where(x => x.ReceivedAt < inbox).OrderBy(x => x.ReceivedAt).Take(Batch).ExecuteDeleteAsync(cancellationToken));
        var keys = now - keep.KeepIdempotencyKeys;
        await InBatches(() => db.Set<IdempotencyKey>().Where(x => x.CreatedAt < keys).OrderBy(x => x.CreatedAt).Take(Batch).ExecuteDeleteAsync(cancellationToken));
        if (keep.KeepHistory > TimeSpan.Zero)
        {
            var history = now - keep.KeepHistory;
            await InBatches(() => db.Set<StatusHistory>().Where(x => x.RecordedAt < history).OrderBy(x => x.RecordedAt).Take(Batch).ExecuteDeleteAsync(cancellationToken));
        }
    }

    static async Task InBatches(Func<Task<int>> delete)
    {
        while (await delete() == Batch) { }
    }
}
