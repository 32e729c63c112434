using System.Net;
using System.Text.Json.Nodes;
using StatusTracking.Contracts;

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

        foreach (var q in (string[])[number, number.ToLowerInvariant(), number[..9], name, $"grace {name} hop", $"{name}@example.org"])
            (await Ids($"q={Uri.EscapeDataString(q)}")).ShouldContain(id.ToString(), q);
        (await Ids($"q={Uri.EscapeDataString("+12025550143")}&reference={name}")).ShouldBe([id.ToString()]);
        (await Ids($"q={name}%25")).ShouldBeEmpty();
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
    [InlineData("reference=%00", "reference")]
    public async Task Bad_questions_are_refused_by_name(string query, string field)
    {
        var reply = await orders.Client.GetAsync($"/api/v1/orders?{query}", TestContext.Current.CancellationToken);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await reply.Text());
        (await reply.Json())["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
    }
}
