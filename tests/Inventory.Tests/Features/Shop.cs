using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Inventory.Tests.Features;

/// <summary>Inventory alone, in this process.</summary>
public sealed class InventoryFixture() : ServiceFixture(host => host.With<InventoryService>(), InventoryService.Name);

/// <summary>Plays the other services for Inventory: places orders, confirms and ends them, moves packages.</summary>
static class Shop
{
    public static OrderStatusChanged Order(Guid id, OrderStatus status, params SkuQuantity[] lines) => new()
    {
        SubjectId = id,
        OrderId = id,
        To = status.ToWord(),
        OccurredAt = TimeProvider.System.GetUtcNow(),
        RecordedAt = TimeProvider.System.GetUtcNow(),
        Sequence = status == OrderStatus.Submitted ? 1 : 2,
        Order = new()
        {
            Number = "ST-1",
            Customer = new("Ada", "ada@example.org", null, null, null),
            ShippingAddress = new("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
            Currency = "EUR",
            Total = 10,
            Lines = [.. lines.Select(l => new OrderLineSnapshot(l.Sku, l.Sku, l.Quantity, 1, null))],
            PlacedAt = TimeProvider.System.GetUtcNow(),
        },
    };

    public static Task Say(this ServiceFixture inventory, Guid orderId, OrderStatus status, params SkuQuantity[] lines) =>
        inventory.Publish(Order(orderId, status, lines));

    /// <summary>Places an order and waits for what Inventory decides.</summary>
    public static async Task<(Guid Order, StockStatusChanged Answer)> Place(this ServiceFixture inventory, params SkuQuantity[] lines)
    {
        var id = Guid.NewGuid();
        await inventory.Say(id, OrderStatus.Submitted, lines);
        return (id, await inventory.First<StockStatusChanged>(s => s.OrderId == id && s.Status is not StockStatus.Requested));
    }

    public static Task<StockStatusChanged> Heard(this ServiceFixture inventory, Guid orderId, StockStatus status) =>
        inventory.First<StockStatusChanged>(s => s.OrderId == orderId && s.Status == status);

    public static async Task<string> Stock(this ServiceFixture inventory, int onHand, int lowAt = 0, bool allowBackorder = false, string? sku = null)
    {
        sku ??= $"SKU-{Guid.NewGuid():N}";
        using var reply = await inventory.Client.Put($"/api/v1/stock/{sku}", new { onHand, lowAt, name = "Thing", allowBackorder });
        reply.EnsureSuccessStatusCode();
        return sku;
    }

    public static Task<HttpResponseMessage> Put(this HttpClient client, string path, object body) =>
        client.PutAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> PutText(this HttpClient client, string path, string body) =>
        client.PutAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> Get(this HttpClient client, string path) => client.GetAsync(path, TestContext.Current.CancellationToken);

    public static async Task<JsonNode> Read(this HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonNode>(path, TestContext.Current.CancellationToken))!;

    public static async Task<JsonNode> Json(this HttpResponseMessage reply) =>
        (await reply.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;

    public static async Task<(int OnHand, int Reserved, int Available)> Level(this ServiceFixture inventory, string sku)
    {
        var item = await inventory.Client.Read($"/api/v1/stock/{sku}");
        return ((int)item["onHand"]!, (int)item["reserved"]!, (int)item["available"]!);
    }

    /// <summary>The level as the ledger sums it up.</summary>
    public static async Task<(int OnHand, int Reserved)> Ledger(this ServiceFixture inventory, string sku)
    {
        var (onHand, reserved, after) = (0, 0, "");
        do
        {
            var page = await inventory.Client.Read($"/api/v1/stock/{sku}/movements?limit=200{after}");
            foreach (var movement in page["items"]!.AsArray())
                (onHand, reserved) = (onHand + (int)movement!["onHandChange"]!, reserved + (int)movement["reservedChange"]!);
            after = page["next"] is { } next ? $"&after={next}" : "";
        }
        while (after != "");
        return (onHand, reserved);
    }

    public static SkuQuantity Of(this int quantity, string sku) => new(sku, quantity);
}
