namespace StatusTracking.Tracking.Domain;

/// <summary>The recipient's clock. A time zone that is missing or unknown counts as UTC.</summary>
static class LocalTime
{
    public static DateTimeOffset Of(DateTimeOffset instant, string? timeZone) => TimeZoneInfo.ConvertTime(instant, Zone(timeZone));

    public static DateOnly DateOf(DateTimeOffset instant, string? timeZone) => DateOnly.FromDateTime(Of(instant, timeZone).DateTime);

    static TimeZoneInfo Zone(string? id) =>
        id is { Length: > 0 } && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
