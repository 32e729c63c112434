using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Domain;

/// <summary>What the clocks of a package look at.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="HeardAt">When anything was last recorded of it.</param>
/// <param name="StatusRecordedAt">When where it stands was recorded.</param>
/// <param name="Estimate">When the carrier means to deliver.</param>
/// <param name="EstimateWasPast">The estimate was over already when it was first recorded, as with orders brought over from elsewhere.</param>
readonly record struct Journey(
    PackageStatus Status, DateTimeOffset HeardAt, DateTimeOffset StatusRecordedAt, DateTimeOffset? Estimate, bool EstimateWasPast)
{
    /// <summary>After how long without a scan it is silent, by its carrier's usual pauses; null where these are not known.</summary>
    public TimeSpan? SilentAfter { get; init; }
}

/// <summary>How a package stands against its estimate.</summary>
enum Promise { Kept, AtRisk, Broken }
