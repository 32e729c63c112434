using System.Net;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Tests.Features;

public sealed class When_the_gateway_calls_back(PaymentsFixture payments) : IClassFixture<PaymentsFixture>
{
    [Fact]
    public async Task A_genuine_event_is_applied_once()
    {
        var (order, payment) = await Authorized();
        var told = payments.Event(payment, "captured");
        foreach (var expected in new[] { "accepted", "duplicate" })
        {
            using var reply = await payments.CallBack(told);
            reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await reply.Json())["result"]!.ToString().ShouldBe(expected);
        }

        var heard = await payments.Heard(order, Captured);
        heard.Reason.ShouldBe("told by the gateway");
    }

    [Fact]
    public async Task The_same_event_many_times_at_once_is_applied_once()
    {
        var (order, payment) = await payments.Paid();
        var told = payments.Event(payment, "partially_refunded", amount: 4m);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => payments.CallBack(told)));
        replies.ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK);
        (await payments.Heard(order, PartiallyRefunded)).Refunded.ShouldBe(4m);
        (await payments.Payment(order))["refunded"]!.GetValue<decimal>().ShouldBe(4m);
    }

    [Fact]
    public async Task A_refund_by_hand_of_the_amount_of_ours_counts_beside_it()
    {
        var (order, payment) = await payments.Paid();
        using var ours = await payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { amount = 10m, reason = "one was broken" });
        await payments.First<PaymentStatusChanged>(p => p.OrderId == order && p.Refunded == 10m);
        foreach (var id in new[] { await payments.InDatabase(db => db.Payments.Where(p => p.Id == payment).Select(p => p.Refunds.Single().GatewayId).SingleAsync()), "re_by_hand", "re_by_hand" })
            (await payments.CallBack(new { eventId = Guid.NewGuid(), paymentId = payment, status = "partially_refunded", amount = 10m, refundId = id.ShouldNotBeNull(), occurredAt = payments.Time.GetUtcNow() }))
                .EnsureSuccessStatusCode();
        (await payments.Payment(order))["refunded"]!.GetValue<decimal>().ShouldBe(20m);
    }

    [Fact]
    public async Task Forged_old_and_unsigned_ones_are_refused()
    {
        var (order, payment) = await Authorized();
        var told = payments.Event(payment, "captured");
        (await payments.CallBack(told, secret: "whsec_d3Jvbmcgc2VjcmV0IHdyb25nIHNlY3JldA==")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await payments.CallBack(told, age: TimeSpan.FromMinutes(6))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await payments.CallBack(told, age: TimeSpan.FromMinutes(-6))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await payments.CallBack(told, signature: "v1,")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await payments.Anonymous.Post("/api/v1/payments/events", told)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await payments.Payment(order))["status"]!.ToString().ShouldBe("authorized");
    }

    [Fact]
    public async Task A_payment_that_we_do_not_know_is_not_found() =>
        (await payments.CallBack(payments.Event(Guid.NewGuid(), "captured"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("{", "body")]
    [InlineData("null", "body")]
    [InlineData("""{ "eventId": "e", "paymentId": "no-guid", "status": "captured", "occurredAt": "2020-01-01T09:00:00Z" }""", "paymentId")]
    [InlineData("""{ "paymentId": "0197a0f0-0000-7000-8000-000000000000", "status": "captured", "occurredAt": "2020-01-01T09:00:00Z" }""", "eventId")]
    [InlineData("""{ "eventId": "e", "paymentId": "0197a0f0-0000-7000-8000-000000000000", "status": "paid", "occurredAt": "2020-01-01T09:00:00Z" }""", "status")]
    [InlineData("""{ "eventId": "e", "paymentId": "0197a0f0-0000-7000-8000-000000000000", "status": "captured", "occurredAt": "1999-12-31T23:59:59Z" }""", "occurredAt")]
    [InlineData("""{ "eventId": "e", "paymentId": "0197a0f0-0000-7000-8000-000000000000", "status": "captured", "occurredAt": "9999-12-31T23:59:59Z" }""", "occurredAt")]
    [InlineData("""{ "eventId": "e", "paymentId": "0197a0f0-0000-7000-8000-000000000000", "status": "captured", "amount": -1, "occurredAt": "2020-01-01T09:00:00Z" }""", "amount")]
    [InlineData("""{ "eventId": "e", "paymentId": "0197a0f0-0000-7000-8000-000000000000", "status": "partially_refunded", "occurredAt": "2020-01-01T09:00:00Z" }""", "amount")]
    [InlineData("""{ "eventId": "e", "paymentId": "0197a0f0-0000-7000-8000-000000000000", "status": "refunded", "refundId": "", "occurredAt": "2020-01-01T09:00:00Z" }""", "refundId")]
    public async Task What_makes_no_sense_names_its_field(string body, string field)
    {
        using var reply = await payments.CallBack(body);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Json())["errors"]![field].ShouldNotBeNull();
    }

    [Theory]
    [InlineData(24 * 3600, HttpStatusCode.OK)]
    [InlineData((24 * 3600) + 1, HttpStatusCode.BadRequest)]
    public async Task It_happened_at_most_24_hours_ahead(int secondsAhead, HttpStatusCode expected)
    {
        var (order, payment) = await Authorized();
        using var reply = await payments.CallBack(payments.Event(payment, "captured", ago: TimeSpan.FromSeconds(-secondsAhead)));
        reply.StatusCode.ShouldBe(expected);
        (await payments.Payment(order))["status"]!.ToString().ShouldBe(expected == HttpStatusCode.OK ? "captured" : "authorized");
    }

    [Fact]
    public async Task What_it_tells_in_another_order_ends_the_same()
    {
        var (order, payment) = await Authorized();
        (await payments.CallBack(payments.Event(payment, "disputed", ago: TimeSpan.FromMinutes(1)))).EnsureSuccessStatusCode();
        await payments.Heard(order, Disputed);
        (await payments.CallBack(payments.Event(payment, "captured", ago: TimeSpan.FromMinutes(2)))).EnsureSuccessStatusCode();
        (await payments.Payment(order))["status"]!.ToString().ShouldBe("disputed");
        payments.Words(order).ShouldBe(["pending", "authorized", "captured", "disputed"]);
    }

    [Fact]
    public async Task A_capture_of_a_failed_payment_wins()
    {
        var order = await payments.Collect("tok_declined");
        var payment = (await payments.Heard(order, Failed)).SubjectId;
        (await payments.CallBack(payments.Event(payment, "captured"))).EnsureSuccessStatusCode();
        await payments.Heard(order, Captured);
    }

    async Task<(Guid Order, Guid Payment)> Authorized()
    {
        var order = await payments.Collect("tok_authorize");
        return (order, (await payments.Heard(order, PaymentStatus.Authorized)).SubjectId);
    }
}

public sealed class When_no_secret_is_set : IAsyncLifetime
{
    readonly Testing.ServiceFixture<PaymentsService> _payments = new();

    public ValueTask InitializeAsync() => _payments.InitializeAsync();

    public ValueTask DisposeAsync() => _payments.DisposeAsync();

    [Fact]
    public async Task Every_callback_is_refused() =>
        (await _payments.CallBack(_payments.Event(Guid.NewGuid(), "captured"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
}
