using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>How a package's scans move it.</summary>
sealed partial class Package
{
    /// <summary>The place of the newest scan in <see cref="ScanOrder"/>, beside <see cref="LastScanAt"/>.</summary>
    public int LastScanRank { get; private set; }

    /// <inheritdoc cref="LastScanRank"/>
    public string? LastScanEventId { get; private set; }

    /// <inheritdoc cref="LastScanRank"/>
    public string? LastScanSource { get; private set; }

    /// <summary>
    /// Whether recording these needs all scans recorded before: one of them belongs before the newest. Else the status of now is enough.
    /// </summary>
    public bool NeedsHistory(IEnumerable<Scan> scans) => scans.Any(s => !SortsLast(s));

    /// <summary>
    /// Records scans, whatever order they come in, and publishes what <see cref="Fold"/> says. Those of one call are taken in the order in
    /// which they happened, so that none of them is late because of another.
    /// </summary>
    /// <param name="scans">What was heard.</param>
    /// <param name="known">
    /// Scans recorded before: all of them where <see cref="NeedsHistory"/> says so; else those that may be the same as one of
    /// <paramref name="scans"/> are enough.
    /// </param>
    /// <returns>The scans to store, without those that were recorded before.</returns>
    public IReadOnlyList<Scan> Record(IEnumerable<Scan> scans, IEnumerable<Scan> known)
    {
        var history = known.Order(ScanOrder.Instance).ToList();
        var keys = history.Select(s => s.Key).ToHashSet();
        var recorded = new List<Scan>();
        foreach (var scan in scans.Where(s => keys.Add(s.Key)).Order(ScanOrder.Instance))
        {
            scan.Late = LastScanAt > scan.OccurredAt;
            if (SortsLast(scan))
            {
                Append(scan);
                history.Add(scan);
            }
            else
            {
                Insert(scan, history);
            }

            ScanCount++;
            recorded.Add(scan);
        }

        return recorded;
    }

    /// <summary>The time of an operator's correction of now: after every scan, so that it has the last word, also over one of the future.</summary>
    public DateTimeOffset TimeOfCorrection(DateTimeOffset now) => LastScanAt >= now ? LastScanAt.Value.AddMicroseconds(1) : now;

    bool SortsLast(Scan scan) => LastScanAt is not { } at
        || ScanOrder.Compare((scan.OccurredAt, scan.Rank, scan.EventId, scan.Source), (at, LastScanRank, LastScanEventId!, LastScanSource!)) > 0;

    void Append(Scan scan)
    {
        (LastScanAt, LastScanRank, LastScanEventId, LastScanSource) = (scan.OccurredAt, scan.Rank, scan.EventId, scan.Source);
        if (Fold.Refuse(Status, scan) is { } reason)
            Ignore(scan.Status, ChangeOf(scan, scan.RecordedAt), reason);
        else
            Take(scan, scan.RecordedAt, scan.Late, scan.Reason);
    }

    void Insert(Scan scan, List<Scan> history)
    {
        var before = Fold.OfSorted(Start, history);
        history.Insert(~history.BinarySearch(scan, ScanOrder.Instance), scan);
        var after = Fold.OfSorted(Start, history);

        if (after.Scans.First(s => s.Scan == scan).Skipped is { } reason)
            Ignore(scan.Status, ChangeOf(scan, scan.RecordedAt), reason);
        else if (before.Applied is not [.., var last] || last != after.Applied[^1])
            Follow(before, after, scan.RecordedAt, LateScan);
        else if (!scan.Late && IsWayThereAndBack(scan, last))
        {
            Take(scan, scan.RecordedAt, late: false, scan.Reason);
            Take(last, scan.RecordedAt, late: true, LateScan);
        }
        else
        {
            Ignore(scan.Status, ChangeOf(scan, scan.RecordedAt), LateScan);
        }
    }

    bool IsWayThereAndBack(Scan scan, Scan last) =>
        Fold.Refuse(Status, scan) is null && Fold.Refuse(scan.Status, last) is null;

    /// <summary>Walks from one history to the other: what both have applied at their beginning was published before.</summary>
    void Follow(FoldedHistory before, FoldedHistory after, DateTimeOffset now, string? reason)
    {
        if (before.Applied is [.., var was] && after.Applied is [.., var last] && was == last)
            return;
        var common = before.Applied.Zip(after.Applied).TakeWhile(p => p.First == p.Second).Count();
        foreach (var scan in after.Applied.Skip(common))
            Take(scan, now, scan.Late, scan.Reason ?? reason);
    }

    void Take(Scan scan, DateTimeOffset now, bool late, string? reason)
    {
        var change = ChangeOf(scan, now) with { Late = late, Reason = reason };
        if (CanMove(scan.Status))
            Move(scan.Status, change);
        else
            Restate(scan.Status, change);
    }

    static StatusChange ChangeOf(Scan scan, DateTimeOffset now) => new()
    {
        To = scan.Status.ToWord(),
        Detail = scan.Detail,
        Late = scan.Late,
        Sequence = 0,
        Occasion = new(scan.OccurredAt, now),
        Location = scan.Location,
        Description = scan.Description,
        Blame = Blames.Of(scan.Status, scan.Detail)?.ToWord(),
    };
}
