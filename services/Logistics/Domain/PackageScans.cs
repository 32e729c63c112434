using System.Globalization;
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
    /// Whether recording these needs all scans recorded before: one of them belongs before the newest, or says that the carrier took over
    /// what others have moved already, whether those moved the status or not. Else the status of now is enough.
    /// </summary>
    public bool NeedsHistory(IEnumerable<Scan> scans) => scans.Any(s => !SortsLast(s) || (s.IsHandOver && ScanCount > 0));

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
        List<Scan> recorded = [.. scans.Where(s => keys.Add(s.Key)).Order(ScanOrder.Instance)];
        var course = CourseOf(history.Concat(recorded));
        foreach (var scan in recorded)
        {
            // Carriers name whom they gave it to.
            if (IsErased)
                scan.Erase();
            scan.Late = LastScanAt > scan.OccurredAt;
            if (SortsLast(scan))
            {
                Append(scan, course);
                history.Add(scan);
            }
            else
            {
                Insert(scan, history, course);
            }

            ScanCount++;
            if (scan.EstimatedDelivery is { } estimate)
                Estimate(estimate, scan.Source, new Occasion(scan.OccurredAt, scan.RecordedAt));
        }

        return recorded;
    }

    /// <summary>The time of an operator's correction of now: after every scan, so that it has the last word, also over one of the future.</summary>
    public DateTimeOffset TimeOfCorrection(DateTimeOffset now) => LastScanAt >= now ? LastScanAt.Value.AddMicroseconds(1) : now;

    /// <summary>
    /// The clock's word that nothing was heard for too long. Its place is right behind the newest scan, so that whatever is newer than what
    /// was known wakes the package, however late it comes, and none is late because of it. The same silence has the same id, in every process.
    /// </summary>
    /// <param name="heardAt">When anything was last recorded of it.</param>
    /// <param name="after">How long that may be ago.</param>
    /// <param name="now">When the clock spoke.</param>
    public Scan Silence(DateTimeOffset heardAt, TimeSpan after, DateTimeOffset now) => new()
    {
        PackageId = Id,
        Source = Scan.Clock,
        EventId = $"silent-since-{heardAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}",
        Status = PackageStatus.Expired,
        Detail = "silent",
        OccurredAt = LastScanAt ?? Scan.BeforeAll,
        RecordedAt = now,
        Reason = string.Create(CultureInfo.InvariantCulture, $"Nothing was heard of it for {after.TotalDays:0.##} days."),
    };

    /// <summary>What its scans' times are held against.</summary>
    /// <param name="scans">All of them; of what was recorded before, nothing where <see cref="NeedsHistory"/> says that it is not needed.</param>
    public Course CourseOf(IEnumerable<Scan> scans) => Course.Of(Shipment.PlacedAt, scans);

    bool SortsLast(Scan scan) => LastScanAt is not { } at
        || ScanOrder.Compare((scan.OccurredAt, scan.Rank, scan.EventId, scan.Source), (at, LastScanRank, LastScanEventId!, LastScanSource!)) > 0;

    void Append(Scan scan, Course course)
    {
        (LastScanAt, LastScanRank, LastScanEventId, LastScanSource) = (scan.OccurredAt, scan.Rank, scan.EventId, scan.Source);
        if (Fold.Refuse(Status, scan) is { } reason)
            Ignore(new(scan, Status, reason), course, reason);
        else
            Take(scan, course, scan.RecordedAt, scan.Late, scan.Reason);
    }

    void Insert(Scan scan, List<Scan> history, Course course)
    {
        var before = Fold.OfSorted(Start, history);
        history.Insert(~history.BinarySearch(scan, ScanOrder.Instance), scan);
        var after = Fold.OfSorted(Start, history);

        var folded = after.Scans.First(s => s.Scan == scan);
        if (folded.Skipped is { } reason)
            Ignore(folded, course, reason);
        else if (before.Applied is not [.., var last] || last != after.Applied[^1])
            Follow(before, after, course, scan.RecordedAt, LateScan);
        else if (!scan.Late && IsWayThereAndBack(scan, last))
        {
            Take(scan, course, scan.RecordedAt, late: false, scan.Reason);
            Take(last, course, scan.RecordedAt, late: true, LateScan);
        }
        else
        {
            Ignore(folded, course, LateScan);
        }
    }

    bool IsWayThereAndBack(Scan scan, Scan last) =>
        Fold.Refuse(Status, scan) is null && Fold.Refuse(scan.Status, last) is null;

    /// <summary>Walks from one history to the other: what both have applied at their beginning was published before.</summary>
    void Follow(FoldedHistory before, FoldedHistory after, Course course, DateTimeOffset now, string? reason)
    {
        if (before.Applied is [.., var was] && after.Applied is [.., var last] && was == last)
            return;
        var common = before.Applied.Zip(after.Applied).TakeWhile(p => p.First == p.Second).Count();
        foreach (var scan in after.Applied.Skip(common))
            Take(scan, course, now, scan.Late, scan.Reason ?? reason);
    }

    void Ignore(FoldedScan folded, Course course, string reason) =>
        Ignore(folded.Scan.Status, ChangeOf(folded.Scan, folded.Scan.RecordedAt, course.Contradiction(folded)), reason);

    void Take(Scan scan, Course course, DateTimeOffset now, bool late, string? reason)
    {
        var change = ChangeOf(scan, now, course.Contradiction(new FoldedScan(scan, Status, Skipped: null))) with { Late = late, Reason = reason };
        if (CanMove(scan.Status))
            Move(scan.Status, change);
        else
            Restate(scan.Status, change);
    }

    static StatusChange ChangeOf(Scan scan, DateTimeOffset now, ImpossibleTime? impossible) => new()
    {
        To = scan.Status.ToWord(),
        Detail = scan.Detail,
        Late = scan.Late,
        Sequence = 0,
        Occasion = new(scan.HappenedAt, now),
        Location = scan.Location,
        Description = scan.Description,
        Blame = Blames.Of(scan)?.ToWord(),
        Impossible = impossible?.ToWord(),
    };
}
