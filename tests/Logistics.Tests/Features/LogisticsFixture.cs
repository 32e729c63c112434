using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;
using StatusTracking.Testing;

namespace StatusTracking.Logistics.Tests;

/// <summary>Logistics in this process. Each test has an order, and so a package, of its own.</summary>
public sealed class LogisticsFixture : ServiceFixture
{
    public LogisticsFixture() : this([]) { }

    internal LogisticsFixture(params string[] settings) : base(With, LogisticsService.Name, settings) { }

    static void With(ServiceHost host)
    {
        host.Builder.Services.AddSingleton<IApiKeys, KeyOfItsScopes>();
        host.With<LogisticsService>();
    }

    /// <summary>Calls with a key that has these scopes only.</summary>
    public async Task<HttpResponseMessage> PostAs(string scopes, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}") { Content = JsonContent.Create(body), Headers = { { "X-Api-Key", scopes } } };
        return await Anonymous.SendAsync(request);
    }

    /// <summary>Asks with a key that has these scopes only.</summary>
    public async Task<HttpResponseMessage> GetAs(string scopes, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}") { Headers = { { "X-Api-Key", scopes } } };
        return await Anonymous.SendAsync(request);
    }

    public DateTimeOffset Now => Time.GetUtcNow();

    public OrderStatusChanged Order(Guid orderId, OrderStatus status, params (string Sku, int Quantity)[] lines)
    {
        (string Sku, int Quantity)[] contents = lines is [] ? [("MUG-01", 2), ("TEA-02", 1)] : lines;
        return new()
        {
            SubjectId = orderId,
            OrderId = orderId,
            From = "awaiting_payment",
            To = status.ToWord(),
            OccurredAt = Now,
            RecordedAt = Now,
            Sequence = 3,
            Order = new()
            {
                Number = "ST-7F3K-2M9Q",
                Customer = new("Ada Byron", "ada@example.org", "+4915112345678", "de", "Europe/Berlin"),
                Recipient = new("Charles", null, "+4915112345679", null, null),
                ShippingAddress = new("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
                Currency = "EUR",
                Total = 25,
                PlacedAt = Now,
                Lines = [.. contents.Select(l => new OrderLineSnapshot(l.Sku, l.Sku, l.Quantity, 12.5m, null))],
            },
        };
    }

    /// <summary>A package of an order that was just confirmed.</summary>
    public async Task<Guid> NewPackage(params (string Sku, int Quantity)[] lines) => (await NewPackageOf(Guid.NewGuid(), lines)).SubjectId;

    public async Task<PackageStatusChanged> NewPackageOf(Guid orderId, params (string Sku, int Quantity)[] lines)
    {
        await Publish(Order(orderId, OrderStatus.Confirmed, lines));
        return await First<PackageStatusChanged>(m => m.OrderId == orderId);
    }

    /// <summary>A package with a label.</summary>
    public async Task<(Guid Id, string Number)> NewLabelledPackage()
    {
        var id = await NewPackage();
        var number = NewNumber();
        (await Label(id, new { carrier = "ups", trackingNumber = number })).StatusCode.ShouldBe(HttpStatusCode.OK);
        return (id, number);
    }

    public static string NewNumber() => $"TEST{Guid.NewGuid():N}";

    public Task<HttpResponseMessage> Post(string path, object body) => Client.PostAsJsonAsync($"/api/v1/{path}", body);

    public async Task<HttpResponseMessage> PostText(string path, string? body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : new StringContent(body, null, "application/json") };
        // A body that is too large is refused before it is sent.
        request.Headers.ExpectContinue = body is { Length: > 1_000_000 };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> Get(string path, bool withKey = true) => (withKey ? Client : Anonymous).GetAsync(path);

    public Task<HttpResponseMessage> Label(Guid id, object body) => Post($"packages/{id}/label", body);

    public Task<HttpResponseMessage> Scan(Guid id, string status, int minute, string? detail = null, string? eventId = null) =>
        Post($"packages/{id}/events", ScanBody(status, minute, detail, eventId));

    public object ScanBody(string status, int minute, string? detail = null, string? eventId = null) =>
        new { eventId = eventId ?? $"{status}-{detail}-{minute}", status, detail, occurredAt = Now.AddDays(-1).AddMinutes(minute), location = "Leipzig" };

    public async Task<JsonNode> Package(Guid id) => await Client.GetFromJsonAsync<JsonNode>($"/api/v1/packages/{id}") ?? throw new InvalidOperationException("No body.");

    public async Task<string> StatusOf(Guid id) => (string)(await Package(id))["status"]!;

    /// <summary>What was published of a package, applied changes only.</summary>
    public Task<IReadOnlyList<PackageStatusChanged>> Changes(Guid id, int count) => Published<PackageStatusChanged>(count, m => m.SubjectId == id);
}

/// <summary>A key such as <c>read+write</c> has the scopes that it names.</summary>
sealed class KeyOfItsScopes : IApiKeys
{
    public ValueTask<ClaimsPrincipal?> FindAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult<ClaimsPrincipal?>(new ClaimsPrincipal(
        new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"key:{key}"), .. key.Split('+').Select(s => new Claim(Scopes.ClaimType, s))], "test")));
}

static class Replies
{
    public static async Task<JsonNode> Json(this Task<HttpResponseMessage> response) => await (await response).Json();

    public static async Task<JsonNode> Json(this HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonNode>() ?? throw new InvalidOperationException("No body.");

    public static async Task ShouldBe(this Task<HttpResponseMessage> response, HttpStatusCode status)
    {
        var reply = await response;
        reply.StatusCode.ShouldBe(status, await reply.Content.ReadAsStringAsync());
    }

    /// <summary>A 400 that names the field.</summary>
    public static async Task ShouldBeInvalid(this Task<HttpResponseMessage> response, string field)
    {
        var reply = await response;
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await reply.Content.ReadAsStringAsync());
        reply.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await reply.Json())["errors"]!.AsObject().Select(e => e.Key).ShouldContain(field);
    }
}
