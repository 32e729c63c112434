using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_many_scans_are_posted(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task Each_has_its_own_result()
    {
        var (id, number) = await api.NewLabelledPackage();
        var occurredAt = api.Now;
        var reply = await api.Post("packages/events", new object[]
        {
            new { packageId = id, eventId = "1", status = "picked_up", occurredAt },
            new { packageId = id, eventId = "1", status = "picked_up", occurredAt },
            new { carrier = "ups", trackingNumber = number, eventId = "2", status = "in_transit", occurredAt },
            new { carrier = "ups", trackingNumber = LogisticsFixture.NewNumber(), eventId = "3", status = "in_transit", occurredAt },
            new { packageId = Guid.NewGuid(), eventId = "4", status = "in_transit", occurredAt },
            new { packageId = id, eventId = "5", status = "teleported", occurredAt },
            new { eventId = "6", status = "in_transit", occurredAt },
            new { packageId = id, eventId = "7", status = "in_transit", occurredAt, colour = "red" },
            new { packageId = "nonsense", eventId = "8", status = "in_transit", occurredAt },
            "nonsense",
            new { packageId = id, eventId = "9", status = "in_transit", occurredAt = "1999-01-01T00:00:00Z" },
        }).Json();

        var results = reply["results"]!.AsArray();
        results.Select(r => (string)r!["result"]!).ShouldBe(
            ["accepted", "duplicate", "accepted", "waiting", "rejected", "rejected", "rejected", "rejected", "rejected", "rejected", "rejected"]);
        results.Select(r => (int)r!["index"]!).ShouldBe(Enumerable.Range(0, 11));
        FieldsOf(results[4]).ShouldBe(["packageId"]);
        FieldsOf(results[5]).ShouldBe(["status"]);
        FieldsOf(results[6]).ShouldBe(["packageId"]);
        FieldsOf(results[7]).ShouldBe(["colour"]);
        FieldsOf(results[8]).ShouldBe(["packageId"]);
        FieldsOf(results[10]).ShouldBe(["occurredAt"]);
        (await api.Package(id))["scans"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{ "packageId": "PACKAGE", "eventId": "\ud800", "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z" }""")]
    [InlineData("""{ "\ud800": 1, "eventId": "1" }""")]
    [InlineData("""{ "packageId": "PACKAGE", "eventId": { "a": [1] } }""")]
    [InlineData("null")]
    [InlineData("[[]]")]
    public async Task An_odd_one_is_rejected_and_the_next_recorded(string odd)
    {
        var id = await api.NewPackage();
        var good = $$"""{ "packageId": "{{id}}", "eventId": "1", "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z" }""";
        foreach (var route in new[] { "packages/events", "carriers/ups/events" })
        {
            var results = (await api.PostText($"/api/v1/{route}", $"[{odd.Replace("PACKAGE", id.ToString(), StringComparison.Ordinal)}, {good}]").Json())["results"]!.AsArray();
            ((string)results[0]!["result"]!).ShouldBe("rejected");
        }

        (await api.Package(id))["scans"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_thousand_of_twenty_packages_are_all_recorded_also_where_they_are_long()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 20; i++)
            ids.Add(await api.NewPackage());
        var scans = Enumerable.Range(0, 1000).Select(i => new { packageId = ids[i % 20], eventId = $"{i}", status = "in_transit", occurredAt = api.Now.AddSeconds(-i), description = new string('ü', 500) });
        var reply = await api.Post("packages/events", new { events = scans }).Json();

        reply["results"]!.AsArray().ShouldAllBe(r => (string)r!["result"]! == "accepted");
        foreach (var id in ids)
            (await api.Package(id))["scans"]!.AsArray().Count.ShouldBe(50);
    }

    [Fact]
    public async Task Those_of_one_package_come_in_the_order_in_which_they_happened()
    {
        var (id, _) = await api.NewLabelledPackage();
        await api.Post("packages/events", new[] { Of(id, "delivered", 3), Of(id, "in_transit", 2), Of(id, "picked_up", 1) }).ShouldBe(HttpStatusCode.Accepted);
        (await api.Changes(id, 5)).Select(c => (c.To, c.Late)).ShouldBe(
            [("created", false), ("label_created", false), ("picked_up", false), ("in_transit", false), ("delivered", false)]);
    }

    object Of(Guid id, string status, int minute) => new { packageId = id, eventId = $"{minute}", status, occurredAt = api.Now.AddHours(-1).AddMinutes(minute) };

    [Theory]
    [InlineData("events", "[]")]
    [InlineData("events", "7")]
    [InlineData("events", """{ "events": 7 }""")]
    [InlineData("events", "{}")]
    [InlineData("stuff", """{ "stuff": [] }""")]
    [InlineData("body", "{")]
    public async Task A_bad_envelope_is_400(string field, string body) =>
        await api.PostText("/api/v1/packages/events", body).ShouldBeInvalid(field);

    [Fact]
    public async Task More_than_a_thousand_are_400() =>
        await api.Post("packages/events", Enumerable.Range(0, 1001).Select(_ => new { })).ShouldBeInvalid("events");

    [Fact]
    public async Task A_body_over_the_limit_is_413() =>
        await api.PostText("/api/v1/packages/events", new string(' ', 5 * 1024 * 1024)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);

    static IEnumerable<string> FieldsOf(JsonNode? result) => result!["errors"]!.AsObject().Select(e => e.Key);
}

public sealed class When_a_scans_package_is_not_known_yet(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task It_waits_and_is_recorded_when_the_label_comes()
    {
        var number = LogisticsFixture.NewNumber();
        await Wait(number, "delivered", 3, "waiting");
        await Wait(number, "in_transit", 2, "waiting");
        await Wait(number, "in_transit", 2, "waiting");
        var waiting = await api.Get($"/api/v1/packages/waiting-scans?carrier=ups&trackingNumber={number}").Json();
        waiting["items"]!.AsArray().Select(w => (string)w!["status"]!).ShouldBe(["delivered", "in_transit"], ignoreOrder: true);

        var id = await api.NewPackage();
        var labelled = await api.Label(id, new { carrier = "ups", trackingNumber = number }).Json();

        ((string)labelled["status"]!).ShouldBe("delivered");
        (await api.Changes(id, 4)).Select(c => c.To).ShouldBe(["created", "label_created", "in_transit", "delivered"]);
        waiting = await api.Get($"/api/v1/packages/waiting-scans?carrier=ups&trackingNumber={number}").Json();
        waiting["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_label_at_the_same_moment_leaves_none_waiting()
    {
        for (var round = 0; round < 10; round++)
        {
            var number = LogisticsFixture.NewNumber();
            var id = await api.NewPackage();
            await Task.WhenAll(
                api.Label(id, new { carrier = "ups", trackingNumber = number }).ShouldBe(HttpStatusCode.OK),
                api.Post("packages/events", new[] { Scan(number, "in_transit", 1) }).ShouldBe(HttpStatusCode.Accepted));
            (await api.StatusOf(id)).ShouldBe("in_transit");
        }
    }

    async Task Wait(string number, string status, int minute, string expected)
    {
        var reply = await api.Post("packages/events", new[] { Scan(number, status, minute) }).Json();
        ((string)reply["results"]![0]!["result"]!).ShouldBe(expected);
    }

    object Scan(string number, string status, int minute) =>
        new { carrier = "ups", trackingNumber = number, eventId = $"{status}-{minute}", status, occurredAt = api.Now.AddHours(-1).AddMinutes(minute) };
}

public sealed class When_a_carrier_tells_by_its_webhook(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task Its_event_is_recorded_as_from_the_carrier()
    {
        var (id, number) = await api.NewLabelledPackage();
        var reply = await api.Post("carriers/ups/events", new { trackingNumber = number, eventId = "1", status = "in_transit", occurredAt = api.Now, theirOwn = new { field = 7 } }).Json();
        ((string)reply["results"]![0]!["result"]!).ShouldBe("accepted");
        ((string)(await api.Package(id))["scans"]![0]!["source"]!).ShouldBe("carrier:ups");
    }

    [Fact]
    public async Task A_code_that_we_do_not_know_is_kept_raw()
    {
        var (id, number) = await api.NewLabelledPackage();
        await api.Post("carriers/ups/events", new[] { new { trackingNumber = number, eventId = "1", status = "ZX-99", detail = "Whatever It Is", occurredAt = api.Now } }).ShouldBe(HttpStatusCode.Accepted);

        var package = await api.Package(id);
        ((string)package["status"]!).ShouldBe("label_created");
        var scan = package["scans"]![0]!;
        ((string)scan["status"]!, (string)scan["rawStatus"]!, (bool)scan["applied"]!).ShouldBe(("unknown", "ZX-99", false));
    }

    [Fact]
    public async Task Its_status_counts_without_a_finer_word_that_belongs_to_another_and_with_one_that_we_do_not_know()
    {
        var (id, number) = await api.NewLabelledPackage();
        foreach (var (status, detail, minute) in new[] { ("in_transit", "on_a_ship", 1), ("delivered", "not_home", 2) })
            await api.Post("carriers/ups/events", new { trackingNumber = number, eventId = status, status, detail, occurredAt = api.Now.AddMinutes(minute - 5) }).ShouldBe(HttpStatusCode.Accepted);

        var package = await api.Package(id);
        ((string)package["status"]!).ShouldBe("delivered");
        package["scans"]!.AsArray().Select(s => (string?)s!["detail"]).ShouldBe(["on_a_ship", null]);
    }

    [Fact]
    public async Task An_event_without_a_time_is_rejected_with_its_field()
    {
        var reply = await api.Post("carriers/ups/events", new { trackingNumber = LogisticsFixture.NewNumber(), eventId = "1", status = "in_transit" }).Json();
        reply["results"]![0]!["errors"]!["occurredAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_carriers_name_has_a_form() => await api.Post("carriers/U/events", new { trackingNumber = "1" }).ShouldBeInvalid("carrier");
}
