using System.Text.Json;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Inventory.Tests.Features;

[Trait("Category", "Server")]
public sealed class When_200_orders_race_for_50_pieces_through_two_processes : IAsyncLifetime
{
    readonly RabbitMqVirtualHost _broker = new();
    readonly PostgreSqlDatabases _databases = new();

    public async ValueTask InitializeAsync()
    {
        await _broker.InitializeAsync();
        await _databases.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _databases.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Exactly_50_are_sold()
    {
        await using var system = await RunningSystem.Start(new() { Services = ["Inventory", "Inventory"], Broker = _broker.Url, Database = _databases.Database });
        using var client = system.ClientOf("Inventory");
        (await client.Put("/api/v1/stock/RARE", new { onHand = 50, lowAt = 5 })).EnsureSuccessStatusCode();
        (await client.Put("/api/v1/stock/COMMON", new { onHand = 1000 })).EnsureSuccessStatusCode();

        var first = await client.Read("/api/v1/stock?limit=1");
        var second = await client.Read($"/api/v1/stock?limit=1&after={first["next"]}");
        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(i => (string)i!["sku"]!).ShouldBe(["COMMON", "RARE"]);

        await using var amqp = await RawAmqp.Connect(_broker.Url);
        var answers = await amqp.Listen("status-changes", "stock.reserved.*", "stock.rejected.*");
        // Half of them name the SKUs the other way round: locks taken in the lines' order would meet head-on.
        var orders = Enumerable.Range(0, 200).Select(i => (Id: Guid.NewGuid(), Lines: i % 2 == 0 ? [1.Of("RARE"), 1.Of("COMMON")] : new[] { 1.Of("COMMON"), 1.Of("RARE") }));
        await Task.WhenAll(orders.Select(o => Publish(amqp, Shop.Order(o.Id, OrderStatus.Submitted, o.Lines))));

        var heard = await answers.Wait(200, within: TimeSpan.FromMinutes(2));
        heard.Select(m => m.RoutingKey).CountBy(k => k).ToDictionary().ShouldBe(
            new Dictionary<string, int> { ["stock.reserved.none"] = 50, ["stock.rejected.none"] = 150 }, ignoreOrder: true);
        foreach (var (sku, onHand) in new[] { ("RARE", 50), ("COMMON", 1000) })
        {
            var item = (await client.Read($"/api/v1/stock/{sku}"));
            ((int)item["onHand"]!, (int)item["reserved"]!).ShouldBe((onHand, 50));
        }
    }

    static Task Publish(RawAmqp amqp, OrderStatusChanged order) => amqp.Publish(
        "status-changes", order.RoutingKey, JsonSerializer.Serialize(order, JsonSerializerOptions.Web),
        new Dictionary<string, object?> { ["MT-MessageType"] = "urn:message:StatusTracking.Contracts:OrderStatusChanged" });
}
