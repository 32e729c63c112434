using StatusTracking.Contracts;
using static StatusTracking.Contracts.PackageStatus;

namespace StatusTracking.Tracking.Domain;

/// <summary>
/// When a package's clocks have something to say. Pure: the same journey and settings give the same times. All of them run on
/// the times at which things were recorded.
/// </summary>
sealed class Watch(TrackingOptions options)
{
    static readonly HashSet<PackageStatus> Over = [PackageStatus.Delivered, PackageStatus.Returned, Lost, Disposed, Cancelled, Expired];

    /// <summary>
    /// Where scans are to be expected. Not before the label: then there is no carrier to hear of. Not while it is ready for pick-up: nobody
    /// scans what lies in a shop for a week, so silence there says nothing of the carrier, and an operator would look into it in vain.
    /// </summary>
    static readonly HashSet<PackageStatus> Scanned =
        [PackageStatus.Unknown, LabelCreated, PickedUp, InTransit, OnHold, PackageStatus.Exception, OutForDelivery, DeliveryAttempted, Returning];

    /// <summary>
    /// Where the estimate still counts. Not while it is ready for pick-up: the carrier has brought it, and the recipient decides when to come.
    /// Not on its way back: the estimate was of its way there.
    /// </summary>
    static readonly HashSet<PackageStatus> Awaited =
        [Created, PackageStatus.Unknown, LabelCreated, PickedUp, InTransit, OnHold, PackageStatus.Exception, OutForDelivery, DeliveryAttempted];

    /// <summary>Where the carrier has done what it promised.</summary>
    static readonly HashSet<PackageStatus> Arrived = [AvailableForPickup, PackageStatus.Delivered];

    static readonly HashSet<PackageStatus> Troubled = [OnHold, PackageStatus.Exception, DeliveryAttempted];

    public static bool IsOver(PackageStatus status) => Over.Contains(status);

    /// <summary>Whether the estimate still counts.</summary>
    public static bool IsAwaited(PackageStatus status) => Awaited.Contains(status);

    /// <summary>When it will have been silent for too long; null where nothing is to be heard.</summary>
    public DateTimeOffset? SilentAt(Journey journey) =>
        Scanned.Contains(journey.Status) ? journey.HeardAt + (journey.SilentAfter ?? options.SilentAfter) : null;

    /// <summary>When it is no longer followed; null while it is under way.</summary>
    public DateTimeOffset? EndsAt(Journey journey) =>
        IsOver(journey.Status) ? journey.StatusRecordedAt + options.EndAfter : null;

    /// <summary>When the clock of silence is to look: one clock for both, because a package is either under way or over.</summary>
    public DateTimeOffset? QuietAt(Journey journey) => SilentAt(journey) ?? EndsAt(journey);

    /// <summary>When it will be past its estimate; null where no estimate counts.</summary>
    public DateTimeOffset? DelayedAt(Journey journey)
    {
        if (journey.Estimate is not { } estimate || !IsAwaited(journey.Status))
            return null;
        var patient = journey.HeardAt + options.PastEstimateGrace;
        return journey.EstimateWasPast && patient > estimate ? patient : estimate;
    }

    /// <summary>When it will be in doubt whether the estimate can be kept; null where it will not.</summary>
    public DateTimeOffset? AtRiskAt(Journey journey)
    {
        if (Troubled.Contains(journey.Status))
            return journey.StatusRecordedAt;
        return journey.Status is OutForDelivery || journey.EstimateWasPast ? null : DelayedAt(journey) - options.AtRiskWithin;
    }

    /// <summary>How it stands at a moment, as far as nothing was said of it before.</summary>
    public Promise PromiseAt(Journey journey, DateTimeOffset moment) =>
        DelayedAt(journey) <= moment ? Promise.Broken
        : AtRiskAt(journey) <= moment ? Promise.AtRisk
        : Promise.Kept;

    /// <summary>
    /// How it stands at a moment, after what was said of it. What is past its estimate stays so until it has arrived, ready for pick-up or
    /// delivered, or has an estimate that is still ahead: no scan on the way there mends that, be it heard late or the first in days. So it
    /// cannot turn from delayed to recovered and back without either.
    /// </summary>
    public Promise PromiseAt(Journey journey, Promise said, DateTimeOffset moment) =>
        said is Promise.Broken && journey.Estimate <= moment && !Arrived.Contains(journey.Status) ? Promise.Broken : PromiseAt(journey, moment);

    /// <summary>
    /// How it stands when something was heard. Hearing breaks no promise, it only keeps or mends one: that a promise is broken is the
    /// clock's to say. Otherwise a backlog heard in another order would delay a package that was delivered in time.
    /// </summary>
    public Promise PromiseWhenHeard(Journey journey, Promise said, DateTimeOffset now) =>
        said is Promise.Broken && PromiseAt(journey, said, now) is Promise.Broken ? Promise.Broken
        : AtRiskAt(journey) <= journey.HeardAt ? Promise.AtRisk
        : Promise.Kept;

    /// <summary>When the clock of the estimate is to look, after what it has said already; null where it has nothing more to say.</summary>
    public DateTimeOffset? OverdueAt(Journey journey, Promise said) => said switch
    {
        Promise.Kept => AtRiskAt(journey) ?? DelayedAt(journey),
        Promise.AtRisk => DelayedAt(journey),
        _ => null,
    };
}
