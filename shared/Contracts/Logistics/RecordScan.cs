namespace StatusTracking.Contracts;

/// <summary>
/// Command to <c>logistics-record-scan</c>: a carrier scanned a package. Anyone may send it, as plain JSON with the header
/// <c>cloudEvents:type</c> = <c>statustracking.record_scan.v1</c>. Name the package by <see cref="PackageId"/>, or by
/// <see cref="Carrier"/> and <see cref="TrackingNumber"/>.
/// </summary>
public sealed record RecordScan
{
    /// <summary>The package, where the sender knows our id.</summary>
    public Guid? PackageId { get; init; }

    /// <summary>Such as <c>dhl</c>.</summary>
    public string? Carrier { get; init; }

    /// <summary>Unique only together with the carrier.</summary>
    public string? TrackingNumber { get; init; }

    /// <summary>The sender's id of this scan; the same one again changes nothing. 1–100 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>Who says so; scans are one set by (package, source, event id). Null = <c>api</c>.</summary>
    public string? Source { get; init; }

    /// <summary>The word of a <see cref="PackageStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>A finer word, such as <c>departed_facility</c>.</summary>
    public string? Detail { get; init; }

    /// <summary>When it was scanned. 2000 or later, at most 24 h ahead.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Where, for people. At most 200 characters.</summary>
    public string? Location { get; init; }

    /// <summary>The carrier's words. At most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>When the carrier means to deliver, as of this scan; at most 10 years ahead. Null where it says nothing of it.</summary>
    public DateTimeOffset? EstimatedDelivery { get; init; }
}

/// <summary>Command to <c>logistics-replace-package</c>: send the lines of a lost, disposed or returned package again.</summary>
public sealed record ReplacePackage
{
    /// <summary>The package that did not arrive.</summary>
    public required Guid PackageId { get; init; }

    /// <summary>The new package's id, chosen by the sender.</summary>
    public required Guid NewPackageId { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset OccurredAt { get; init; }
}
