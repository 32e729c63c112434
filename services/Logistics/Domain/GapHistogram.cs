namespace StatusTracking.Logistics;

/// <summary>
/// How long a carrier pauses between two scans of a package, as counts of classes of pauses. It does not depend on the order in which pauses are
/// counted, and two histograms add up to that of both together: so each process counts for itself.
/// </summary>
sealed class GapHistogram
{
    /// <summary>The upper bound of each class, in hours, that bound included. What is longer than the last one belongs to the last class.</summary>
    static readonly int[] Hours = [1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 21, 24, 30, 36, 42, 48, 60, 72, 84, 96, 120, 144, 168, 192, 216, 240, 288, 336, 408, 480, 600, 720];

    readonly long[] _counts = new long[Hours.Length];

    /// <summary>How many classes there are.</summary>
    public static int Classes => Hours.Length;

    /// <summary>How many pauses were counted.</summary>
    public long Total => _counts.Sum();

    /// <summary>The counts of the classes, the shortest pauses first.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>The class of a pause.</summary>
    public static int ClassOf(TimeSpan gap)
    {
        var index = Array.FindIndex(Hours, hours => gap <= TimeSpan.FromHours(hours));
        return index < 0 ? Hours.Length - 1 : index;
    }

    /// <summary>The longest pause of a class; of the last one, its bound all the same.</summary>
    public static TimeSpan BoundOf(int index) => TimeSpan.FromHours(Hours[index]);

    public void Add(TimeSpan gap) => Add(ClassOf(gap), 1);

    public void Add(int index, long count) => _counts[index] += count;

    public void Add(GapHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
    }

    /// <summary>What at least such a share of all pauses is not longer than, as the bound of its class; null while nothing was counted.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public TimeSpan? Quantile(double share)
    {
        if (Total is not (> 0 and var total))
            return null;
        var (needed, found) = ((long)Math.Ceiling(share * total), 0L);
        for (var i = 0; i < _counts.Length; i++)
        {
            found += _counts[i];
            if (found >= needed)
                return BoundOf(i);
        }

        return BoundOf(Hours.Length - 1);
    }
}

/// <summary>How many pauses of one class a carrier made on one day.</summary>
sealed class CarrierGap
{
    public required string Carrier { get; init; }

    /// <summary>The day on which the scans that ended them were recorded, in UTC, as the number of days since 0001-01-01.</summary>
    public required int Day { get; init; }

    /// <summary><see cref="GapHistogram.ClassOf"/>.</summary>
    public required int Class { get; init; }

    public required long Count { get; set; }
}
