using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Tracking.Data;

namespace StatusTracking.Tracking.Features;

/// <summary>Removes ended packages and old lines of timelines, in small batches and by settings.</summary>
sealed class ForgetWhatIsOver(
    IDbContextFactory<TrackingDb> databases, IOptions<TrackingOptions> options, TimeProvider time, ILogger<ForgetWhatIsOver> logger) : BackgroundService
{
    readonly TrackingOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.PruneEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Forget(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Removing what is over failed and is tried again in {Interval}", _options.PruneEvery);
            }
        }
    }

    /// <summary>One round.</summary>
    public async Task Forget(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var (ended, old) = (now - _options.KeepEndedFor, now - _options.KeepTimelineFor);

        await InBatches(db.Packages.Where(p => p.EndedAt < ended).OrderBy(p => p.EndedAt), cancellationToken);
        await InBatches(db.Packages.Where(p => p.HeardAt < old).OrderBy(p => p.HeardAt), cancellationToken);
        await InBatches(db.Timeline.Where(e => e.RecordedAt < old).OrderBy(e => e.RecordedAt), cancellationToken);
        await InBatches(db.Orders.Where(o => o.UpdatedAt < old).OrderBy(o => o.UpdatedAt), cancellationToken);
    }

    async Task InBatches<T>(IQueryable<T> rows, CancellationToken cancellationToken)
    {
        while (await rows.Take(_options.PruneBatch).ExecuteDeleteAsync(cancellationToken) == _options.PruneBatch)
            cancellationToken.ThrowIfCancellationRequested();
    }
}
