using System.Globalization;

namespace StatusTracking.Notifications;

/// <summary>
/// The part of each day in which nobody is disturbed, by the recipient's own clock: from <paramref name="From"/> up to and without
/// <paramref name="To"/>, over midnight where that is earlier.
/// </summary>
readonly record struct QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>Reads <c>22:00-08:00</c>; null where it is not written so, or is no span of time.</summary>
    public static QuietHours? Parse(string text) =>
        text.Split('-', StringSplitOptions.TrimEntries) is [var from, var to] && Read(from) is { } start && Read(to) is { } end && start != end ? new(start, end) : null;

    /// <summary>Whether a clock that shows this time is within them.</summary>
    public bool Cover(TimeOnly clock) => clock.IsBetween(From, To);

    /// <summary>
    /// The first moment at or after <paramref name="at"/> outside of them. A clock that is set forward over their end ends them in that moment;
    /// one that is set back into them begins them again.
    /// </summary>
    public DateTimeOffset EndFrom(DateTimeOffset at, TimeZoneInfo zone)
    {
        while (ClockOf(at, zone) is var clock && Cover(clock))
        {
            // A difference of two times of day is never negative.
            var end = at + (To - clock);
            at = zone.GetUtcOffset(end) == zone.GetUtcOffset(at) ? end : ChangeBetween(at, end, zone);
        }

        return at;
    }

    /// <summary>The moment in which a zone's clocks are set, to the second.</summary>
    static DateTimeOffset ChangeBetween(DateTimeOffset before, DateTimeOffset after, TimeZoneInfo zone)
    {
        // Clocks are set at full seconds of UTC; what is searched for is one.
        before = new(before.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var offset = zone.GetUtcOffset(before);
        while (after - before > TimeSpan.FromSeconds(1))
        {
            var middle = before + TimeSpan.FromSeconds(Math.Floor((after - before).TotalSeconds / 2));
            if (zone.GetUtcOffset(middle) == offset)
                before = middle;
            else
                after = middle;
        }

        return after;
    }

    static TimeOnly ClockOf(DateTimeOffset at, TimeZoneInfo zone) => TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(at, zone).TimeOfDay);

    static TimeOnly? Read(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
