using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>The pauses between a package's scans that say how often its carrier scans.</summary>
static class Gaps
{
    /// <summary>
    /// The pauses that scans end: each between two scans of others that follow one another, of a package that was under way meanwhile. What lies in a shop
    /// or is over is not scanned, so its pauses say nothing of the carrier; nor does a scan that came late, whose pause was counted as a part of another.
    /// </summary>
    /// <param name="status">Where the package stood before.</param>
    /// <param name="lastScanAt">When it had been scanned last.</param>
    /// <param name="recorded">What was recorded then, in the order in which it happened.</param>
    public static IEnumerable<TimeSpan> Between(PackageStatus status, DateTimeOffset? lastScanAt, IEnumerable<Scan> recorded)
    {
        foreach (var scan in recorded.Where(s => !s.Late && !s.IsCorrection && !s.IsOfClock))
        {
            if (lastScanAt is { } last && IsUnderWay(status) && scan.OccurredAt >= last)
                yield return scan.OccurredAt - last;
            (status, lastScanAt) = (scan.Status, scan.OccurredAt);
        }
    }

    static bool IsUnderWay(PackageStatus status) => status is PackageStatus.PickedUp or PackageStatus.InTransit or PackageStatus.OnHold or PackageStatus.Exception
        or PackageStatus.OutForDelivery or PackageStatus.DeliveryAttempted or PackageStatus.Returning;
}
