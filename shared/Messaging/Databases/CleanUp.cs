using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>What a service itself has kept long enough; registered as a singleton, it is part of each round of the clean-up.</summary>
public interface ICleanUp<TDb> where TDb : ServiceDb
{
    /// <summary>Deletes in small batches (<see cref="CleanUpBatches.DeleteInBatches"/>), so that no lock is held for long.</summary>
    /// <param name="db">For this round alone.</param>
    /// <param name="now">The time by the database's clock.</param>
    /// <param name="cancellationToken">The host stops.</param>
    Task Run(TDb db, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Deletes what has been kept long enough, in small batches, so that no lock is held for long.</summary>
sealed class CleanUp<TDb>(IDbContextFactory<TDb> databases, IEnumerable<ICleanUp<TDb>> more, IOptions<MessagingOptions> options, ILogger<CleanUp<TDb>> logger) : BackgroundService where TDb : ServiceDb
{
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
        await db.Set<InboxMessage>().Where(x => x.ReceivedAt < inbox).OrderBy(x => x.ReceivedAt).DeleteInBatches(cancellationToken);
        var keys = now - keep.KeepIdempotencyKeys;
        await db.Set<IdempotencyKey>().Where(x => x.CreatedAt < keys).OrderBy(x => x.CreatedAt).DeleteInBatches(cancellationToken);
        if (keep.KeepHistory > TimeSpan.Zero)
        {
            var history = now - keep.KeepHistory;
            await db.Set<StatusHistory>().Where(x => x.RecordedAt < history).OrderBy(x => x.RecordedAt).DeleteInBatches(cancellationToken);
        }

        foreach (var own in more)
            await own.Run(db, now, cancellationToken);
    }
}

/// <summary>Deleting much in small steps.</summary>
public static class CleanUpBatches
{
    /// <summary>The most rows that one statement or transaction of a clean-up takes.</summary>
    public const int Size = 100;

    /// <summary>So many times as long as a batch takes, others have the database to themselves before the next. A clean-up is never urgent.</summary>
    const int Pause = 4;

    /// <summary>Deletes all these rows, a batch a statement, in a fifth of the time that passes.</summary>
    public static async Task DeleteInBatches<T>(this IOrderedQueryable<T> rows, CancellationToken cancellationToken)
    {
        for (var begun = Stopwatch.GetTimestamp(); await rows.Take(Size).ExecuteDeleteAsync(cancellationToken) == Size; begun = Stopwatch.GetTimestamp())
        {
            CrashPoint.Reached(CrashPoint.CleanUpBetweenBatches);
            await Task.Delay(Pause * Stopwatch.GetElapsedTime(begun), cancellationToken);
        }
    }
}
