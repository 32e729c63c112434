using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Testing;

namespace StatusTracking.WholeSystem;

/// <summary>A shop that knows nothing but the public HTTP API.</summary>
sealed class Shop(HttpClient http)
{
    static int _buyers = 1_000_000;

    /// <summary>An order of a buyer with a phone of their own: the caps on messages a person would hide what a test looks for.</summary>
    public static JsonObject Order(string sku = "MUG-01", string token = "tok_ok", string email = "ada@example.org", int quantity = 1) => new()
    {
        ["reference"] = "SHOP-1001",
        ["customer"] = new JsonObject { ["name"] = "Ada Byron", ["email"] = email, ["phone"] = $"+491511{Interlocked.Increment(ref _buyers)}", ["locale"] = "en", ["timeZone"] = "Europe/Berlin" },
        ["shippingAddress"] = new JsonObject { ["line1"] = "Hauptstr. 1", ["city"] = "Berlin", ["postalCode"] = "10115", ["country"] = "DE" },
        ["currency"] = "EUR",
        ["lines"] = new JsonArray(new JsonObject { ["sku"] = sku, ["name"] = "Mug", ["quantity"] = quantity, ["unitPrice"] = 12.50 }),
        ["payment"] = new JsonObject { ["method"] = "card", ["token"] = token },
    };

    public async Task<Guid> Place(JsonObject order, string? idempotencyKey = null)
    {
        var reply = await Post("orders", order, idempotencyKey);
        return Guid.Parse(reply["id"]!.GetValue<string>());
    }

    public async Task<JsonNode> Post(string path, JsonNode? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/{path}") { Content = JsonContent.Create(body ?? new JsonObject()) };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"{path} answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    public async Task PutStock(string sku, int onHand) =>
        (await http.PutAsJsonAsync($"api/v1/stock/{sku}", new { onHand, lowAt = 0, name = sku, allowBackorder = false })).StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Created);

    public async Task<JsonNode> Get(string path) => (await http.GetFromJsonAsync<JsonNode>($"api/v1/{path}"))!;

    public async Task<string> StatusOf(Guid order) => (await Get($"orders/{order}"))["status"]!.GetValue<string>();

    public Task<string> Reaches(Guid order, string status, TimeSpan? within = null) =>
        Eventually.Get<string>(async () => await StatusOf(order), s => s == status, within, $"order {order} reaches {status}");

    public Task<Guid> PackageOf(Guid order) => Eventually.Get<Guid>(
        async () => (await Get($"packages?orderId={order}"))["items"]!.AsArray() is [{ } package, ..] ? Guid.Parse(package["id"]!.GetValue<string>()) : Guid.Empty,
        id => id != Guid.Empty);

    public Task Label(Guid package, string trackingNumber, DateTimeOffset? createdAt = null)
    {
        var body = new JsonObject { ["carrier"] = "dhl", ["trackingNumber"] = trackingNumber };
        if (createdAt is { } at)
            body["createdAt"] = at.ToString("O");
        return Post($"packages/{package}/label", body);
    }

    public async Task<string> Scan(Guid package, string eventId, string status, string? detail, DateTimeOffset occurredAt) =>
        (await Post($"packages/{package}/events", new JsonObject
        {
            ["eventId"] = eventId,
            ["status"] = status,
            ["detail"] = detail,
            ["occurredAt"] = occurredAt.ToString("O"),
            ["location"] = "Köln",
        }))["result"]!.GetValue<string>();

    /// <summary>The kinds of the messages that were sent for an order, as <c>kind/channel</c>.</summary>
    public async Task<IReadOnlyList<string>> Sent(Guid order) =>
        [.. (await Get($"notifications?orderId={order}&limit=200"))["items"]!.AsArray()
            .Where(n => n!["status"]!.GetValue<string>() is "sent" or "delivered")
            .Select(n => $"{n!["kind"]}/{n["channel"]}").Order()];

    public async Task<IReadOnlyList<JsonNode>> Timeline(Guid order) => [.. (await Get($"orders/{order}/timeline?limit=200"))["items"]!.AsArray().Select(i => i!)];
}
