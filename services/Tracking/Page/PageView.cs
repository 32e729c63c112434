using System.Text.Json.Serialization;
using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Page;

/// <summary>
/// All that the recipient's page shows, and so all that it may show: no full name or street, and of an e-mail address or a phone number only
/// what its owner needs to recognise it.
/// </summary>
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

    /// <summary>On the page of a package, the order's others.</summary>
    public IReadOnlyList<OtherPackageView> Others { get; init; } = [];

    /// <summary>Whether news of packages are wanted, on each channel on which there is an address.</summary>
    public IReadOnlyList<PreferenceView> Preferences { get; init; } = [];

    [JsonIgnore]
    public int PackagesOfOrder => Packages.Count + Others.Count;
}

/// <summary>One package on the recipient's page.</summary>
sealed record PackageView
{
    /// <summary>Which of the order's packages it is, from 1.</summary>
    public int Number { get; init; } = 1;

    /// <summary>The path of its own page.</summary>
    public string? Page { get; init; }

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

    /// <summary>So many older ones are not among <see cref="Scans"/>.</summary>
    public int OlderScans { get; init; }

    [JsonIgnore]
    public PackageStatus KnownStatus => Word.Parse<PackageStatus>(Status) ?? PackageStatus.Unknown;

    /// <summary>It in one line.</summary>
    [JsonIgnore]
    public OtherPackageView InOneLine => new(Number, Page, Status, Detail, EstimatedDelivery);
}

/// <summary>Where another package of the order stands.</summary>
/// <param name="Number">Which of the order's packages it is, from 1.</param>
/// <param name="Page">The path of its own page.</param>
/// <param name="Status">The word of its status.</param>
/// <param name="Detail">A finer word.</param>
/// <param name="EstimatedDelivery">When the carrier means to deliver.</param>
sealed record OtherPackageView(int Number, string? Page, string Status, string? Detail, DateTimeOffset? EstimatedDelivery);

/// <summary>One step of a package. Without the carrier's own words: they may name a neighbour.</summary>
sealed record ScanView(string Status, string? Detail, string? Location, DateTimeOffset OccurredAt);

/// <summary>Whether news of packages are sent to somebody on a channel.</summary>
/// <param name="Channel">The word of a <see cref="Contracts.Channel"/>.</param>
/// <param name="Address">Masked.</param>
/// <param name="On">They are.</param>
/// <param name="Answered">They are not since they answered STOP: only their answer START begins them again.</param>
/// <param name="Few">Only the important ones are.</param>
sealed record PreferenceView(string Channel, string Address, bool On, bool Answered, bool Few = false)
{
    /// <summary>The value of the button that leads here: <c>on</c>, <c>few</c> or <c>off</c>.</summary>
    [JsonIgnore]
    public string State => On ? Few ? "few" : "on" : "off";

    public bool Is(Channel channel) => Channel == channel.ToWord();
}
