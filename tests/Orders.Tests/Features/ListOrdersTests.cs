using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Tests.Features;

public class When_orders_are_listed(OrdersFixture orders)
{
    static string Unique() => $"LIST-{Guid.NewGuid():n}";

    static JsonObject Body(string reference) => OrderBody.Good().With("reference", $"\"{reference}\"");

    async Task<string[]> Ids(string query) => [.. (await orders.Get($"/api/v1/orders?{query}"))["items"]!.AsArray().Select(o => o!["id"]!.GetValue<string>())];

    [Fact]
    public async Task Pages_follow_each_other_newest_first_and_new_orders_do_not_disturb_them()
    {
        var reference = Unique();
        var placed = new List<Guid>();
        for (var i = 0; i < 5; i++)
            placed.Add(await PlaceNext(reference));

        var seen = new List<Guid>();
        string? after = null;
        do
        {
            var page = await orders.Get($"/api/v1/orders?reference={reference}&limit=2{(after is null ? "" : $"&after={after}")}");
            page["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page["items"]!.AsArray().Select(o => o!["id"]!.GetValue<Guid>()));
            after = page["next"]?.GetValue<string>();
            await PlaceNext(reference);
        }
        while (after is not null);

        seen.ShouldBe(Enumerable.Reverse(placed));
    }

    [Fact]
    public async Task They_are_counted_by_status()
    {
        var before = await orders.Get("/api/v1/orders/counts");
        await orders.Place(Body(Unique()));
        var after = await orders.Get("/api/v1/orders/counts");

        after["byStatus"]!.AsObject().Select(p => p.Key).ShouldBe(Word.All<OrderStatus>(), ignoreOrder: true);
        after["total"]!.GetValue<int>().ShouldBe(after["byStatus"]!.AsObject().Sum(p => p.Value!.GetValue<int>()));
        after["total"]!.GetValue<int>().ShouldBeGreaterThan(before["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Those_of_one_instant_are_each_listed_once()
    {
        var reference = Unique();
        var placed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => orders.Place(Body(reference))));

        var first = await orders.Get($"/api/v1/orders?reference={reference}&limit=3");
        var second = await orders.Get($"/api/v1/orders?reference={reference}&limit=3&after={first["next"]}");

        second["next"].ShouldBeNull();
        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(o => o!["id"]!.GetValue<Guid>()).ShouldBe(placed, ignoreOrder: true);
    }

    /// <summary>A moment after whatever was placed before.</summary>
    Task<Guid> PlaceNext(string reference)
    {
        orders.Time.Advance(TimeSpan.FromMilliseconds(1));
        return orders.Place(Body(reference));
    }

    [Fact]
    public async Task They_are_found_by_whatever_a_buyer_can_name()
    {
        var name = Unique();
        var id = await orders.Place(Body(name)
            .With("customer.name", $"\"Grace {name} Hopper\"").With("customer.email", $"\"{name}@Example.ORG\"").With("customer.phone", "\"+12025550143\""));
        var number = (await orders.Get($"/api/v1/orders/{id}"))["number"]!.GetValue<string>();

        foreach (var q in (string[])[number, number.ToLowerInvariant(), number[..9], number.Replace('-', ' '), name, $"grace {name} hop", "hopper grace", $"{name}@example.org", $"{name}@"])
            (await Ids($"q={Uri.EscapeDataString(q)}")).ShouldContain(id.ToString(), q);
        foreach (var q in (string[])["+12025550143", "+1 202 555 0143", "(202) 555-0143", "1202555", $"{id}", $"{id:N}", $"{id}"[..30]])
            (await Ids($"q={Uri.EscapeDataString(q)}&reference={name}")).ShouldBe([id.ToString()], false, q);
        foreach (var q in (string[])[$"{name}x", $"ace {name}", "5550143", "grace lovelace"])
            (await Ids($"q={Uri.EscapeDataString(q)}&reference={name}")).ShouldBeEmpty(q);
    }

    [Fact]
    public async Task They_are_found_by_their_packages_also_when_these_get_another_label()
    {
        var id = await orders.PlaceConfirmed();
        var (package, number) = (Guid.NewGuid(), $"N{Guid.NewGuid():n}");
        await orders.Publish(Labelled(id, package, 2, $"{number}-1"));
        await orders.Becomes(id, order => order["packages"]!.AsArray().Count == 1);
        (await Ids($"q={package}")).ShouldBe([id.ToString()]);
        (await Ids($"q={number}")).ShouldBe([id.ToString()]);

        await orders.Publish(Labelled(id, package, 3, $"{number}-2"));
        await orders.Becomes(id, order => order["packages"]![0]!["trackingNumber"]!.GetValue<string>() == $"{number}-2");
        (await Ids($"q={number}-1")).ShouldBeEmpty();
        (await Ids($"q={number}-2")).ShouldBe([id.ToString()]);
    }

    static PackageStatusChanged Labelled(Guid order, Guid package, long sequence, string number)
    {
        var change = OrderWords.Package(order, PackageStatus.LabelCreated, sequence, package);
        return change with { Package = change.Package with { TrackingNumber = number } };
    }

    [Fact]
    public async Task They_are_found_when_a_version_wrote_them_that_knew_no_terms()
    {
        var name = Unique();
        var placed = new List<Guid>();
        for (var i = 0; i < 3; i++)
            placed.Add(await PlaceNext(name));
        await using (var db = orders.Db())
            await db.Set<SearchTerm>().ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        (await Ids($"q={name}")).ShouldBeEmpty();

        var fill = orders.Services.GetServices<IHostedService>().OfType<FillSearchTerms<OrdersDb, Order>>().Single();
        await fill.StartAsync(TestContext.Current.CancellationToken);
        await fill.ExecuteTask!;

        (await Ids($"q={name}")).ShouldBe(placed.Select(id => id.ToString()), ignoreOrder: true);
    }

    [Theory]
    [InlineData("-created", true)]
    [InlineData("created", false)]
    [InlineData("-updated", true)]
    [InlineData("updated", false)]
    public async Task They_come_in_the_order_that_is_asked_for(string sort, bool descending)
    {
        var reference = Unique();
        var (first, second) = (await PlaceNext(reference), await PlaceNext(reference));
        if (sort.EndsWith("updated", StringComparison.Ordinal))
        {
            orders.Time.Advance(TimeSpan.FromMilliseconds(1));
            await orders.Publish(OrderWords.Stock(first, StockStatus.Reserved));
            await orders.Stands(first, "awaiting_payment");
            (first, second) = (second, first);
        }

        var page = await orders.Get($"/api/v1/orders?reference={reference}&sort={sort}&limit=1");
        var next = await orders.Get($"/api/v1/orders?reference={reference}&sort={sort}&limit=1&after={page["next"]}");
        new[] { page, next }.Select(p => p["items"]![0]!["id"]!.GetValue<Guid>()).ShouldBe(descending ? [second, first] : [first, second]);

        var other = await orders.Client.GetAsync($"/api/v1/orders?sort={(sort == "updated" ? "created" : "updated")}&after={page["next"]}", TestContext.Current.CancellationToken);
        other.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await other.Json())["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["after"]);
    }

    [Fact]
    public async Task They_are_found_by_their_status()
    {
        var reference = Unique();
        var failed = await orders.Place(Body(reference));
        var submitted = await orders.Place(Body(reference));
        await orders.Publish(OrderWords.Stock(failed, StockStatus.Rejected));
        await orders.Stands(failed, "failed");

        (await Ids($"reference={reference}&status=failed")).ShouldBe([failed.ToString()]);
        (await Ids($"reference={reference}&status=submitted")).ShouldBe([submitted.ToString()]);
        (await Ids($"reference={reference}&status=completed")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("status=lost", "status")]
    [InlineData("status=2", "status")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("after=tomorrow", "after")]
    [InlineData("after=e30", "after")]
    [InlineData("q=%00", "q")]
    [InlineData("q=%25", "q")]
    [InlineData("q=1+2+3+4+5+6+7+8+9", "q")]
    [InlineData("sort=total", "sort")]
    [InlineData("reference=%00", "reference")]
    public async Task Bad_questions_are_refused_by_name(string query, string field)
    {
        var reply = await orders.Client.GetAsync($"/api/v1/orders?{query}", TestContext.Current.CancellationToken);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await reply.Text());
        (await reply.Json())["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
    }
}

public class When_a_word_fits_many_orders
{
    [Fact]
    public async Task They_are_listed_in_order_and_completely()
    {
        await using var orders = new OrdersFixture();
        await orders.InitializeAsync();
        await ManyOrders.AreFound(orders);
    }
}
