using StatusTracking.Contracts;
using StatusTracking.Messaging;
using static StatusTracking.Contracts.PackageStatus;

namespace StatusTracking.Logistics;

/// <summary>
/// What the times of a package's scans are held against: no package moves before it is handed over, or at all before its order is placed.
/// A function of the set of its scans, like the fold; it marks and moves nothing.
/// </summary>
/// <param name="PlacedAt">When the order was placed; null where that is not known.</param>
/// <param name="HandedOverAt">The first time at which a carrier says that it took the package over; null where none does.</param>
/// <param name="MovedAt">The first time at which it moved, arrived or came back; null where no scan says so.</param>
readonly record struct Course(DateTimeOffset? PlacedAt, DateTimeOffset? HandedOverAt, DateTimeOffset? MovedAt)
{
    /// <summary>Clocks differ by less than this.</summary>
    static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static Course Of(DateTimeOffset? placedAt, IEnumerable<Scan> scans)
    {
        DateTimeOffset? handedOver = null, moved = null;
        // What is impossible itself speaks against nothing else.
        foreach (var scan in scans.Where(s => !s.IsCorrection && !(s.OccurredAt < placedAt)))
        {
            if (scan.IsHandOver)
                handedOver = Earlier(handedOver, scan.OccurredAt);
            else if (IsMovement(scan.Status))
                moved = Earlier(moved, scan.OccurredAt);
        }

        return new(placedAt, handedOver, moved);
    }

    /// <summary>What speaks against the time of something of ours, such as a label that is brought over.</summary>
    public ImpossibleTime? Contradiction(Occasion occasion) => occasion.OccurredAt < PlacedAt ? ImpossibleTime.BeforeOrder : null;

    /// <summary>
    /// What speaks against a scan's time; null where nothing does. An operator's correction and the clock's word have no time of their own: they
    /// say what is true from now on.
    /// </summary>
    public ImpossibleTime? Contradiction(FoldedScan folded)
    {
        var scan = folded.Scan;
        return scan switch
        {
            { IsCorrection: true } or { IsOfClock: true } => null,
            _ when scan.OccurredAt < PlacedAt => ImpossibleTime.BeforeOrder,
            _ when IsMovement(scan.Status) && scan.OccurredAt < HandedOverAt => ImpossibleTime.BeforeHandOver,
            _ when !folded.IsApplied && folded.Found == Delivered && IsUnderWay(scan.Status) => ImpossibleTime.AfterDelivery,
            { IsHandOver: true } when scan.OccurredAt == HandedOverAt && MovedAt < HandedOverAt => ImpossibleTime.AfterMovement,
            _ when scan.OccurredAt > scan.RecordedAt + ClockSkew => ImpossibleTime.InFuture,
            _ => null,
        };
    }

    static bool IsMovement(PackageStatus status) => status is InTransit or OutForDelivery or DeliveryAttempted or AvailableForPickup
        or Delivered or Returning or Returned;

    static bool IsUnderWay(PackageStatus status) => status is PickedUp or InTransit or OutForDelivery or DeliveryAttempted or AvailableForPickup;

    static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;
}
