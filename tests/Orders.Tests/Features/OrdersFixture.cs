using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Tests.Features;
using StatusTracking.ServiceDefaults;
using StatusTracking.Testing;

[assembly: AssemblyFixture(typeof(OrdersFixture))]

namespace StatusTracking.Orders.Tests.Features;

/// <summary>Orders alone; the tests play Inventory, Payments, Logistics and Tracking.</summary>
public class OrdersFixture : ServiceFixture
{
    public OrdersFixture() : this([])
    {
    }

    /// <summary>With settings of one's own, <c>Key=value</c>.</summary>
    internal OrdersFixture(params string[] settings) : base(
        host =>
        {
            host.With<OrdersService>();
            host.Builder.Services.AddSingleton<IApiKeys, ScopedKeys>();
        },
        "Orders",
        settings)
    {
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal OrdersDb Db() => Services.GetRequiredService<IDbContextFactory<OrdersDb>>().CreateDbContext();

    public async Task<HttpResponseMessage> Post(string path, string body, string? idempotencyKey = null, string? apiKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("X-Api-Key", apiKey ?? ApiKey);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Anonymous.SendAsync(request, Cancel);
    }

    public Task<HttpResponseMessage> Post(string path) => Client.PostAsync(path, null, Cancel);

    public async Task<JsonNode> Get(string path)
    {
        var reply = await Client.GetAsync(path, Cancel);
        reply.IsSuccessStatusCode.ShouldBeTrue(await reply.Text());
        return await reply.Json();
    }

    /// <summary>Places an order and returns its id.</summary>
    public async Task<Guid> Place(JsonObject? body = null)
    {
        var reply = await Post("/api/v1/orders", (body ?? OrderBody.Good()).ToJsonString());
        reply.IsSuccessStatusCode.ShouldBeTrue(await reply.Text());
        return (await reply.Json())["id"]!.GetValue<Guid>();
    }

    /// <summary>Places an order that gets its stock.</summary>
    public async Task<Guid> PlaceReserved(JsonObject? body = null)
    {
        var id = await Place(body);
        await Publish(OrderWords.Stock(id, StockStatus.Reserved));
        await Stands(id, "awaiting_payment");
        return id;
    }

    /// <summary>Places an order that gets its stock and its money.</summary>
    public async Task<Guid> PlaceConfirmed(JsonObject? body = null)
    {
        var id = await PlaceReserved(body);
        await Publish(OrderWords.Payment(id, PaymentStatus.Captured, 2));
        await Stands(id, "confirmed");
        return id;
    }

    /// <summary>Waits until the order stands so, and returns it.</summary>
    public Task<JsonNode> Stands(Guid id, string status) => Becomes(id, order => order["status"]!.GetValue<string>() == status);

    public Task<JsonNode> Becomes(Guid id, Func<JsonNode, bool> wanted) => Eventually.Get(() => Get($"/api/v1/orders/{id}"), wanted);

    /// <summary>Keys named for their scopes: <c>read+write</c>.</summary>
    sealed class ScopedKeys : IApiKeys
    {
        public ValueTask<ClaimsPrincipal?> FindAsync(string key, CancellationToken cancellationToken)
        {
            var scopes = key.Split('+');
            return ValueTask.FromResult(scopes.All(Scopes.All.Contains)
                ? new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, key), .. scopes.Select(s => new Claim(Scopes.ClaimType, s))], "ApiKey"))
                : null);
        }
    }
}

static class Replies
{
    public static Task<string> Text(this HttpResponseMessage reply) => reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static async Task<JsonNode> Json(this HttpResponseMessage reply) => JsonNode.Parse(await reply.Text())!;
}
