using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>
/// Gives up packages that nothing was heard of for too long. What it knows is in the database alone, so that a restart loses nothing; each
/// package is judged again under its lock, so that of several processes one speaks.
/// </summary>
sealed partial class ExpireSilentPackages(
    IDbContextFactory<LogisticsDb> readers, FreshDb databases, IOptions<LogisticsOptions> options, TimeProvider time, ILogger<ExpireSilentPackages> logger) : BackgroundService
{
    const int Batch = 200;

    readonly TimeSpan _after = options.Value.ExpireAfter;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_after == TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(options.Value.ExpireEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LookingFailed(e);
            }
        }
    }

    /// <summary>One round.</summary>
    async Task RunAsync(CancellationToken cancellationToken)
    {
        for (Guid? last = null; ;)
        {
            var silent = await Silent(last, cancellationToken);
            foreach (var id in silent)
            {
                try
                {
                    await databases.Do([$"{id}"], db => Judge(db, id, cancellationToken), cancellationToken);
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    // One that cannot be judged must not keep the others from it.
                    JudgingFailed(e, id);
                }
            }

            if (silent.Count < Batch)
                return;
            last = silent[^1];
        }
    }

    async Task<List<Guid>> Silent(Guid? after, CancellationToken cancellationToken)
    {
        await using var db = await readers.CreateDbContextAsync(cancellationToken);
        var since = time.GetUtcNow() - _after;
        var statuses = PackageMoves.CanExpire;
        // A package cannot be silent for longer than it is there: the index of status and creation leaves out the young ones.
        var packages = db.Packages.Where(p => statuses.Contains(p.Status) && p.CreatedAt <= since && p.UpdatedAt <= since
            && !db.Scans.Any(s => s.PackageId == p.Id && s.RecordedAt > since));
        if (after is { } last)
            packages = packages.Where(p => p.Id.CompareTo(last) > 0);
        return await packages.OrderBy(p => p.Id).Take(Batch).Select(p => p.Id).ToListAsync(cancellationToken);
    }

    async Task<bool> Judge(LogisticsDb db, Guid id, CancellationToken cancellationToken)
    {
        if (await db.FindForUpdate<Package>(id, cancellationToken) is not { } package || !PackageMoves.CanExpire.Contains(package.Status))
            return false;
        var scannedAt = await db.Scans.Where(s => s.PackageId == id).OrderByDescending(s => s.RecordedAt).Select(s => (DateTimeOffset?)s.RecordedAt).FirstOrDefaultAsync(cancellationToken);
        var heardAt = scannedAt > package.UpdatedAt ? scannedAt.Value : package.UpdatedAt;
        var now = ScanRules.Precise(time.GetUtcNow());
        if (heardAt + _after > now)
            return false;
        db.Scans.AddRange(package.Record([package.Silence(heardAt, _after, now)], []));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Silent packages could not be looked for; tried again at the next round")]
    partial void LookingFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Package {PackageId} is silent and could not be given up; tried again at the next round")]
    partial void JudgingFailed(Exception exception, Guid packageId);
}
