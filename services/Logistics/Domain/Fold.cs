using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>
/// A package's status as a function of its SET of scans, so that the order in which they arrive does not matter.
/// </summary>
/// <remarks>
/// <para>It starts at what is ours and no scan (created, label_created, or cancelled by us), takes the scans by <see cref="ScanOrder"/>
/// and lets each move the status where the table allows it; an illegal move is skipped with its reason. An operator's correction moves it
/// anywhere. Each step depends only on the status before it and on the scan. So once two folds of a package have applied the same scan,
/// they agree from there on; and a scan that sorts after all others needs nothing but the status of now.</para>
/// <para><b>What is published</b> when a scan is recorded (<see cref="Package.Record"/>), so that a listener which keeps the highest
/// sequence stands where the fold stands:</para>
/// <list type="bullet">
/// <item>The scan is skipped: an ignored change, with the reason.</item>
/// <item>It sorts last among those applied: a change, as the table allows it.</item>
/// <item>It is applied in the middle and the later part of the history stands: an ignored change with reason <c>late_scan</c>; the status
/// does not move. (A scan of the very same time as a newer one is not late: where the table allows the way there and back, it is a change,
/// and the last one is published again, late, so that no one is told twice.)</item>
/// <item>It is applied in the middle and the later part of the history changes: every scan that is newly applied becomes a change, in the
/// fold's order, with reason <c>late_scan</c>. Only the first of them can be a move that the table does not have (disposed → delivered,
/// say): there the status is restated.</item>
/// </list>
/// <para>A change is <c>late</c> where its scan was: decided once, when the scan is recorded, by comparing its time with the other
/// scans' times. A correction's time is never before the newest scan's, so it is never late. A scan that was skipped when it came and is
/// applied after an older one arrived keeps its word: it was not late, so people are told of it now.</para>
/// </remarks>
static class Fold
{
    /// <summary>Folds scans in any order, without repeats.</summary>
    public static FoldedHistory Of(PackageStatus start, IEnumerable<Scan> scans) => OfSorted(start, scans.Order(ScanOrder.Instance));

    /// <summary>Folds scans that are sorted already.</summary>
    public static FoldedHistory OfSorted(PackageStatus start, IEnumerable<Scan> scans)
    {
        var status = start;
        var steps = new List<FoldedScan>();
        foreach (var scan in scans)
        {
            var skipped = Refuse(status, scan);
            steps.Add(new(scan, status, skipped));
            if (skipped is null)
                status = scan.Status;
        }

        return new(start, steps);
    }

    /// <summary>Why a scan would not be applied to a package in this status; null where it would.</summary>
    public static string? Refuse(PackageStatus status, Scan scan)
    {
        if (scan.IsCorrection || PackageMoves.Legal.Allows(status, scan.Status))
            return null;
        if (scan.Status == PackageStatus.Unknown)
            return scan.RawStatus is { } raw ? $"The code '{raw}' is not known; it is kept." : "An unknown code says less than is known already; it is kept.";
        return status == scan.Status
            ? $"The package is {status.ToWord()} already."
            : $"The package is {status.ToWord()}: it cannot become {scan.Status.ToWord()}.";
    }
}

/// <summary>A scan in its place in the history.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Found">The status that it found.</param>
/// <param name="Skipped">Why it was not applied; null where it was.</param>
readonly record struct FoldedScan(Scan Scan, PackageStatus Found, string? Skipped)
{
    public bool IsApplied => Skipped is null;
}

/// <summary>A package's scans in the order in which they happened, each applied or skipped with its reason.</summary>
sealed class FoldedHistory(PackageStatus start, IReadOnlyList<FoldedScan> scans)
{
    public IReadOnlyList<FoldedScan> Scans => scans;

    /// <summary>The scans that moved the status.</summary>
    public IReadOnlyList<Scan> Applied { get; } = [.. scans.Where(s => s.IsApplied).Select(s => s.Scan)];

    /// <summary>Where the package stands.</summary>
    public PackageStatus Status => Applied is [.., var last] ? last.Status : start;

    /// <summary>The finer word of where it stands.</summary>
    public string? Detail => Applied is [.., var last] ? last.Detail : null;
}
