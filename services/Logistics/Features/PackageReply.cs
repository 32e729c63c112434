using System.Text.Json.Serialization;
using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>A package, as the API shows it.</summary>
sealed record PackageReply
{
    public required Guid Id { get; init; }

    public required Guid OrderId { get; init; }

    public required string OrderNumber { get; init; }

    public required PackageStatus Status { get; init; }

    public string? Detail { get; init; }

    /// <summary>Why it stands there, where there is something to say.</summary>
    public string? Reason { get; init; }

    public string? Carrier { get; init; }

    public string? TrackingNumber { get; init; }

    /// <summary>Whether the number has its carrier's format; null where we do not know the carrier's formats, and before the label.</summary>
    public bool? TrackingNumberValid { get; init; }

    /// <summary>Our page, by a random token.</summary>
    public required string TrackingUrl { get; init; }

    /// <summary>The carrier's page; null where none is known.</summary>
    public string? CarrierUrl { get; init; }

    public DateTimeOffset? EstimatedDelivery { get; init; }

    /// <summary>Who said so: <c>label</c>, <c>api</c>, <c>carrier:dhl</c>; null where nobody did.</summary>
    public string? EstimateSource { get; init; }

    /// <summary>When that was said.</summary>
    public DateTimeOffset? EstimatedAt { get; init; }

    /// <summary>When the label was made.</summary>
    public DateTimeOffset? LabelledAt { get; init; }

    /// <summary>The time of the newest scan.</summary>
    public DateTimeOffset? LastScanAt { get; init; }

    public required IReadOnlyList<SkuQuantity> Lines { get; init; }

    /// <summary>Who receives it: the recipient, or the customer where there is no other.</summary>
    public required Person Recipient { get; init; }

    public required Address ShippingAddress { get; init; }

    /// <summary>The package that did not arrive and that this one is sent for.</summary>
    public Guid? Replaces { get; init; }

    /// <summary>The package that is sent because this one did not arrive.</summary>
    public Guid? ReplacedBy { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Its scans in the order in which they happened; only where one package is asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ScanReply>? Scans { get; init; }

    public static PackageReply Of(Package p, FoldedHistory? history = null) => new()
    {
        Id = p.Id,
        OrderId = p.OrderId,
        OrderNumber = p.Shipment.OrderNumber,
        Status = p.Status,
        Detail = p.Detail,
        Reason = p.Reason,
        Carrier = p.Carrier,
        TrackingNumber = p.TrackingNumber,
        TrackingNumberValid = p.TrackingNumberValid,
        TrackingUrl = p.TrackingUrl,
        CarrierUrl = CarrierPages.Of(p.Carrier, p.TrackingNumberKey)?.AbsoluteUri,
        EstimatedDelivery = p.EstimatedDelivery,
        EstimateSource = p.EstimateSource,
        EstimatedAt = p.EstimatedAt,
        LabelledAt = p.LabelledAt,
        LastScanAt = p.ScannedAt,
        Lines = [.. p.Lines.Select(l => new SkuQuantity(l.Sku, l.Quantity))],
        Recipient = (p.Shipment.Recipient ?? p.Shipment.Customer).ToPerson(),
        ShippingAddress = p.Shipment.Address.ToAddress(),
        Replaces = p.Replaces,
        ReplacedBy = p.ReplacedBy,
        Sequence = p.Sequence,
        CreatedAt = p.CreatedAt,
        UpdatedAt = p.UpdatedAt,
        Scans = history is null ? null : ScanReply.Of(history, p.CourseOf(history.Scans.Select(s => s.Scan))),
    };
}

/// <summary>A scan in its place in the history.</summary>
/// <param name="EventId">The source's own id of it.</param>
/// <param name="Source">Who says so: <c>api</c>, <c>operator</c>, <c>carrier:dhl</c>; <c>logistics</c> where our clock gave it up.</param>
/// <param name="Status">What it says.</param>
/// <param name="Detail">A finer word.</param>
/// <param name="OccurredAt">When it happened, as the source says.</param>
/// <param name="RecordedAt">When we heard.</param>
/// <param name="Late">Whether a newer one had been recorded before.</param>
/// <param name="Applied">Whether it moved the status.</param>
/// <param name="Skipped">Why it did not.</param>
/// <param name="Impossible">Why it cannot have happened at that time, where something speaks against it.</param>
/// <param name="Location">Where.</param>
/// <param name="Description">In the source's words.</param>
/// <param name="RawStatus">The source's code where it is none of ours.</param>
/// <param name="Code">The carrier's code.</param>
/// <param name="SignedBy">Who signed for the package.</param>
sealed record ScanReply(
    string EventId, string Source, PackageStatus Status, string? Detail, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, bool Late,
    bool Applied, string? Skipped, ImpossibleTime? Impossible, string? Location, string? Description, string? RawStatus, string? Code, string? SignedBy)
{
    public static IReadOnlyList<ScanReply> Of(FoldedHistory history, Course course) => [.. history.Scans.Select(f => new ScanReply(
        f.Scan.EventId, f.Scan.Source, f.Scan.Status, f.Scan.Detail, f.Scan.HappenedAt, f.Scan.RecordedAt, f.Scan.Late,
        f.IsApplied, f.Skipped, course.Contradiction(f), f.Scan.Location, f.Scan.Description, f.Scan.RawStatus, f.Scan.Code, f.Scan.SignedBy))];
}
