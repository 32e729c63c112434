using System.Text;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_time_is_read
{
    [Theory]
    [InlineData("iso", "2024-05-06T07:08:09Z", "2024-05-06T07:08:09+00:00")]
    [InlineData("iso", "2024-05-06T07:08:09.123456789+0230", "2024-05-06T07:08:09.1234567+02:30")]
    [InlineData("iso", "2024-05-06 07:08", "2024-05-06T07:08:00+02:00")]
    [InlineData("iso", "20240506T070809", "2024-05-06T07:08:09+02:00")]
    [InlineData("iso", "2024-05-06", "2024-05-06T00:00:00+02:00")]
    [InlineData("iso", "2024-12-31T24:00:00Z", "2025-01-01T00:00:00+00:00")]
    [InlineData("iso", "2024-03-31T02:30:00", "2024-03-31T03:30:00+02:00")]
    [InlineData("iso", "2024-10-27T02:30:00", "2024-10-27T02:30:00+02:00")]
    [InlineData("unix", "1714979289", "2024-05-06T07:08:09+00:00")]
    [InlineData("unix", "1714979289.5", "2024-05-06T07:08:09.5+00:00")]
    [InlineData("unix_ms", "1714979289250", "2024-05-06T07:08:09.25+00:00")]
    [InlineData("ticks", "638505760890000000", "2024-05-06T07:08:09+02:00")]
    [InlineData("dd.MM.yyyy HH:mm", "06.05.2024 07:08", "2024-05-06T07:08:00+02:00")]
    [InlineData("yyyyMMddHHmmsszzz", "20240506070809+05:00", "2024-05-06T07:08:09+05:00")]
    public void It_is_right(string format, string text, string expected)
    {
        var time = Read(Rule(format), $$"""{ "t": "{{text}}" }""");
        time!.Value.ShouldNotBeNull().ShouldBe(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
        time.Value!.Value.Offset.ShouldBe(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture).Offset);
    }

    [Theory]
    [InlineData("iso", "2024-02-30")]
    [InlineData("iso", "2024-05-06T25:00:00")]
    [InlineData("iso", "0000-01-01")]
    [InlineData("iso", "9999-12-31T24:00:00")]
    [InlineData("iso", "yesterday")]
    [InlineData("unix", "99999999999999999999999999999999")]
    [InlineData("unix", "1e400")]
    [InlineData("unix_ms", "-79228162514264337593543950335")]
    [InlineData("ticks", "9223372036854775807")]
    [InlineData("dd.MM.yyyy HH:mm", "31.02.2024 00:00")]
    public void What_is_none_is_kept_as_it_was_written(string format, string text)
    {
        var time = Read(Rule(format), $$"""{ "t": "{{text}}" }""");
        time!.Value.ShouldBeNull();
        time.Text.ShouldBe(text);
    }

    [Fact]
    public void Date_time_offset_and_zone_may_stand_in_fields_of_their_own()
    {
        var rule = Rule("yyyyMMdd HHmmss") with { At = Text("d"), Time = Text("t"), Offset = Text("o"), ZoneFrom = Text("z") };
        Read(rule, """{ "d": "20240506", "t": "070809", "o": "-05:00" }""")!.Value.ShouldBe(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(-5)));
        Read(rule, """{ "d": "20240506", "t": "070809", "z": "America/New_York" }""")!.Value.ShouldBe(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(-4)));
        Read(rule, """{ "d": "20240506", "t": "070809", "z": "Nowhere/Land" }""")!.Value.ShouldBe(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(2)));
        Read(rule, """{ "t": "070809" }""").ShouldBeNull();
    }

    static TimeRule Rule(string format) => new() { At = Text("t"), Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), Formats = [format] };

    static TextRule Text(string path) => new() { Path = BodyPath.TryParse(path, out var parsed, out _) ? parsed : null };

    static FoundTime? Read(TimeRule rule, string json) => rule.Read(BodyReader.Read(Encoding.UTF8.GetBytes(json), null).Roots[0]);
}
