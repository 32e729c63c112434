using System.Globalization;
using StatusTracking.Tracking.Domain;

namespace StatusTracking.Tracking.Page;

/// <summary>Days and times in the reader's words and by the reader's clock.</summary>
sealed class ReaderClock(PageTexts texts, string? timeZone, DateTimeOffset now)
{
    /// <summary>The city of the time zone, for people.</summary>
    public string Place => string.IsNullOrEmpty(timeZone) ? "UTC" : timeZone.Split('/')[^1].Replace('_', ' ');

    /// <summary>A day and its time, such as <c>yesterday, 23:00</c>.</summary>
    public string Moment(DateTimeOffset moment) => texts.Format("on_day", Day(moment), Time(moment));

    public string Time(DateTimeOffset moment) => LocalTime.Of(moment, timeZone).ToString(texts["time"], texts.Culture);

    /// <summary>For machines, in the calendar that they share.</summary>
    public string Stamp(DateTimeOffset moment) => LocalTime.Of(moment, timeZone).ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture);

    /// <summary>A day, as it is said within a sentence.</summary>
    /// <param name="moment">A moment of it.</param>
    /// <param name="format">The label of its format: <c>day</c>, or <c>day_short</c>.</param>
    public string Day(DateTimeOffset moment, string format = "day")
    {
        var (day, today) = (LocalTime.DateOf(moment, timeZone), LocalTime.DateOf(now, timeZone));
        return (today.DayNumber - day.DayNumber) switch
        {
            0 => texts["today"],
            1 => texts["yesterday"],
            _ => day.ToString(Pattern(day, texts[day.Year == today.Year ? format : $"{format}_of_year"]), texts.Culture),
        };
    }

    /// <summary>Some languages count the first of a month: the French write 1er janvier, and 2 janvier.</summary>
    string Pattern(DateOnly day, string pattern) => day.Day == 1 ? pattern.Replace("d MMM", $"'{texts["first"]}' MMM", StringComparison.Ordinal) : pattern;
}
