using Bunit;
using StatusTracking.Admin.Components.Controls;

namespace StatusTracking.Admin.Tests.Controls;

public sealed class When_a_day_is_drawn : BunitContext
{
    static readonly DateTimeOffset From = new(2026, 3, 4, 15, 0, 0, TimeSpan.Zero);

    static int[] Hours(params (int Hour, int Count)[] counts)
    {
        var hours = new int[24];
        foreach (var (hour, count) in counts)
            hours[hour] = count;
        return hours;
    }

    [Fact]
    public void What_happened_in_an_hour_is_stacked_and_said()
    {
        var bars = Render<HourBars>(p => p
            .Add(b => b.From, From)
            .Add(b => b.What, "Messages")
            .Add(b => b.Series, [new("sent", "good", Hours((0, 30), (23, 10))), new("failed", "bad", Hours((23, 10)))]));

        bars.Find("svg").GetAttribute("aria-label").ShouldBe("Messages, the last 24 hours: 40 sent, 10 failed; this hour 10 sent, 10 failed");
        bars.FindAll("title")[23].TextContent.ShouldBe("14:00 UTC: 10 sent, 10 failed");
        var (sent, failed) = (bars.FindAll(".st-bar-good:not(.st-key)")[1], bars.Find("rect.st-bar-bad"));
        (sent.GetAttribute("y"), sent.GetAttribute("height")).ShouldBe(("80", "40"));
        (failed.GetAttribute("y"), failed.GetAttribute("height")).ShouldBe(("40", "40"));
    }

    [Fact]
    public void A_day_without_anything_is_drawn_too()
    {
        var bars = Render<HourBars>(p => p.Add(b => b.From, From).Add(b => b.What, "Messages").Add(b => b.Series, [new("sent", "good", Hours())]));

        bars.FindAll("rect.st-bar-good").ShouldBeEmpty();
        bars.Markup.ShouldNotContain("NaN");
    }

    [Fact]
    public void A_spark_has_a_bar_an_hour_and_says_its_numbers()
    {
        var spark = Render<Sparkline>(p => p.Add(s => s.What, "Time").Add(s => s.Unit, " s").Add(s => s.Values, [.. Enumerable.Range(0, 23).Select(hour => hour == 3 ? null : (double?)hour), 1.5]));

        spark.FindAll("rect").Count.ShouldBe(24);
        spark.Find("svg").GetAttribute("aria-label").ShouldBe("Time by the hour, the last day: now 1.5 s, at most 22 s");
        spark.FindAll("rect")[22].GetAttribute("height").ShouldBe("24");
        spark.FindAll("rect")[3].GetAttribute("height").ShouldBe("0.75");
    }
}
