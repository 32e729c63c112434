using System.Text.Json.Serialization;
using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Page;

/// <summary>All that the recipient's page shows, and so all that it may show: no full name, street, e-mail address or phone number.</summary>
sealed record PageView
{
    public required string OrderNumber { get; init; }

    /// <summary>Given on the page of a whole order.</summary>
    public string? OrderStatus { get; init; }

    public required string FirstName { get; init; }

    public required string City { get; init; }

    public string? Locale { get; init; }

    public string? TimeZone { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required IReadOnlyList<PackageView> Packages { get; init; }
}

/// <summary>One package on the recipient's page.</summary>
sealed record PackageView
{
    /// <summary>The word of its status.</summary>
    public required string Status { get; init; }

    public string? Detail { get; init; }

    public DateTimeOffset? EstimatedDelivery { get; init; }

    public bool Delayed { get; init; }

    public bool Silent { get; init; }

    public string? Carrier { get; init; }

    public string? CarrierUrl { get; init; }

    /// <summary>The last characters of the tracking number.</summary>
    public string? NumberEnding { get; init; }

    /// <summary>What has happened, the latest first.</summary>
    public required IReadOnlyList<ScanView> Scans { get; init; }

    [JsonIgnore]
    public PackageStatus KnownStatus => Word.Parse<PackageStatus>(Status) ?? PackageStatus.Unknown;
}

/// <summary>One step of a package. Without the carrier's own words: they may name a neighbour.</summary>
sealed record ScanView(string Status, string? Detail, string? Location, DateTimeOffset OccurredAt);
