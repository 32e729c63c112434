using System.Net;
using StatusTracking.Testing;

namespace StatusTracking.Inventory.Tests.Features;

public sealed class When_stock_is_set(InventoryFixture inventory) : IClassFixture<InventoryFixture>
{
    [Fact]
    public async Task It_is_created_and_then_replaced()
    {
        var sku = $"MUG-{Guid.NewGuid():N}";
        using var created = await inventory.Client.Put($"/api/v1/stock/{sku}", new { onHand = 100, lowAt = 5, name = "Mug", allowBackorder = true });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        created.Headers.Location!.ToString().ShouldBe($"/api/v1/stock/{sku}");

        using var replaced = await inventory.Client.Put($"/api/v1/stock/{sku}", new { onHand = 80 });
        replaced.StatusCode.ShouldBe(HttpStatusCode.OK);
        var item = await inventory.Client.Read($"/api/v1/stock/{sku}");
        ((int)item["onHand"]!, (int)item["available"]!, (int)item["lowAt"]!, item["name"], (bool)item["allowBackorder"]!).ShouldBe((80, 80, 0, null, false));
        (await inventory.Ledger(sku)).ShouldBe((80, 0));
    }

    [Fact]
    public async Task It_cannot_fall_below_what_is_promised()
    {
        var sku = await inventory.Stock(10);
        await inventory.Place(4.Of(sku));
        using var refused = await inventory.Client.Put($"/api/v1/stock/{sku}", new { onHand = 3 });
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Json())["detail"]!.ToString().ShouldContain("4 pieces");
        (await inventory.Level(sku)).ShouldBe((10, 4, 6));
        await inventory.Stock(4, sku: sku);
        (await inventory.Level(sku)).ShouldBe((4, 4, 0));
    }

    [Theory]
    [InlineData("MUG", """{ "onHand": -1 }""", "onHand")]
    [InlineData("MUG", """{ "onHand": 1000000001 }""", "onHand")]
    [InlineData("MUG", """{ "onHand": 1.5 }""", "onHand")]
    [InlineData("MUG", """{ "onHand": "5" }""", "onHand")]
    [InlineData("MUG", """{ "onHand": 99999999999999999999 }""", "onHand")]
    [InlineData("MUG", """{ "lowAt": 5 }""", "onHand")]
    [InlineData("MUG", """{ "onHand": 5, "lowAt": -1 }""", "lowAt")]
    [InlineData("MUG", """{ "onHand": 5, "colour": "red" }""", "colour")]
    [InlineData("MUG", """{ "onHand": 5, "name": "a\u0000b" }""", "name")]
    [InlineData("MUG", """{ "onHand": 5, "allowBackorder": "yes" }""", "allowBackorder")]
    [InlineData("MUG", "{", "body")]
    [InlineData("-MUG", """{ "onHand": 5 }""", "sku")]
    [InlineData("MU%20G", """{ "onHand": 5 }""", "sku")]
    [InlineData("AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDDEEEEEEEEEEFFFFFFFFFFGGGGG", """{ "onHand": 5 }""", "sku")]
    public async Task Bad_input_names_its_field_and_saves_nothing(string sku, string body, string field)
    {
        using var reply = await inventory.Client.PutText($"/api/v1/stock/{sku}", body);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Json())["errors"]!.AsObject().Select(e => e.Key).ShouldContain(field);
        (await inventory.Client.Get($"/api/v1/stock/{sku}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_key_is_needed() =>
        (await inventory.Anonymous.Get("/api/v1/stock")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
}

public sealed class When_stock_is_listed(InventoryFixture inventory) : IClassFixture<InventoryFixture>
{
    [Fact]
    public async Task Its_pages_hold_every_sku_once_in_order()
    {
        foreach (var i in Enumerable.Range(0, 7))
            await inventory.Stock(i, sku: $"PAGE-{i}");
        List<string> seen = [];
        var after = "";
        do
        {
            var page = await inventory.Client.Read($"/api/v1/stock?q=page-&limit=3{after}");
            page["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page["items"]!.AsArray().Select(i => (string)i!["sku"]!));
            after = page["next"] is { } next ? $"&after={next}" : "";
        }
        while (after != "");
        seen.ShouldBe(Enumerable.Range(0, 7).Select(i => $"PAGE-{i}"));
    }

    [Fact]
    public async Task It_is_found_by_its_name_in_any_case()
    {
        await inventory.Client.Put("/api/v1/stock/FIND-1", new { onHand = 1, name = "Blue Umbrella" });
        var page = await inventory.Client.Read("/api/v1/stock?q=UMBREL");
        page["items"]!.AsArray().ShouldHaveSingleItem()!["sku"]!.ToString().ShouldBe("FIND-1");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("after=nonsense!", "after")]
    [InlineData("q=a%00b", "q")]
    public async Task A_bad_question_names_its_field(string query, string field)
    {
        using var reply = await inventory.Client.Get($"/api/v1/stock?{query}");
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Json())["errors"]![field].ShouldNotBeNull();
    }
}

public sealed class When_the_shelves_are_filled_at_the_first_start : IAsyncLifetime
{
    readonly ServiceFixture<InventoryService> _inventory = new("Inventory:Samples=true");

    public ValueTask InitializeAsync() => _inventory.InitializeAsync();

    public ValueTask DisposeAsync() => _inventory.DisposeAsync();

    [Fact]
    public async Task The_sample_is_there_with_its_ledger()
    {
        var all = (await _inventory.Client.Read("/api/v1/stock"))["items"]!.AsArray();
        all.Count.ShouldBe(6);
        (await _inventory.Level("MUG-01")).ShouldBe((100, 0, 100));
        (await _inventory.Ledger("MUG-01")).ShouldBe((100, 0));
    }
}
