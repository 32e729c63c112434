using System.ComponentModel.DataAnnotations;

namespace StatusTracking.Tracking;

/// <summary>Settings of Tracking, under the key <c>Tracking</c>.</summary>
sealed class TrackingOptions
{
    /// <summary>
    /// No scan for so long, and a package under way counts as silent, while Logistics has not learnt its carrier's usual pauses, or is set not to
    /// learn them.
    /// </summary>
    /// <value>5 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>Due within so long and not yet out for delivery, and a package counts as at risk.</summary>
    /// <value>24 hours.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan AtRiskWithin { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// An estimate that was past already when it was first recorded (an order brought over from elsewhere) makes a package delayed
    /// only after so long without a scan.
    /// </summary>
    /// <value>24 hours.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PastEstimateGrace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A package is no longer followed so long after it was delivered, returned, lost, disposed of, cancelled or given up.</summary>
    /// <value>30 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan EndAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>So long an ended package is remembered, so that a straggler does not begin it anew. Its page is gone afterwards.</summary>
    /// <value>90 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan KeepEndedFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// A clock that is already due when it is set (we were down, and a backlog is being heard) fires after so long, so that the rest of
    /// the backlog is heard before it judges.
    /// </summary>
    /// <value>1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CatchUp { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a line of a timeline is kept, and an order or a package after it was last heard of.</summary>
    /// <value>400 days.</value>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan KeepTimelineFor { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How often what is too old is removed.</summary>
    /// <value>1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan PruneEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most rows that one removal takes at once, so that it stays short.</summary>
    /// <value>1,000.</value>
    [Range(1, 100_000)]
    public int PruneBatch { get; set; } = 1000;
}
