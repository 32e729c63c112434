using System.Net;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_label_is_put_on(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task The_package_and_its_listeners_know_the_number()
    {
        var id = await api.NewPackage();
        var estimate = api.Now.AddDays(3);
        var reply = await api.Label(id, new { carrier = "ups", trackingNumber = "1Z5R89390357567127", estimatedDelivery = estimate }).Json();

        ((string)reply["status"]!).ShouldBe("label_created");
        ((bool)reply["trackingNumberValid"]!).ShouldBeTrue();
        ((string)reply["carrierUrl"]!).ShouldBe("https://www.ups.com/track?tracknum=1Z5R89390357567127");
        var change = (await api.Changes(id, 2))[^1];
        change.To.ShouldBe("label_created");
        change.Package.TrackingNumber.ShouldBe("1Z5R89390357567127");
        change.Package.EstimatedDelivery.ShouldBe(estimate);
    }

    [Theory]
    [InlineData("ups", "1Z-WRONG", false)]
    [InlineData("our-own-van", "42", null)]
    public async Task A_number_without_its_carriers_format_is_marked(string carrier, string number, bool? valid)
    {
        var reply = await api.Label(await api.NewPackage(), new { carrier, trackingNumber = number }).Json();
        ((bool?)reply["trackingNumberValid"]).ShouldBe(valid);
    }

    [Fact]
    public async Task The_same_again_changes_nothing()
    {
        var (id, number) = await api.NewLabelledPackage();
        await api.Label(id, new { carrier = "ups", trackingNumber = number }).ShouldBe(HttpStatusCode.OK);
        ((long)(await api.Package(id))["sequence"]!).ShouldBe(2);
    }

    [Fact]
    public async Task Another_one_is_possible_until_pick_up()
    {
        var (id, number) = await api.NewLabelledPackage();
        await api.Label(id, new { carrier = "dhl", trackingNumber = number }).ShouldBe(HttpStatusCode.OK);
        (await api.Changes(id, 3))[^1].Package.Carrier.ShouldBe("dhl");
        await api.Scan(id, "picked_up", 1).ShouldBe(HttpStatusCode.Accepted);
        await api.Label(id, new { carrier = "ups", trackingNumber = LogisticsFixture.NewNumber() }).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_number_that_is_under_way_is_not_given_twice()
    {
        var (first, number) = await api.NewLabelledPackage();
        var second = await api.NewPackage();
        await api.Label(second, new { carrier = "ups", trackingNumber = $" {number.ToLowerInvariant()} ".Trim() }).ShouldBe(HttpStatusCode.Conflict);
        await api.Label(second, new { carrier = "dhl", trackingNumber = number }).ShouldBe(HttpStatusCode.OK);

        await api.Scan(first, "delivered", 1).ShouldBe(HttpStatusCode.Accepted);
        await api.Label(second, new { carrier = "ups", trackingNumber = number }).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_two_packages_that_want_the_same_number_at_once_one_gets_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var number = LogisticsFixture.NewNumber();
            Guid[] packages = [await api.NewPackage(), await api.NewPackage()];
            var replies = await Task.WhenAll(packages.Select(id => api.Label(id, new { carrier = "ups", trackingNumber = number })));
            replies.Select(r => r.StatusCode).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict]);
        }
    }

    [Fact]
    public async Task A_label_of_the_past_is_told_as_of_then()
    {
        var id = await api.NewPackage();
        var createdAt = new DateTimeOffset(2018, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await api.Label(id, new { carrier = "ups", trackingNumber = LogisticsFixture.NewNumber(), createdAt }).ShouldBe(HttpStatusCode.OK);
        (await api.Changes(id, 2))[^1].OccurredAt.ShouldBe(createdAt);
    }

    [Theory]
    [InlineData(0, HttpStatusCode.OK)]
    [InlineData(1, HttpStatusCode.BadRequest)]
    public async Task An_estimate_is_at_most_ten_years_ahead(int secondsMore, HttpStatusCode expected)
    {
        var id = await api.NewPackage();
        var reply = api.Label(id, new { carrier = "ups", trackingNumber = LogisticsFixture.NewNumber(), estimatedDelivery = api.Now.AddYears(10).AddSeconds(secondsMore) });

        (await reply).StatusCode.ShouldBe(expected);
        if (expected == HttpStatusCode.BadRequest)
            await reply.ShouldBeInvalid("estimatedDelivery");
        (await api.StatusOf(id)).ShouldBe(expected == HttpStatusCode.OK ? "label_created" : "created");
    }

    [Fact]
    public async Task An_unknown_package_is_404() =>
        await api.Label(Guid.NewGuid(), new { carrier = "ups", trackingNumber = LogisticsFixture.NewNumber() }).ShouldBe(HttpStatusCode.NotFound);

    public static TheoryData<string, string> BadInput => new()
    {
        { "carrier", """{ "carrier": "U", "trackingNumber": "1" }""" },
        { "carrier", """{ "carrier": "UPS", "trackingNumber": "1" }""" },
        { "carrier", """{ "carrier": null, "trackingNumber": "1" }""" },
        { "carrier", """{ "carrier": 7, "trackingNumber": "1" }""" },
        { "trackingNumber", """{ "carrier": "ups" }""" },
        { "trackingNumber", """{ "carrier": "ups", "trackingNumber": "" }""" },
        { "trackingNumber", """{ "carrier": "ups", "trackingNumber": "a\u0000b" }""" },
        { "trackingNumber", $$"""{ "carrier": "ups", "trackingNumber": "{{new string('1', 61)}}" }""" },
        { "estimatedDelivery", """{ "carrier": "ups", "trackingNumber": "1", "estimatedDelivery": "2099-01-01T00:00:00Z" }""" },
        { "estimatedDelivery", """{ "carrier": "ups", "trackingNumber": "1", "estimatedDelivery": "soon" }""" },
        { "createdAt", """{ "carrier": "ups", "trackingNumber": "1", "createdAt": "1999-12-31T23:59:59Z" }""" },
        { "createdAt", """{ "carrier": "ups", "trackingNumber": "1", "createdAt": "2098-01-01T00:00:00Z" }""" },
        { "colour", """{ "carrier": "ups", "trackingNumber": "1", "colour": "red" }""" },
        { "body", "not json" },
    };

    [Theory, MemberData(nameof(BadInput))]
    public async Task Bad_input_names_its_field(string field, string body)
    {
        var id = await api.NewPackage();
        await api.PostText($"/api/v1/packages/{id}/label", body).ShouldBeInvalid(field);
        (await api.StatusOf(id)).ShouldBe("created");
    }
}
