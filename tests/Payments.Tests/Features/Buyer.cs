using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Payments.Data;
using StatusTracking.ServiceDefaults.Webhooks;
using StatusTracking.Testing;

namespace StatusTracking.Payments.Tests.Features;

/// <summary>Payments alone, in this process, believing callbacks signed with <see cref="Secret"/>.</summary>
public sealed class PaymentsFixture() : ServiceFixture(host => host.With<PaymentsService>(), PaymentsService.Name, $"Payments:WebhookSecret={Secret}", "Payments:LookEvery=00:00:00.100")
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
}

/// <summary>Plays the other services, the buyer and the gateway for Payments.</summary>
static class Buyer
{
    public static OrderStatusChanged Order(ServiceFixture payments, Guid id, OrderStatus status, string? token = null, decimal total = 30m) => new()
    {
        SubjectId = id,
        OrderId = id,
        To = status.ToWord(),
        OccurredAt = payments.Time.GetUtcNow(),
        RecordedAt = payments.Time.GetUtcNow(),
        Sequence = 2,
        Order = Domain.Orders.Snapshot(total),
        Payment = token is null ? null : new(total, "EUR", "card", token),
    };

    /// <summary>An order waits for its money.</summary>
    public static async Task<Guid> Collect(this ServiceFixture payments, string token, decimal total = 30m)
    {
        var id = Guid.NewGuid();
        await payments.Publish(Order(payments, id, OrderStatus.AwaitingPayment, token, total));
        return id;
    }

    /// <summary>An order that was paid in full.</summary>
    public static async Task<(Guid Order, Guid Payment)> Paid(this ServiceFixture payments, decimal total = 30m)
    {
        var order = await payments.Collect("tok_ok", total);
        return (order, (await payments.Heard(order, PaymentStatus.Captured)).SubjectId);
    }

    public static Task End(this ServiceFixture payments, Guid order, OrderStatus status) => payments.Publish(Order(payments, order, status));

    public static Task<PaymentStatusChanged> Heard(this ServiceFixture payments, Guid order, PaymentStatus status) =>
        payments.First<PaymentStatusChanged>(p => p.OrderId == order && p.Status == status);

    /// <summary>The words that were published of an order's payments.</summary>
    public static IEnumerable<string> Words(this ServiceFixture payments, Guid order) => payments.Heard<PaymentStatusChanged>(p => p.OrderId == order).Select(p => p.To);

    public static async Task<JsonNode> Read(this HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonNode>(path, TestContext.Current.CancellationToken))!;

    public static async Task<JsonNode> Json(this HttpResponseMessage reply) =>
        (await reply.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;

    public static Task<HttpResponseMessage> Post(this HttpClient client, string path, object? body = null) =>
        client.PostAsync(path, body is null ? null : JsonContent.Create(body), TestContext.Current.CancellationToken);

    public static async Task<JsonNode> Payment(this ServiceFixture payments, Guid order)
    {
        var page = await payments.Client.Read($"/api/v1/payments?orderId={order}");
        return page["items"]!.AsArray().ShouldHaveSingleItem()!;
    }

    /// <summary>Posts what the gateway would.</summary>
    public static async Task<HttpResponseMessage> CallBack(
        this ServiceFixture payments, object body, string secret = PaymentsFixture.Secret, TimeSpan age = default, string? signature = null)
    {
        var text = body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web);
        var bytes = Encoding.UTF8.GetBytes(text);
        var (id, at) = ($"msg_{Guid.NewGuid():N}", payments.Time.GetUtcNow() - age);
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/payments/events") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(StandardWebhooks.IdHeader, id);
        request.Headers.Add(StandardWebhooks.TimestampHeader, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(StandardWebhooks.SignatureHeader, signature ?? StandardWebhooks.WithSecrets(secret).Sign(id, at, bytes));
        return await payments.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static object Event(this ServiceFixture payments, Guid payment, string status, string? eventId = null, decimal? amount = null, TimeSpan ago = default) =>
        new { eventId = eventId ?? Guid.NewGuid().ToString(), paymentId = payment, status, amount, occurredAt = payments.Time.GetUtcNow() - ago, reason = "told by the gateway" };

    public static async Task<T> InDatabase<T>(this ServiceFixture payments, Func<PaymentsDb, Task<T>> read)
    {
        await using var scope = payments.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<PaymentsDb>());
    }

    public static Task<bool> KnowsTokenOf(this ServiceFixture payments, Guid order) =>
        payments.InDatabase(db => db.Payments.AnyAsync(p => p.OrderId == order && p.Token != null));
}
