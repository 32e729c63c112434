using System.Net;
using Shouldly;
using StatusTracking.Contracts;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_package_is_split(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task The_lines_are_in_two_packages()
    {
        var id = await api.NewPackage(("A", 3), ("B", 1));
        var response = await api.Post($"packages/{id}/split", new { lines = new[] { new { sku = "A", quantity = 2 }, new { sku = "B", quantity = 1 } } });

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        var split = await response.Json();
        var newId = split["id"]!.GetValue<Guid>();
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/packages/{newId}");
        split["lines"]!.AsArray().Select(l => ((string)l!["sku"]!, (int)l["quantity"]!)).ShouldBe([("A", 2), ("B", 1)]);
        (await api.Package(id))["lines"]!.AsArray().Select(l => ((string)l!["sku"]!, (int)l["quantity"]!)).ShouldBe([("A", 1)]);
        (await api.Changes(newId, 1))[0].Package.Lines.ShouldBe([new("A", 2), new("B", 1)]);
    }

    [Theory]
    [InlineData("lines[0].sku", """{ "lines": [ { "sku": "Z", "quantity": 1 } ] }""")]
    [InlineData("lines[0].sku", """{ "lines": [ { "sku": "", "quantity": 1 } ] }""")]
    [InlineData("lines[0].quantity", """{ "lines": [ { "sku": "A", "quantity": 4 } ] }""")]
    [InlineData("lines[1].quantity", """{ "lines": [ { "sku": "A", "quantity": 2 }, { "sku": "A", "quantity": 2 } ] }""")]
    [InlineData("lines[0].quantity", """{ "lines": [ { "sku": "A", "quantity": -1 } ] }""")]
    [InlineData("lines", """{ "lines": [ { "sku": "A", "quantity": 3 } ] }""")]
    [InlineData("lines", """{ "lines": [] }""")]
    [InlineData("lines", "{}")]
    public async Task Bad_input_names_its_field(string field, string body)
    {
        var id = await api.NewPackage(("A", 3));
        await api.PostText($"/api/v1/packages/{id}/split", body).ShouldBeInvalid(field);
        (await api.Package(id))["lines"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_pick_up_it_is_too_late()
    {
        var id = await api.NewPackage();
        await api.Scan(id, "picked_up", 1).ShouldBe(HttpStatusCode.Accepted);
        await api.Post($"packages/{id}/split", new { lines = new[] { new { sku = "MUG-01", quantity = 1 } } }).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_package()
    {
        var id = await api.NewPackage(("A", 3));
        var replies = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            replies.Add((await api.PostText($"/api/v1/packages/{id}/split", """{ "lines": [ { "sku": "A", "quantity": 1 } ] }""", $"split-{id}").Json()).ToJsonString());
        }

        replies.Distinct().ShouldHaveSingleItem();
        (await api.Package(id))["lines"]![0]!["quantity"]!.GetValue<int>().ShouldBe(2);
    }
}

public sealed class When_a_package_is_called_off(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task It_is_cancelled_also_when_asked_again()
    {
        var id = await api.NewPackage();
        await api.Post($"packages/{id}/cancel", new { reason = "packed twice" }).ShouldBe(HttpStatusCode.OK);
        await api.PostText($"/api/v1/packages/{id}/cancel", null).ShouldBe(HttpStatusCode.OK);
        (await api.Changes(id, 2))[^1].ShouldSatisfyAllConditions(c => c.To.ShouldBe("cancelled"), c => c.Reason.ShouldBe("packed twice"));
        ((long)(await api.Package(id))["sequence"]!).ShouldBe(2);
    }

    [Fact]
    public async Task After_pick_up_it_is_too_late()
    {
        var id = await api.NewPackage();
        await api.Scan(id, "in_transit", 1).ShouldBe(HttpStatusCode.Accepted);
        await api.PostText($"/api/v1/packages/{id}/cancel", null).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_reason_has_a_length() => await api.Post($"packages/{await api.NewPackage()}/cancel", new { reason = new string('x', 501) }).ShouldBeInvalid("reason");
}

public sealed class When_a_package_is_replaced(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task Its_lines_are_sent_again()
    {
        var (id, _) = await api.NewLabelledPackage();
        await api.Scan(id, "lost", 1).ShouldBe(HttpStatusCode.Accepted);
        var replacement = await api.Post($"packages/{id}/replace", new { reason = "lost in the sea" }).Json();

        replacement["replaces"]!.GetValue<Guid>().ShouldBe(id);
        (await api.Changes(replacement["id"]!.GetValue<Guid>(), 1))[0].Package.Replaces.ShouldBe(id);
        (await api.Package(id))["replacedBy"]!.GetValue<Guid>().ShouldBe(replacement["id"]!.GetValue<Guid>());
        await api.Post($"packages/{id}/replace", new { }).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task One_under_way_is_not()
    {
        var (id, _) = await api.NewLabelledPackage();
        await api.Post($"packages/{id}/replace", new { }).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_command_does_the_same_once()
    {
        var (id, _) = await api.NewLabelledPackage();
        await api.Scan(id, "lost", 1).ShouldBe(HttpStatusCode.Accepted);
        var command = new Contracts.ReplacePackage { PackageId = id, NewPackageId = Guid.NewGuid(), Reason = "lost", OccurredAt = api.Now };
        await api.Send("logistics-replace-package", command);
        await api.Send("logistics-replace-package", command);
        (await api.Changes(command.NewPackageId, 1))[0].Package.Replaces.ShouldBe(id);
        await api.Send("logistics-replace-package", command with { NewPackageId = Guid.NewGuid() });
        (await api.First<StatusChangeIgnored>(m => m.SubjectId == id)).Reason.ShouldBe($"It was replaced by {command.NewPackageId} already.");
        var list = await api.Get($"/api/v1/packages?orderId={(await api.Package(id))["orderId"]}").Json();
        list["items"]!.AsArray().Count.ShouldBe(2);
    }
}

public sealed class When_a_status_is_corrected(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task The_operators_word_outdoes_the_scans()
    {
        var (id, _) = await api.NewLabelledPackage();
        await api.Post($"packages/{id}/events", new { eventId = "1", status = "delivered", occurredAt = api.Now.AddHours(20) }).ShouldBe(HttpStatusCode.Accepted);
        var reply = await api.Post($"packages/{id}/corrections", new { status = "in_transit", reason = "the wrong parcel was scanned" }).Json();

        ((string)reply["status"]!).ShouldBe("in_transit");
        (await api.Changes(id, 4))[^1].ShouldSatisfyAllConditions(
            c => c.From.ShouldBe("delivered"), c => c.To.ShouldBe("in_transit"), c => c.Reason.ShouldBe("the wrong parcel was scanned"), c => c.Late.ShouldBeFalse());
    }

    [Theory]
    [InlineData("status", """{ "status": "teleported", "reason": "x" }""")]
    [InlineData("status", """{ "status": "created", "reason": "x" }""")]
    [InlineData("status", """{ "status": "unknown", "reason": "x" }""")]
    [InlineData("status", """{ "reason": "x" }""")]
    [InlineData("reason", """{ "status": "lost" }""")]
    [InlineData("reason", """{ "status": "lost", "reason": " " }""")]
    [InlineData("detail", """{ "status": "lost", "reason": "x", "detail": "No!" }""")]
    [InlineData("detail", """{ "status": "lost", "reason": "x", "detail": "not_home" }""")]
    [InlineData("who", """{ "status": "lost", "reason": "x", "who": "me" }""")]
    public async Task Bad_input_names_its_field(string field, string body)
    {
        var id = await api.NewPackage();
        await api.PostText($"/api/v1/packages/{id}/corrections", body).ShouldBeInvalid(field);
    }
}

public sealed class When_packages_are_listed(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repeat()
    {
        var order = Guid.NewGuid();
        var first = (await api.NewPackageOf(order, ("A", 9))).SubjectId;
        for (var i = 0; i < 4; i++)
            await api.Post($"packages/{first}/split", new { lines = new[] { new { sku = "A", quantity = 1 } } }).ShouldBe(HttpStatusCode.Created);

        var seen = new List<Guid>();
        string? next = null;
        do
        {
            var page = await api.Get($"/api/v1/packages?orderId={order}&limit=2{(next is null ? "" : $"&after={next}")}").Json();
            seen.AddRange(page["items"]!.AsArray().Select(i => i!["id"]!.GetValue<Guid>()));
            next = (string?)page["next"];
        }
        while (next is not null);
        seen.Distinct().Count().ShouldBe(5);
        seen.Count.ShouldBe(5);
    }

    [Fact]
    public async Task They_are_found_by_number_and_status()
    {
        var (id, number) = await api.NewLabelledPackage();
        foreach (var query in new[] { $"carrier=ups&trackingNumber={number}", $"trackingNumber={number.ToLowerInvariant()}&status=label_created" })
            (await api.Get($"/api/v1/packages?{query}").Json())["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<Guid>().ShouldBe(id);
        (await api.Get($"/api/v1/packages?trackingNumber={number}&status=delivered").Json())["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task They_are_found_by_whatever_names_them()
    {
        var order = Guid.NewGuid();
        var confirmed = api.Order(order, OrderStatus.Confirmed);
        var (reference, email) = ($"SHOP-{Guid.NewGuid():N}", $"{Guid.NewGuid():N}@example.org");
        await api.Publish(confirmed with { Order = confirmed.Order with { Reference = reference, Customer = confirmed.Order.Customer with { Email = email } } });
        var id = (await api.First<PackageStatusChanged>(m => m.OrderId == order)).SubjectId;
        var number = LogisticsFixture.NewNumber();
        await api.Label(id, new { carrier = "ups", trackingNumber = $"{number}1" }).ShouldBe(HttpStatusCode.OK);
        await api.Label(id, new { carrier = "ups", trackingNumber = $"{number}2" }).ShouldBe(HttpStatusCode.OK);

        foreach (var q in new[] { reference, reference.ToLowerInvariant()[..20], email, number, $"{number}2", $"{id}", $"{order:N}", $"{id:N}"[^8..] })
            (await Ids($"q={q}")).ShouldBe([id], false, q);
        foreach (var q in new[] { "ST-7F3K", "st 7f3k 2m9q", "+49 1511 2345678", "015112345679", "charles", "ada byron", "byron" })
            (await Ids($"q={Uri.EscapeDataString(q)}&orderId={order}")).ShouldBe([id], false, q);
        foreach (var q in new[] { $"{number}1", "yron", "ada lovelace" })
            (await Ids($"q={Uri.EscapeDataString(q)}&orderId={order}")).ShouldBeEmpty(q);
        (await Ids($"q={number}&carrier=ups&status=label_created")).ShouldBe([id]);
        (await Ids($"q={number}&carrier=dhl")).ShouldBeEmpty();
    }

    [Fact]
    public async Task They_come_in_the_order_that_is_asked_for()
    {
        var order = Guid.NewGuid();
        var first = (await api.NewPackageOf(order, ("A", 3))).SubjectId;
        var ids = new List<Guid> { first };
        for (var i = 0; i < 2; i++)
        {
            api.Time.Advance(TimeSpan.FromSeconds(1));
            var split = await api.Post($"packages/{first}/split", new { lines = new[] { new { sku = "A", quantity = 1 } } }).Json();
            ids.Add(split["id"]!.GetValue<Guid>());
        }

        // The last two get an estimate, the last one the sooner; the first has none.
        foreach (var (id, days) in new[] { (ids[2], 1), (ids[1], 2) })
        {
            api.Time.Advance(TimeSpan.FromSeconds(1));
            await api.Label(id, new { carrier = "ups", trackingNumber = LogisticsFixture.NewNumber(), estimatedDelivery = api.Now.AddDays(days) }).ShouldBe(HttpStatusCode.OK);
        }

        await Comes("-created", ids[2], ids[1], ids[0]);
        await Comes("created", ids[0], ids[1], ids[2]);
        await Comes("-updated", ids[1], ids[2], ids[0]);
        await Comes("updated", ids[0], ids[2], ids[1]);
        await Comes("estimated", ids[2], ids[1]);
        await Comes("-estimated", ids[1], ids[2]);

        async Task Comes(string sort, params Guid[] expected)
        {
            var seen = new List<Guid>();
            string? next = null;
            do
            {
                var page = await api.Get($"/api/v1/packages?orderId={order}&sort={sort}&limit=1{(next is null ? "" : $"&after={next}")}").Json();
                seen.AddRange(page["items"]!.AsArray().Select(i => i!["id"]!.GetValue<Guid>()));
                next = (string?)page["next"];
            }
            while (next is not null);
            seen.ShouldBe(expected, false, sort);
        }
    }

    [Fact]
    public async Task A_place_in_a_list_of_another_order_is_none()
    {
        var order = Guid.NewGuid();
        var first = (await api.NewPackageOf(order, ("A", 2))).SubjectId;
        await api.Post($"packages/{first}/split", new { lines = new[] { new { sku = "A", quantity = 1 } } }).ShouldBe(HttpStatusCode.Created);
        var page = await api.Get($"/api/v1/packages?orderId={order}&limit=1").Json();
        await api.Get($"/api/v1/packages?orderId={order}&sort=updated&after={page["next"]}").ShouldBeInvalid("after");
    }

    async Task<Guid[]> Ids(string query) => [.. (await api.Get($"/api/v1/packages?{query}").Json())["items"]!.AsArray().Select(i => i!["id"]!.GetValue<Guid>())];

    [Fact]
    public async Task The_routes_are_documented()
    {
        var paths = (await api.Get("/openapi/v1.json").Json())["paths"]!.AsObject();
        foreach (var path in new[] { "packages", "packages/{id}", "packages/{id}/label", "packages/{id}/events", "packages/events", "packages/waiting-scans", "carriers/{carrier}/events" })
            paths.ContainsKey($"/api/v1/{path}").ShouldBeTrue(path);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("status=teleported", "status")]
    [InlineData("after=nonsense", "after")]
    [InlineData("orderId=7", "orderId")]
    [InlineData("sort=weight", "sort")]
    [InlineData("q=%00", "q")]
    [InlineData("q=-", "q")]
    [InlineData("carrier=%00", "carrier")]
    [InlineData("trackingNumber=a%00b", "trackingNumber")]
    public async Task A_bad_query_names_its_field(string query, string field) => await api.Get($"/api/v1/packages?{query}").ShouldBeInvalid(field);

    [Theory]
    [InlineData("/api/v1/packages")]
    [InlineData("/api/v1/packages/waiting-scans")]
    public async Task Without_a_key_it_is_401(string path) => await api.Get(path, withKey: false).ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task No_package_is_404() => await api.Get($"/api/v1/packages/{Guid.NewGuid()}").ShouldBe(HttpStatusCode.NotFound);
}
