using System.ComponentModel.DataAnnotations;

namespace StatusTracking.Logistics;

/// <summary>Settings of Logistics, section <c>Logistics</c>.</summary>
sealed class LogisticsOptions
{
    /// <summary>How many scans one request may bring to <c>POST /packages/events</c> or a carrier's webhook.</summary>
    /// <value>Default 1000.</value>
    [Range(1, 10_000)]
    public int MaxScansPerRequest { get; set; } = 1000;

    /// <summary>The largest body of such a request, in bytes; a larger one is answered 413.</summary>
    /// <value>Default 4 MiB.</value>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a carrier's own body of a scan is kept; the scan itself stays.</summary>
    /// <value>Default 90 days.</value>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepRawScans { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the whole body of a carrier's message is kept, as it came.</summary>
    /// <value>Default 30 days.</value>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepCarrierMessages { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a scan waits for a label of its number before it is dropped.</summary>
    /// <value>Default 60 days.</value>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepWaitingScans { get; set; } = TimeSpan.FromDays(60);

    /// <summary>
    /// So long after the journey of a package is over (delivered, returned, disposed of or cancelled), by the times of its scans, its carrier may
    /// have given its tracking number to another parcel: a scan of the number from then on waits for a new label. 0 = never.
    /// </summary>
    /// <value>Default 30 days.</value>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan NumbersReusedAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a package that is labelled and not delivered may go without a scan, by when scans were recorded, before it is given up as
    /// <c>expired</c>. Nobody is told, and a scan wakes it. 0 = never.
    /// </summary>
    /// <value>Default 30 days.</value>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan ExpireAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often silent packages are looked for. Ignored where <see cref="ExpireAfter"/> is 0.</summary>
    /// <value>Default 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ExpireEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether each carrier's pauses between scans are counted, and its packages are silent after what it seldom exceeds.</summary>
    /// <value>Default true. Where it is off, and while too few were counted, Tracking's own setting counts.</value>
    public bool LearnSilence { get; set; } = true;

    /// <summary>The share of a carrier's pauses that are no silence.</summary>
    /// <value>Default 0.99.</value>
    [Range(0.5, 1.0)]
    public double SilenceShare { get; set; } = 0.99;

    /// <summary>So many pauses of a carrier must have been counted before they count.</summary>
    /// <value>Default 500.</value>
    [Range(1, 1_000_000)]
    public int SilenceNeedsGaps { get; set; } = 500;

    /// <summary>The least time without a scan that is ever learnt to be silence.</summary>
    /// <value>Default 2 days.</value>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan SilentAtLeast { get; set; } = TimeSpan.FromDays(2);

    /// <summary>The most.</summary>
    /// <value>Default 14 days.</value>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan SilentAtMost { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How many days back pauses are learnt from.</summary>
    /// <value>Default 90 days.</value>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan LearnSilenceFrom { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How often they are saved and learnt from.</summary>
    /// <value>Default 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LearnSilenceEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often what is too old is dropped.</summary>
    /// <value>Default 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PruneEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A folder with further mapping files of carriers (<c>*.json</c>), which go before those of the program. Read at the start; a wrong one stops it.</summary>
    /// <value>Default: none.</value>
    public string? CarrierMappings { get; set; }
}
