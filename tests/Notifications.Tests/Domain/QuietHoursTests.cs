using CsCheck;

namespace StatusTracking.Notifications.Tests;

public class Quiet_hours
{
    static readonly QuietHours Night = QuietHours.Parse("22:00-08:00")!.Value;
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>Zones whose clocks are set at midnight, by half an hour, twice a year, for a whole day, by quarters; and one that never is.</summary>
    static readonly string[] Zones =
    [
        "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "Asia/Beirut", "America/Sao_Paulo", "UTC",
    ];

    static readonly Gen<TimeZoneInfo> AnyZone = Gen.Int[0, Zones.Length - 1].Select(n => TimeZoneInfo.FindSystemTimeZoneById(Zones[n]));

    static readonly Gen<QuietHours> AnyHours = Gen.Select(Gen.Int[0, 1439], Gen.Int[1, 1439]).Select((from, length) =>
        new QuietHours(TimeOnly.MinValue.AddMinutes(from), TimeOnly.MinValue.AddMinutes(from + length)));

    static readonly Gen<DateTimeOffset> AnyMoment = Gen.Long[new DateTimeOffset(2005, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks]
        .Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    [Theory]
    [InlineData("22:00-08:00", 22, 8)]
    [InlineData(" 00:00 - 06:00 ", 0, 6)]
    public void Are_written_as_two_times_of_day(string text, int from, int to) =>
        QuietHours.Parse(text).ShouldBe(new QuietHours(new TimeOnly(from, 0), new TimeOnly(to, 0)));

    [Theory]
    [InlineData("")]
    [InlineData("22:00")]
    [InlineData("22-8")]
    [InlineData("24:00-08:00")]
    [InlineData("08:00-08:00")]
    [InlineData("22:00-08:00-09:00")]
    public void Are_nothing_else(string text) => QuietHours.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("2026-11-27T21:59:59+01:00", "2026-11-27T21:59:59+01:00")]
    [InlineData("2026-11-27T22:00:00+01:00", "2026-11-28T08:00:00+01:00")]
    [InlineData("2026-11-28T07:59:59+01:00", "2026-11-28T08:00:00+01:00")]
    [InlineData("2026-11-28T08:00:00+01:00", "2026-11-28T08:00:00+01:00")]
    // The nights in which the clocks are set: 9 and 11 hours long.
    [InlineData("2027-03-27T22:00:00+01:00", "2027-03-28T08:00:00+02:00")]
    [InlineData("2026-10-24T22:00:00+02:00", "2026-10-25T08:00:00+01:00")]
    public void End_in_the_morning_of_whoever_reads(string at, string end) =>
        Night.EndFrom(Time(at), Berlin).ShouldBe(Time(end));

    [Theory]
    // 02:30 is skipped: they end when the clock is set from 02:00 to 03:00.
    [InlineData("22:00-02:30", "2027-03-28T01:30:00+01:00", "2027-03-28T03:00:00+02:00")]
    // 02:30 comes twice: they end the first time; and begin again when the clock is set back to 02:00.
    [InlineData("22:00-02:30", "2026-10-25T01:30:00+02:00", "2026-10-25T02:30:00+02:00")]
    [InlineData("22:00-02:30", "2026-10-25T02:10:00+01:00", "2026-10-25T02:30:00+01:00")]
    public void End_once_a_night_also_where_their_end_is_skipped_or_comes_twice(string hours, string at, string end) =>
        QuietHours.Parse(hours)!.Value.EndFrom(Time(at), Berlin).ShouldBe(Time(end));

    [Fact]
    public void End_at_the_first_moment_that_is_not_within_them() => Gen.Select(AnyHours, AnyZone, AnyMoment).Sample((hours, zone, at) =>
    {
        var end = hours.EndFrom(at, zone);

        end.ShouldBeGreaterThanOrEqualTo(at);
        hours.Cover(Clock(end, zone)).ShouldBeFalse();
        // A day has at most 25 hours, but where a clock is set back into them.
        (end - at).ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(26));
        for (var before = at; before < end; before += TimeSpan.FromMinutes(7))
            hours.Cover(Clock(before, zone)).ShouldBeTrue($"{before:O} is not quiet");
        if (end > at)
            hours.Cover(Clock(end - TimeSpan.FromMilliseconds(1), zone)).ShouldBeTrue();
    });

    static TimeOnly Clock(DateTimeOffset at, TimeZoneInfo zone) => TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(at, zone).TimeOfDay);

    static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
