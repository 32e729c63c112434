using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>How a carrier scans, as far as it was learnt.</summary>
/// <param name="Gaps">How many pauses were counted.</param>
/// <param name="UsualGap">What half of them are not longer than.</param>
/// <param name="SilentAfter">After how long without a scan one of its packages is silent; null while too few pauses were counted, or where none are learnt from.</param>
sealed record CarrierRhythm(long Gaps, TimeSpan? UsualGap, TimeSpan? SilentAfter);

/// <summary>
/// What was learnt of each carrier's pauses between scans. Recording a scan adds to counts in memory, and reads what was learnt from memory: it costs no
/// query. <see cref="LearnGaps"/> moves the counts to the database. Those of the last minutes are lost with the process, and what a
/// conflict makes it record again is counted again: no share of many notices either.
/// </summary>
sealed class CarrierGaps(IOptions<LogisticsOptions> options)
{
    readonly Lock _lock = new();
    Dictionary<string, GapHistogram> _counted = new(StringComparer.Ordinal);
    IReadOnlyDictionary<string, CarrierRhythm> _learnt = new Dictionary<string, CarrierRhythm>();

    /// <summary>What was learnt of a carrier; null where nothing was counted.</summary>
    public CarrierRhythm? Of(string carrier) => Volatile.Read(ref _learnt).GetValueOrDefault(carrier);

    /// <summary>Counts the pauses that a package's scans ended.</summary>
    public void Count(string? carrier, IEnumerable<TimeSpan> gaps)
    {
        if (carrier is null || !options.Value.LearnSilence)
            return;
        foreach (var gap in gaps)
        {
            lock (_lock)
            {
                if (!_counted.TryGetValue(carrier, out var histogram))
                    _counted[carrier] = histogram = new();
                histogram.Add(gap);
            }
        }
    }

    /// <summary>Hands over what was counted since, and forgets it.</summary>
    public IReadOnlyDictionary<string, GapHistogram> Take()
    {
        lock (_lock)
        {
            var taken = _counted;
            _counted = new(StringComparer.Ordinal);
            return taken;
        }
    }

    /// <summary>Gives back what could not be saved.</summary>
    public void GiveBack(string carrier, GapHistogram histogram)
    {
        lock (_lock)
        {
            if (_counted.TryGetValue(carrier, out var newer))
                newer.Add(histogram);
            else
                _counted[carrier] = histogram;
        }
    }

    public void Learn(IReadOnlyDictionary<string, GapHistogram> all) =>
        Volatile.Write(ref _learnt, all.ToDictionary(h => h.Key, h => RhythmOf(h.Value, options.Value), StringComparer.Ordinal));

    /// <summary>What a histogram teaches.</summary>
    public static CarrierRhythm RhythmOf(GapHistogram histogram, LogisticsOptions options)
    {
        var enough = options.LearnSilence && histogram.Total >= options.SilenceNeedsGaps;
        return new(histogram.Total, histogram.Quantile(0.5), enough ? Bounded(histogram.Quantile(options.SilenceShare), options) : null);
    }

    static TimeSpan? Bounded(TimeSpan? gap, LogisticsOptions options) =>
        gap < options.SilentAtLeast ? options.SilentAtLeast : gap > options.SilentAtMost ? options.SilentAtMost : gap;
}

/// <summary>Saves what was counted of carriers' pauses, and learns from what all processes saved within <see cref="LogisticsOptions.LearnSilenceFrom"/>.</summary>
sealed partial class LearnGaps(IDbContextFactory<LogisticsDb> databases, CarrierGaps gaps, IOptions<LogisticsOptions> options, TimeProvider time, ILogger<LearnGaps> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LearnSilenceEvery, time);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LearningFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round.</summary>
    async Task RunAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).DayNumber;
        var first = today - (int)options.Value.LearnSilenceFrom.TotalDays;
        var taken = gaps.Take();
        var saved = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (var (carrier, histogram) in taken)
            {
                await SaveAsync(carrier, today, histogram, cancellationToken);
                saved.Add(carrier);
            }
        }
        finally
        {
            foreach (var (carrier, histogram) in taken.Where(t => !saved.Contains(t.Key)))
                gaps.GiveBack(carrier, histogram);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.CarrierGaps.Where(g => g.Day < first).ExecuteDeleteAsync(cancellationToken);
        var counts = await db.CarrierGaps.GroupBy(g => new { g.Carrier, g.Class }).Select(g => new { g.Key.Carrier, g.Key.Class, Count = g.Sum(c => c.Count) }).ToListAsync(cancellationToken);
        gaps.Learn(counts.GroupBy(c => c.Carrier, StringComparer.Ordinal).ToDictionary(g => g.Key, g =>
        {
            var histogram = new GapHistogram();
            // A class of a newer version belongs to the longest that we know.
            foreach (var count in g)
                histogram.Add(Math.Clamp(count.Class, 0, GapHistogram.Classes - 1), count.Count);
            return histogram;
        }));
    }

    /// <summary>A carrier's counts, in one transaction.</summary>
    async Task SaveAsync(string carrier, int day, GapHistogram histogram, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                var known = await db.CarrierGaps.Where(g => g.Carrier == carrier && g.Day == day).ToDictionaryAsync(g => g.Class, cancellationToken);
                foreach (var (index, count) in histogram.Counts.Index().Where(c => c.Item > 0))
                {
                    if (known.TryGetValue(index, out var row))
                        row.Count += count;
                    else
                        db.CarrierGaps.Add(new() { Carrier = carrier, Day = day, Class = index, Count = count });
                }

                await db.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (attempt < Attempts && (ServiceDb.IsTransient(e) || ServiceDb.IsUniqueViolation(e)))
            {
                Again(e, carrier);
            }
        }
    }

    const int Attempts = 5;

    [LoggerMessage(LogLevel.Debug, "Another process saved pauses of {Carrier} at the same time; saved again")]
    partial void Again(Exception exception, string carrier);

    [LoggerMessage(LogLevel.Warning, "Carriers' usual pauses could not be learnt; tried again at the next round")]
    partial void LearningFailed(Exception exception);
}
