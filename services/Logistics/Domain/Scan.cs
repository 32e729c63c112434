using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>
/// What someone says happened to a package. A package's scans are one set by (package, <see cref="Source"/>, <see cref="EventId"/>).
/// Never changed once recorded, but for what its carrier's code means, where an operator says so: see <see cref="Mean"/>.
/// </summary>
sealed class Scan
{
    /// <summary>The source of an operator's corrections, which the fold obeys. No one outside may use it.</summary>
    public const string Operator = "operator";

    /// <summary>The source of what our own clock says: that nothing was heard for too long. No one outside may use it.</summary>
    public const string Clock = "logistics";

    /// <summary>Before every scan: the place of the clock's word on a package that was never scanned.</summary>
    public static readonly DateTimeOffset BeforeAll = DateTimeOffset.UnixEpoch;

    /// <summary>The source of scans that name none.</summary>
    public const string Api = "api";

    public required Guid PackageId { get; init; }

    /// <summary>Who says so: <c>api</c>, <c>operator</c>, <c>carrier:dhl</c>, <c>logistics</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The source's own id of it.</summary>
    public required string EventId { get; init; }

    public required PackageStatus Status { get; set; }

    public string? Detail { get; set; }

    /// <summary>Who caused the trouble, where the carrier's code says more than the finer word does.</summary>
    public Blame? Blame { get; set; }

    /// <summary>The carrier's code, <see cref="EventCode.Word"/>, where a mapping read it or the word is none of ours.</summary>
    public string? Code { get; init; }

    /// <summary>Who signed for the package.</summary>
    public string? SignedBy { get; init; }

    /// <summary>When it happened, as the source says. Of the clock's word, since when nothing was heard: its place in the history.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When we heard.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>Whether a newer scan had been recorded before. Decided once, when it is recorded.</summary>
    public bool Late { get; internal set; }

    public string? Location { get; internal set; }

    public string? Description { get; internal set; }

    /// <summary>When the carrier means to deliver, as of this scan.</summary>
    public DateTimeOffset? EstimatedDelivery { get; init; }

    /// <summary>Why, of an operator's correction and of the clock's word.</summary>
    public string? Reason { get; init; }

    /// <summary>The source's word where it is none of ours.</summary>
    public string? RawStatus { get; set; }

    /// <summary>All that a carrier sent, as it came; dropped after <see cref="LogisticsOptions.KeepRawScans"/>.</summary>
    public string? Raw { get; internal set; }

    /// <summary>Forgets what was written of whom it went to.</summary>
    internal void Erase() => (Location, Description, Raw) = (null, null, null);

    public bool IsCorrection => Source == Operator;

    /// <summary>The word of our own clock.</summary>
    public bool IsOfClock => Source == Clock;

    /// <summary>When it happened, as it is told: the clock speaks when it has run down, whenever the silence began.</summary>
    public DateTimeOffset HappenedAt => IsOfClock ? RecordedAt : OccurredAt;

    /// <summary>The carrier says that it took the package over.</summary>
    public bool IsHandOver => Status == PackageStatus.PickedUp && !IsCorrection;

    public ScanKey Key => new(Source, EventId);

    /// <summary>What it says, and what its carrier's code means otherwise.</summary>
    public Meaning Meaning => new(Status, Detail, Blame);

    /// <summary>Takes another meaning of its carrier's code.</summary>
    public void Mean(Meaning meaning) => (Status, Detail, Blame, RawStatus) = (meaning.Status, meaning.Detail, meaning.Blame, null);

    /// <summary>The same scan, to be held against what becomes of it.</summary>
    public Scan Copy() => (Scan)MemberwiseClone();

    /// <summary>
    /// The rank that breaks a tie of times. An operator's word comes after all that happened in the same moment, and the clock's after that.
    /// </summary>
    public int Rank => IsOfClock ? int.MaxValue : IsCorrection ? int.MaxValue - 1 : Status.Rank();
}

/// <summary>What makes a scan of a package the same scan.</summary>
readonly record struct ScanKey(string Source, string EventId);

/// <summary>The order in which the fold takes scans: (occurredAt, rank, eventId); the source only where all three are equal.</summary>
sealed class ScanOrder : IComparer<Scan>
{
    public static readonly ScanOrder Instance = new();

    public int Compare(Scan? x, Scan? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Compare((x.OccurredAt, x.Rank, x.EventId, x.Source), (y.OccurredAt, y.Rank, y.EventId, y.Source));
    }

    public static int Compare((DateTimeOffset At, int Rank, string EventId, string Source) x, (DateTimeOffset At, int Rank, string EventId, string Source) y)
    {
        if (x.At.CompareTo(y.At) is not 0 and var byTime)
            return byTime;
        if (x.Rank.CompareTo(y.Rank) is not 0 and var byRank)
            return byRank;
        if (string.CompareOrdinal(x.EventId, y.EventId) is not 0 and var byId)
            return byId;
        return string.CompareOrdinal(x.Source, y.Source);
    }
}
