using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>
/// Gives scans recorded before the meaning that operators say their code has, package by package, each in a transaction with what it publishes. What a process left
/// undone, another or the next goes on with.
/// </summary>
sealed partial class FollowCodes(FreshDb packages, IDbContextFactory<LogisticsDb> databases, TimeProvider time, ILogger<FollowCodes> logger) : BackgroundService
{
    const int Batch = 100;

    static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(stoppingToken);
                foreach (var said in await db.CodeMeanings.AsNoTracking().Where(m => m.AppliedAt == null).OrderBy(m => m.At).ToListAsync(stoppingToken))
                    await ApplyAsync(said, int.MaxValue, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                FollowingFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Goes through the packages that have scans of a code.</summary>
    /// <param name="said">What was said of it.</param>
    /// <param name="most">So many packages; more of them are for the next round.</param>
    /// <param name="cancellationToken">Ends it between two packages.</param>
    /// <returns>The same with how far it is; without <see cref="CodeMeaning.AppliedAt"/> where more are to do.</returns>
    public async Task<CodeMeaning> ApplyAsync(CodeMeaning said, int most, CancellationToken cancellationToken)
    {
        var source = ListUnknownCodes.SourcePrefix + said.Carrier;
        var last = Guid.Empty;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var meanings = new CodeMeanings(await db.CodeMeanings.AsNoTracking().Where(m => m.Carrier == said.Carrier).ToListAsync(cancellationToken));
        var having = await ScansOf(db, source, said.Code).Select(s => s.PackageId).Distinct().CountAsync(cancellationToken);
        // A scan that has its code only as a word that is not known loses it by taking the meaning: a later round counts fewer.
        (said.Packages, said.Followed) = (Math.Max(said.Packages ?? 0, having), said.Followed ?? 0);
        for (var done = 0; ;)
        {
            var ids = await ScansOf(db, source, said.Code).Where(s => s.PackageId.CompareTo(last) > 0).Select(s => s.PackageId).Distinct().OrderBy(id => id).Take(Batch).ToListAsync(cancellationToken);
            foreach (var id in ids)
            {
                if (done >= most)
                {
                    await TellAsync(db, said, cancellationToken);
                    return said;
                }

                await packages.Do([$"{id}"], work => FollowAsync(work, id, source, meanings, cancellationToken), cancellationToken);
                said.Followed = Math.Max(said.Followed.Value, ++done);
            }

            await TellAsync(db, said, cancellationToken);
            if (ids.Count < Batch)
                break;
            last = ids[^1];
        }

        await WaitingAsync(db, source, said, meanings, cancellationToken);
        said.AppliedAt = ScanRules.Precise(time.GetUtcNow());
        await db.CodeMeanings.Where(m => m.Id == said.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.AppliedAt, said.AppliedAt), cancellationToken);
        return said;
    }

    /// <summary>Writes down how far it is, for whoever watches.</summary>
    static async Task TellAsync(LogisticsDb db, CodeMeaning said, CancellationToken cancellationToken) => await db.CodeMeanings.Where(m => m.Id == said.Id).ExecuteUpdateAsync(
        set => set.SetProperty(m => m.Packages, said.Packages).SetProperty(m => m.Followed, said.Followed), cancellationToken);

    async Task<bool> FollowAsync(LogisticsDb db, Guid id, string source, CodeMeanings meanings, CancellationToken cancellationToken)
    {
        if (await db.FindForUpdate<Package>(id, cancellationToken) is not { } package)
            return false;
        var scans = await db.Scans.Where(s => s.PackageId == id).ToListAsync(cancellationToken);
        var before = scans.ConvertAll(s => s.Copy());
        foreach (var scan in scans.Where(s => s.Source == source))
        {
            if (meanings.Find(scan.Code ?? scan.RawStatus) is { } told && (told.Meaning != scan.Meaning || scan.RawStatus is not null))
                scan.Mean(told.Meaning);
        }

        package.FollowCodes(before, scans, ScanRules.Precise(time.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    static IQueryable<Scan> ScansOf(LogisticsDb db, string source, string code)
    {
        var finer = code + "/";
        return db.Scans.AsNoTracking().Where(s => s.Source == source && (s.Code == code || s.RawStatus == code || (s.Code != null && s.Code.StartsWith(finer))));
    }

    /// <summary>Scans that wait for a label take it too; no package is to follow.</summary>
    static async Task WaitingAsync(LogisticsDb db, string source, CodeMeaning said, CodeMeanings meanings, CancellationToken cancellationToken)
    {
        var finer = said.Code + "/";
        var codes = await db.WaitingScans.Where(s => s.Source == source && s.Code != null && (s.Code == said.Code || s.Code.StartsWith(finer))).Select(s => s.Code!).Distinct().ToListAsync(cancellationToken);
        foreach (var code in codes)
        {
            if (meanings.Find(code) is { } told)
                await db.WaitingScans.Where(s => s.Source == source && s.Code == code).ExecuteUpdateAsync(
                    set => set.SetProperty(s => s.Status, told.Status).SetProperty(s => s.Detail, told.Detail).SetProperty(s => s.Blame, told.Blame).SetProperty(s => s.RawStatus, (string?)null), cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Packages could not all follow what operators say of codes; tried again at the next round")]
    partial void FollowingFailed(Exception exception);
}
