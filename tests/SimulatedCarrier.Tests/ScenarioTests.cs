using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace StatusTracking.SimulatedCarrier.Tests;

public class A_scenario
{
    [Fact]
    public void Is_read_line_by_line_in_the_order_in_which_things_happen()
    {
        var steps = Scenario.Parse("mine", """
            # a comment, and an empty line

            +1d2h3m4s  delivered.to_recipient @ Berlin, at the door
            +2h   picked_up                  x3 heard +5h  # told late
            +1d   estimate +4d
            """).Steps;

        steps.ShouldBe(
        [
            new(TimeSpan.FromHours(2), "picked_up", null, null) { Times = 3, HeardAfter = TimeSpan.FromHours(5) },
            new(TimeSpan.FromDays(1), "", null, null) { HeardAfter = TimeSpan.FromDays(1), Estimate = TimeSpan.FromDays(4) },
            new(new TimeSpan(1, 2, 3, 4), "delivered", "to_recipient", "Berlin, at the door") { HeardAfter = new TimeSpan(1, 2, 3, 4) },
        ]);
    }

    [Theory]
    [InlineData("2h picked_up")]
    [InlineData("+2x picked_up")]
    [InlineData("+ picked_up")]
    [InlineData("+2h")]
    [InlineData("+2h Picked up")]
    [InlineData("+2h picked_up x0")]
    [InlineData("+2h picked_up x1001")]
    [InlineData("+2h picked_up heard +1h")]
    [InlineData("+2h estimate soon")]
    [InlineData("+400d delivered")]
    public void Says_which_line_it_cannot_read(string line) =>
        Should.Throw<FormatException>(() => Scenario.Parse("mine", $"+1h picked_up\n{line}")).Message.ShouldStartWith("mine, line 2: ");

    [Fact]
    public void Without_a_step_is_none() => Should.Throw<FormatException>(() => Scenario.Parse("mine", "# nothing"));

    [Fact]
    public void Of_any_text_is_read_or_refused_and_nothing_else() => Gen.String[Gen.Char["+0123456789dhms @xheard.estimate_\n#"], 0, 60].Sample(text =>
    {
        try
        {
            Scenario.Parse("any", text).Steps.ShouldNotBeEmpty();
        }
        catch (FormatException)
        {
            // Refused.
        }
    });

    [Fact]
    public void Unknown_by_its_name_lists_those_that_there_are() =>
        Should.Throw<ArgumentException>(() => Scenarios.Named("none")).Message.ShouldContain("happy, delayed, lost, duplicate_storm, out_of_order, returned");
}

public class The_simulated_carrier
{
    static readonly Parcel Parcel = new("USPS", "9400110898825022579493", new(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("happy", 5)]
    [InlineData("delayed", 8)]
    [InlineData("lost", 3)]
    [InlineData("duplicate_storm", 140)]
    [InlineData("out_of_order", 5)]
    [InlineData("returned", 5)]
    public void Calls_as_often_as_the_scenario_says_each_time_with_all_that_it_knows(string name, int count)
    {
        var calls = EasyPostCarrier.CallsOf(Parcel, Scenarios.Named(name)).ToList();

        calls.Count.ShouldBe(count);
        calls.Select(c => c.At).ShouldBeInOrder();
        var known = calls.Select(c => JsonNode.Parse(c.Body)!["result"]!["tracking_details"]!.AsArray().Count).ToList();
        known.ShouldBeInOrder();
        known[^1].ShouldBe(Scenarios.Named(name).Steps.Count(s => s.IsScan));
    }

    [Fact]
    public void Makes_the_same_calls_again_and_shortens_time_where_it_is_told_to()
    {
        var once = EasyPostCarrier.CallsOf(Parcel, Scenarios.Named("delayed"), 60).ToList();
        var again = EasyPostCarrier.CallsOf(Parcel, Scenarios.Named("delayed"), 60).ToList();

        again.Select(c => Encoding.UTF8.GetString(c.Body)).ShouldBe(once.Select(c => Encoding.UTF8.GetString(c.Body)));
        once[0].At.ShouldBe(Parcel.LabelledAt.AddMinutes(2));
        JsonNode.Parse(once[^1].Body)!["result"]!["est_delivery_date"]!.GetValue<string>().ShouldBe("2026-11-27T09:36:00Z");
    }

    [Fact]
    public void Says_which_word_it_has_none_for() =>
        Should.Throw<ArgumentException>(() => EasyPostCarrier.CallsOf(Parcel, Scenario.Parse("mine", "+1h disposed")).ToList()).Message.ShouldContain("disposed");

    [Fact]
    public void Signs_as_the_provider_does()
    {
        // Computed with another implementation of HMAC: printf '%s' '{"a":1}' | openssl dgst -sha256 -hmac 'sécret' with é as e and U+0301.
        EasyPostCarrier.Sign("""{"a":1}"""u8, "s\u00e9cret").ShouldBe(EasyPostCarrier.Sign("""{"a":1}"""u8, "se\u0301cret"));
        EasyPostCarrier.Sign("""{"a":1}"""u8, "s\u00e9cret").ShouldBe("hmac-sha256-hex=35e2265acce5e647f35f28306f4dcbedbd1e36e1a305c5c7f50888fc9aad8b0a");
    }
}
