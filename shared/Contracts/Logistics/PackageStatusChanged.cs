using System.Text.Json.Serialization;

namespace StatusTracking.Contracts;

/// <summary>A package's statuses. Ranks and legal moves: <c>Logistics/Domain</c>.</summary>
public enum PackageStatus
{
    Created, Unknown, LabelCreated, PickedUp, InTransit, OnHold, Exception, OutForDelivery, DeliveryAttempted,
    AvailableForPickup, Delivered, Expired, Returning, Returned, Lost, Disposed, Cancelled,
}

/// <summary>What a package's status says, to whoever hears of it.</summary>
public static class PackageStatuses
{
    /// <summary>Whether its carrier must have taken it over, be it that nobody scanned it then.</summary>
    public static bool ProvesPickUp(this PackageStatus status) => status is PackageStatus.PickedUp or PackageStatus.InTransit or PackageStatus.OutForDelivery
        or PackageStatus.DeliveryAttempted or PackageStatus.AvailableForPickup or PackageStatus.Delivered or PackageStatus.Returning
        or PackageStatus.Returned;
}

/// <summary>Who caused an exception.</summary>
public enum Blame { Unknown, Carrier, Shipper, Recipient, Customs, ForceMajeure }

/// <summary>
/// Why a package's scan cannot have happened when its source says. Such a scan is kept in its place and marked: of two that contradict each
/// other nobody can tell which one is wrong.
/// </summary>
public enum ImpossibleTime
{
    /// <summary>Before the order was placed.</summary>
    BeforeOrder,

    /// <summary>It moved, arrived or came back before the carrier took it over.</summary>
    BeforeHandOver,

    /// <summary>The carrier took it over after it had moved, arrived or come back.</summary>
    AfterMovement,

    /// <summary>It was under way after it had been delivered.</summary>
    AfterDelivery,

    /// <summary>After we heard of it, by more than clocks differ.</summary>
    InFuture,
}

/// <summary>A package changed its status. Owner: Logistics.</summary>
public sealed record PackageStatusChanged : StatusChanged
{
    /// <inheritdoc/>
    public override string Subject => Subjects.Package;

    /// <summary>The package as it is after the change: enough to act without asking back.</summary>
    public required PackageSnapshot Package { get; init; }

    /// <summary>Where it was scanned, for people.</summary>
    public string? Location { get; init; }

    /// <summary>The carrier's words.</summary>
    public string? Description { get; init; }

    /// <summary>Who caused it, on <c>exception</c> and <c>on_hold</c>: the word of a <see cref="Contracts.Blame"/>.</summary>
    public string? Blame { get; init; }

    /// <summary>
    /// Why it cannot have happened at that time: the word of an <see cref="ImpossibleTime"/>. Decided once, by what was known when it was
    /// recorded. Null where nothing speaks against it.
    /// </summary>
    public string? Impossible { get; init; }

    /// <summary>The status as a value; null for a word that this version does not know.</summary>
    [JsonIgnore]
    public PackageStatus? Status => Word.Parse<PackageStatus>(To);
}

/// <summary>A package at the moment of a change.</summary>
public sealed record PackageSnapshot
{
    /// <summary>The order's number, for people.</summary>
    public required string OrderNumber { get; init; }

    /// <summary>Such as <c>dhl</c>; null before the label.</summary>
    public string? Carrier { get; init; }

    /// <summary>Unique only together with the carrier; null before the label.</summary>
    public string? TrackingNumber { get; init; }

    /// <summary>The carrier's own page; null where none is known.</summary>
    public string? CarrierUrl { get; init; }

    /// <summary>Our page, by a random token.</summary>
    public string? TrackingUrl { get; init; }

    /// <summary>When the carrier means to deliver.</summary>
    public DateTimeOffset? EstimatedDelivery { get; init; }

    /// <summary>How often the estimate had been changed: of two the higher one's counts. Null from versions that did not count.</summary>
    public int? EstimateRevision { get; init; }

    /// <summary>What is in it.</summary>
    public required IReadOnlyList<SkuQuantity> Lines { get; init; }

    /// <summary>Who bought.</summary>
    public required Person Customer { get; init; }

    /// <summary>Who receives, where it is not the customer.</summary>
    public Person? Recipient { get; init; }

    /// <summary>Where it goes.</summary>
    public required Address ShippingAddress { get; init; }

    /// <summary>When the last scan happened; null while there is none.</summary>
    public DateTimeOffset? LastScanAt { get; init; }

    /// <summary>After so many hours without a scan it counts as silent, by its carrier's usual pauses. Null where these are not known.</summary>
    public int? SilentAfterHours { get; init; }

    /// <summary>The package that this one replaces.</summary>
    public Guid? Replaces { get; init; }

    /// <summary>Who is told of it: the recipient, where there is one who can be reached at all; else the customer, who then tells them.</summary>
    [JsonIgnore]
    public Person Addressee => Recipient is { } recipient && !(string.IsNullOrWhiteSpace(recipient.Email) && string.IsNullOrWhiteSpace(recipient.Phone)) ? recipient : Customer;
}

/// <summary>
/// The day on which a package is to be delivered is another one, or is known for the first time after the label. Owner: Logistics.
/// Key: <c>package.estimate_revised.none</c>. It is no change of status and has no sequence: of two the higher <see cref="Revision"/> counts.
/// </summary>
public sealed record PackageEstimateChanged : IStatusEvent
{
    /// <inheritdoc/>
    public string Subject => Subjects.Package;

    /// <inheritdoc/>
    public required Guid SubjectId { get; init; }

    /// <inheritdoc/>
    public required Guid OrderId { get; init; }

    /// <summary>The estimate before; null where there was none.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When the carrier means to deliver now; null where a new label has taken the estimate away.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Who says so: <c>label</c>, <c>api</c>, <c>carrier:dhl</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>How often the package's estimate was changed, this time included.</summary>
    public required int Revision { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public string RoutingKey => Contracts.RoutingKey.For(Subject, "estimate_revised", null);
}

/// <summary>What a package's clocks say; not a status, and without a sequence.</summary>
public enum PackageSignalKind { Delayed, AtRisk, Silent, Recovered }

/// <summary>A package's clock spoke. Owner: Tracking's saga. Key: <c>package.delayed.none</c> and so on.</summary>
public sealed record PackageSignal : IStatusEvent
{
    /// <inheritdoc/>
    public string Subject => Subjects.Package;

    /// <inheritdoc/>
    public required Guid SubjectId { get; init; }

    /// <inheritdoc/>
    public required Guid OrderId { get; init; }

    /// <summary>The word of a <see cref="PackageSignalKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public string RoutingKey => Contracts.RoutingKey.For(Subject, Kind, null);
}
