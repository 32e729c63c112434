using System.Net;
using Shouldly;
using StatusTracking.Contracts;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_scan_is_posted(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task It_is_a_change_that_everyone_hears_of()
    {
        var (id, _) = await api.NewLabelledPackage();
        var reply = await api.Scan(id, "in_transit", 5, "departed_facility").Json();

        ((string)reply["result"]!).ShouldBe("accepted");
        ((string)reply["status"]!).ShouldBe("in_transit");
        var change = (await api.Changes(id, 3))[^1];
        change.RoutingKey.ShouldBe("package.in_transit.departed_facility");
        change.Location.ShouldBe("Leipzig");
        change.Sequence.ShouldBe(3);
        change.OccurredAt.ShouldBe(api.Now.AddDays(-1).AddMinutes(5));
        change.Package.LastScanAt.ShouldBe(change.OccurredAt);
    }

    [Fact]
    public async Task Five_times_is_one_change()
    {
        var (id, _) = await api.NewLabelledPackage();
        var results = new List<string>();
        for (var i = 0; i < 5; i++)
            results.Add((string)(await api.Scan(id, "in_transit", 5, "departed_facility").Json())["result"]!);

        results.ShouldBe(["accepted", "duplicate", "duplicate", "duplicate", "duplicate"]);
        ((long)(await api.Package(id))["sequence"]!).ShouldBe(3);
    }

    [Fact]
    public async Task Five_times_at_once_is_one_change_and_no_error()
    {
        var (id, _) = await api.NewLabelledPackage();
        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.Scan(id, "in_transit", 5)));
        replies.ShouldAllBe(r => r.StatusCode == HttpStatusCode.Accepted);
        ((long)(await api.Package(id))["sequence"]!).ShouldBe(3);
    }

    [Fact]
    public async Task Twenty_at_once_all_count()
    {
        var (id, _) = await api.NewLabelledPackage();
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => api.Scan(id, "in_transit", i)));
        replies.ShouldAllBe(r => r.StatusCode == HttpStatusCode.Accepted);
        (await api.Package(id))["scans"]!.AsArray().Count.ShouldBe(20);
    }

    [Fact]
    public async Task Any_order_gives_the_same_end_and_the_same_history()
    {
        (string Status, int Minute, string? Detail)[] life =
            [("picked_up", 1, null), ("in_transit", 2, "departed_facility"), ("in_transit", 3, "arrived_facility"), ("on_hold", 4, "customs"),
             ("in_transit", 5, "customs_released"), ("delivery_attempted", 6, "not_home"), ("delivered", 7, "neighbour"), ("in_transit", 8, null), ("lost", 4, null)];
        var ends = new HashSet<string>();
        for (var seed = 0; seed < 6; seed++)
        {
            var (id, _) = await api.NewLabelledPackage();
            var scans = life.ToArray();
            new Random(seed).Shuffle(scans);
            foreach (var (status, minute, detail) in scans.Append(scans[0]))
                await api.Scan(id, status, minute, detail).ShouldBe(HttpStatusCode.Accepted);
            var reply = await api.Package(id);
            ends.Add($"{reply["status"]}/{reply["detail"]}: {string.Join(' ', reply["scans"]!.AsArray().Select(s => $"{s!["eventId"]} {s["applied"]} {s["skipped"]}"))}");
        }

        ends.ShouldHaveSingleItem().ShouldStartWith("delivered/neighbour");
    }

    [Fact]
    public async Task An_impossible_one_is_kept_and_said()
    {
        var (id, _) = await api.NewLabelledPackage();
        await api.Scan(id, "delivered", 1).ShouldBe(HttpStatusCode.Accepted);
        await api.Scan(id, "in_transit", 2).ShouldBe(HttpStatusCode.Accepted);

        var ignored = await api.First<StatusChangeIgnored>(m => m.SubjectId == id);
        ignored.ShouldSatisfyAllConditions(m => m.To.ShouldBe("in_transit"), m => m.Reason.ShouldBe("The package is delivered: it cannot become in_transit."), m => m.Late.ShouldBeFalse());
    }

    [Theory]
    [InlineData(24 * 3600, HttpStatusCode.Accepted)]
    [InlineData((24 * 3600) + 1, HttpStatusCode.BadRequest)]
    public async Task It_happened_at_most_24_hours_ahead(int secondsAhead, HttpStatusCode expected)
    {
        var (id, _) = await api.NewLabelledPackage();
        var reply = api.Post($"packages/{id}/events", new { eventId = "ahead", status = "in_transit", occurredAt = api.Now.AddSeconds(secondsAhead) });

        (await reply).StatusCode.ShouldBe(expected);
        if (expected == HttpStatusCode.BadRequest)
            await reply.ShouldBeInvalid("occurredAt");
        (await api.Package(id))["scans"]!.AsArray().Count.ShouldBe(expected == HttpStatusCode.Accepted ? 1 : 0);
    }

    [Fact]
    public async Task For_no_package_it_is_404() => await api.Scan(Guid.NewGuid(), "in_transit", 1).ShouldBe(HttpStatusCode.NotFound);

    public static TheoryData<string, string> BadInput => new()
    {
        { "eventId", """{ "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "eventId", """{ "eventId": "", "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "eventId", """{ "eventId": " 1", "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "eventId", """{ "eventId": "a\u0000", "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "eventId", $$"""{ "eventId": "{{new string('x', 101)}}", "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "eventId", """{ "eventId": "\ud800", "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "status", """{ "eventId": "1", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "status", """{ "eventId": "1", "status": "teleported", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "status", """{ "eventId": "1", "status": "InTransit", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "status", """{ "eventId": "1", "status": 3, "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "detail", """{ "eventId": "1", "status": "in_transit", "detail": "Departed Facility", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "detail", """{ "eventId": "1", "status": "in_transit", "detail": "a.b", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "detail", """{ "eventId": "1", "status": "delivered", "detail": "not_home", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "detail", """{ "eventId": "1", "status": "in_transit", "detail": "picked_up", "occurredAt": "2026-01-01T00:00:00Z" }""" },
        { "occurredAt", """{ "eventId": "1", "status": "in_transit" }""" },
        { "occurredAt", """{ "eventId": "1", "status": "in_transit", "occurredAt": "1999-12-31T23:59:59Z" }""" },
        { "occurredAt", """{ "eventId": "1", "status": "in_transit", "occurredAt": "9999-12-31T23:59:59Z" }""" },
        { "occurredAt", """{ "eventId": "1", "status": "in_transit", "occurredAt": "yesterday" }""" },
        { "location", $$"""{ "eventId": "1", "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z", "location": "{{new string('x', 201)}}" }""" },
        { "description", $$"""{ "eventId": "1", "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z", "description": "{{new string('x', 501)}}" }""" },
        { "weather", """{ "eventId": "1", "status": "in_transit", "occurredAt": "2026-01-01T00:00:00Z", "weather": "fine" }""" },
        { "body", "[" },
        { "body", "null" },
        { "body", "[]" },
    };

    [Theory, MemberData(nameof(BadInput))]
    public async Task Bad_input_names_its_field(string field, string body)
    {
        var id = await api.NewPackage();
        await api.PostText($"/api/v1/packages/{id}/events", body).ShouldBeInvalid(field);
        (await api.Package(id))["scans"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_finer_word_of_another_status_is_refused_with_the_statuses_that_it_belongs_to()
    {
        var id = await api.NewPackage();
        var reply = await api.Scan(id, "delivered", 1, "not_home").Json();
        ((string)reply["errors"]!["detail"]![0]!).ShouldBe(
            "'not_home' is a detail of delivery_attempted, not of delivered. Its own are to_recipient, signed, picked_up, neighbour, safe_place, cod.");
    }

    [Theory]
    [InlineData("delivered", "by_drone")]
    [InlineData("delivered", "picked_up")]
    [InlineData("unknown", "not_home")]
    public async Task A_finer_word_of_its_own_or_one_that_we_do_not_know_is_taken(string status, string detail)
    {
        var id = await api.NewPackage();
        await api.Scan(id, status, 1, detail).ShouldBe(HttpStatusCode.Accepted);
        ((string)(await api.Package(id))["scans"]![0]!["detail"]!).ShouldBe(detail);
    }
}

public sealed class When_a_scan_comes_over_the_bus(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    static readonly string Queue = "logistics-record-scan";

    [Fact]
    public async Task It_is_recorded_as_by_http()
    {
        var (id, number) = await api.NewLabelledPackage();
        var scan = new Contracts.RecordScan { Carrier = "ups", TrackingNumber = number, EventId = "1", Status = "in_transit", Detail = "departed_facility", OccurredAt = api.Now };
        await api.Send(Queue, scan);
        await api.Send(Queue, scan);
        await api.Send(Queue, scan with { EventId = "2", Status = "delivered", Detail = null, OccurredAt = api.Now.AddMinutes(1) });
        (await api.Changes(id, 4)).Select(c => c.To).ShouldBe(["created", "label_created", "in_transit", "delivered"]);
    }

    [Fact]
    public async Task A_word_that_is_none_of_ours_is_kept_as_unknown()
    {
        var id = await api.NewPackage();
        await api.Send(Queue, new Contracts.RecordScan { PackageId = id, EventId = "1", Status = "beamed_up", OccurredAt = api.Now });
        (await api.Changes(id, 2))[^1].To.ShouldBe("unknown");
        ((string)(await api.Package(id))["scans"]![0]!["rawStatus"]!).ShouldBe("beamed_up");
    }

    [Fact]
    public async Task One_that_breaks_a_rule_does_not_stop_the_next()
    {
        var (id, _) = await api.NewLabelledPackage();
        await api.Send(Queue, new Contracts.RecordScan { PackageId = id, EventId = "1", Status = "in_transit", Source = "operator", OccurredAt = api.Now });
        await api.Send(Queue, new Contracts.RecordScan { PackageId = Guid.NewGuid(), EventId = "1", Status = "in_transit", OccurredAt = api.Now });
        await api.Send(Queue, new Contracts.RecordScan { PackageId = id, EventId = "2", Status = "delivered", OccurredAt = api.Now });
        (await api.Changes(id, 3))[^1].To.ShouldBe("delivered");
        (await api.Package(id))["scans"]!.AsArray().Count.ShouldBe(1);
    }
}
