using StatusTracking.Admin.Clients;

namespace StatusTracking.Admin;

/// <summary>How often a service's subjects changed, hour by hour of the last day, the present hour last.</summary>
/// <param name="From">When the first hour began.</param>
/// <param name="Items">By change.</param>
public sealed record ChangesByHour(DateTimeOffset From, IReadOnlyList<ChangesOfStatus> Items)
{
    /// <summary>So many hours are told of.</summary>
    public const int Hours = 24;

    static readonly string[] SaidByProvider = ["delivered", "undelivered", "bounced"];

    /// <summary>Before anything was told.</summary>
    public static ChangesByHour None(DateTimeOffset now) => new(new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero).AddHours(1 - Hours), []);

    /// <summary>How often, for each hour, those changes were that are counted.</summary>
    public int[] Of(Func<ChangesOfStatus, bool> counted)
    {
        var hours = new int[Hours];
        foreach (var change in Items.Where(counted))
        {
            for (var hour = 0; hour < Math.Min(Hours, change.Hours.Count); hour++)
                hours[hour] += change.Hours[hour];
        }

        return hours;
    }

    /// <summary>How many of these are of the present day of UTC.</summary>
    public int Today(IReadOnlyList<int> hours) => hours.Where((_, hour) => From.AddHours(hour).UtcDateTime.Date == From.AddHours(Hours - 1).UtcDateTime.Date).Sum();

    /// <summary>A provider took the message; its report may have come before its answer did.</summary>
    public static bool IsSent(ChangesOfStatus change) =>
        change.Subject == "notification" && (change.To == "sent" || change.From is "sending" or "uncertain" && SaidByProvider.Contains(change.To));

    /// <summary>The message did not arrive.</summary>
    public static bool IsFailed(ChangesOfStatus change) => change is { Subject: "notification", To: "failed" or "undelivered" or "bounced" };

    /// <summary>Nobody knows whether the message arrived.</summary>
    public static bool IsUncertain(ChangesOfStatus change) => change is { Subject: "notification", To: "uncertain" };

    /// <summary>The message was not to be sent.</summary>
    public static bool IsSuppressed(ChangesOfStatus change) => change is { Subject: "notification", To: "suppressed" };
}
