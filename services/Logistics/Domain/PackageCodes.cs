using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>What moves a package beside its scans' coming: another meaning of a code.</summary>
sealed partial class Package
{
    /// <summary>The reason of a change that another meaning of a carrier's code caused.</summary>
    public const string CodeMapped = "code_mapped";

    /// <summary>
    /// Follows scans whose codes mean something else now, and publishes what <see cref="Fold"/> says: every scan that is applied from the first difference on
    /// becomes a change, late where it had been told before, so that nobody is told twice.
    /// </summary>
    /// <param name="before">All scans as they were, copies of those that changed.</param>
    /// <param name="after">All scans.</param>
    /// <param name="now">The time of now.</param>
    public void FollowCodes(IReadOnlyCollection<Scan> before, IReadOnlyCollection<Scan> after, DateTimeOffset now)
    {
        var was = Fold.Of(Start, before).Applied.Select(Told).ToList();
        var folded = Fold.Of(Start, after);
        var course = CourseOf(after);
        var newest = after.Max(ScanOrder.Instance)!;
        (LastScanAt, LastScanRank, LastScanEventId, LastScanSource) = (newest.OccurredAt, newest.Rank, newest.EventId, newest.Source);

        var common = was.Zip(folded.Applied).TakeWhile(p => p.First == Told(p.Second)).Count();
        if (common == was.Count && common == folded.Applied.Count)
            return;
        if (was is [.., var last] && folded.Applied is [.., var newLast] && last == Told(newLast))
        {
            foreach (var scan in folded.Scans.Where(s => s.IsApplied && !was.Contains(Told(s.Scan))))
                Ignore(scan, course, CodeMapped);
        }
        else if (folded.Applied.Count > common)
        {
            foreach (var scan in folded.Applied.Skip(common))
                Take(scan, course, now, late: scan.Late || was.Contains(Told(scan)), CodeMapped);
        }
        else if (folded.Applied is [.., var stands])
        {
            Take(stands, course, now, late: true, CodeMapped);
        }
        else
        {
            Restate(Start, new StatusChange { To = Start.ToWord(), Late = true, Reason = CodeMapped, Sequence = 0, Occasion = new(now, now) });
        }
    }

    static (ScanKey, Meaning) Told(Scan scan) => (scan.Key, scan.Meaning);
}
