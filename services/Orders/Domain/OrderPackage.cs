using StatusTracking.Contracts;

namespace StatusTracking.Orders.Domain;

/// <summary>What an operator chose for a package that is lost, disposed of or came back.</summary>
enum Resolution
{
    /// <summary>A new package is sent in its place; the order goes on with that one.</summary>
    Replace,

    /// <summary>What it is worth goes back. Where nothing else of the order reached the buyer, all of it does, and the order is cancelled.</summary>
    Refund,

    /// <summary>
    /// It is left at that: the package counts as delivered, no money moves, and the order is completed when nothing else is open. For a buyer
    /// who has it after all, or was compensated in another way. Cancelling instead would give all the money back, which is the choice before.
    /// </summary>
    Accept,
}

/// <summary>What an order knows of one of its packages.</summary>
sealed class OrderPackage
{
    public required Guid Id { get; init; }

    public PackageStatus Status { get; private set; }

    public string? Detail { get; private set; }

    /// <summary>The highest that was heard; 0 while only we know of it.</summary>
    public long Sequence { get; private set; }

    public string? Carrier { get; private set; }

    public string? TrackingNumber { get; private set; }

    public string? TrackingUrl { get; private set; }

    public string? CarrierUrl { get; private set; }

    public DateTimeOffset? EstimatedDelivery { get; private set; }

    /// <summary>How often the estimate had been changed when it was heard. Null while no one said.</summary>
    public int? EstimateRevision { get; private set; }

    /// <summary>The package that this one replaces.</summary>
    public Guid? Replaces { get; private set; }

    /// <summary>What the pieces in it cost.</summary>
    public decimal Worth { get; private set; }

    /// <summary>
    /// It was under way at some time. Kept beside the status because events come in any order: a set of what was ever heard is the same
    /// in each, where "the status before" is not.
    /// </summary>
    public bool WasPickedUp { get; private set; }

    /// <summary>It was delivered at some time, also if it is on its way back now.</summary>
    public bool WasDelivered { get; private set; }

    public Resolution? Resolution { get; private set; }

    public DateTimeOffset? DelayedAt { get; private set; }

    public DateTimeOffset? AtRiskAt { get; private set; }

    public DateTimeOffset? SilentAt { get; private set; }

    public DateTimeOffset? RecoveredAt { get; private set; }

    /// <summary>A replacement that we have just asked Logistics for.</summary>
    public static OrderPackage Asked(Guid id, OrderPackage replaces) => new() { Id = id, Replaces = replaces.Id, Worth = replaces.Worth };

    /// <summary>It ended without reaching anybody, and somebody must say what now.</summary>
    public bool IsStranded => Status is PackageStatus.Lost or PackageStatus.Disposed or PackageStatus.Returned;

    /// <summary>Nobody has taken it out of the house yet, so it can still be held back.</summary>
    public bool CanBeHeldBack => Status is PackageStatus.Created or PackageStatus.Unknown or PackageStatus.LabelCreated or PackageStatus.Cancelled;

    public bool IsDelayed => IsSince(DelayedAt) || IsSince(SilentAt);

    public bool IsAtRisk => IsSince(AtRiskAt);

    public void Resolve(Resolution choice) => Resolution = choice;

    /// <returns>Whether this said anything new.</returns>
    public bool Hear(PackageStatusChanged change, PackageStatus status, decimal worth)
    {
        var pickedUp = WasPickedUp || status.ProvesPickUp();
        var delivered = WasDelivered || status == PackageStatus.Delivered;
        var isNew = pickedUp != WasPickedUp || delivered != WasDelivered;
        (WasPickedUp, WasDelivered) = (pickedUp, delivered);
        if (change.Sequence <= Sequence)
            return isNew;

        Status = status;
        Detail = change.Detail;
        Sequence = change.Sequence;
        Carrier = change.Package.Carrier;
        TrackingNumber = change.Package.TrackingNumber;
        TrackingUrl = change.Package.TrackingUrl;
        CarrierUrl = change.Package.CarrierUrl;
        if ((change.Package.EstimateRevision ?? 0) >= (EstimateRevision ?? 0))
            (EstimatedDelivery, EstimateRevision) = (change.Package.EstimatedDelivery, change.Package.EstimateRevision);
        Replaces = change.Package.Replaces ?? Replaces;
        Worth = worth;
        return true;
    }

    /// <returns>Whether this said anything new.</returns>
    public bool Hear(PackageEstimateChanged change)
    {
        if (change.Revision <= (EstimateRevision ?? 0))
            return false;
        (EstimatedDelivery, EstimateRevision) = (change.To, change.Revision);
        return true;
    }

    /// <summary>Signals have no sequence: the latest of each kind counts, so that their order does not.</summary>
    /// <returns>Whether this said anything new.</returns>
    public bool Hear(PackageSignalKind kind, DateTimeOffset at)
    {
        var known = kind switch
        {
            PackageSignalKind.Delayed => DelayedAt,
            PackageSignalKind.AtRisk => AtRiskAt,
            PackageSignalKind.Silent => SilentAt,
            _ => RecoveredAt,
        };
        if (at <= known)
            return false;
        switch (kind)
        {
            case PackageSignalKind.Delayed: DelayedAt = at; break;
            case PackageSignalKind.AtRisk: AtRiskAt = at; break;
            case PackageSignalKind.Silent: SilentAt = at; break;
            default: RecoveredAt = at; break;
        }

        return true;
    }

    bool IsSince(DateTimeOffset? signalled) => signalled is not null && (RecoveredAt is null || signalled > RecoveredAt);

    /// <summary>On hold, exception and lost prove nothing: they can follow a label that was never scanned.</summary>
}
