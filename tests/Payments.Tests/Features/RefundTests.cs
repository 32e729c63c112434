using System.Net;
using System.Net.Http.Json;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Tests.Features;

public sealed class When_money_is_given_back(PaymentsFixture payments) : IClassFixture<PaymentsFixture>
{
    [Fact]
    public async Task A_part_and_then_the_rest_are_refunds_of_their_own()
    {
        var (order, payment) = await payments.Paid();
        using var part = await payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { amount = 12.5m, reason = "one was broken" });
        part.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await part.Json())["amount"]!.GetValue<decimal>().ShouldBe(12.5m);
        (await payments.Heard(order, PartiallyRefunded)).Refunded.ShouldBe(12.5m);
        using var rest = await payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { reason = "so was the other" });
        rest.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await payments.Heard(order, Refunded)).Refunded.ShouldBe(30m);
        var refunds = (await payments.Payment(order))["refunds"]!.AsArray();
        refunds.Select(r => (r!["amount"]!.GetValue<decimal>(), r["status"]!.ToString())).ShouldBe([(12.5m, "succeeded"), (17.5m, "succeeded")]);
    }

    [Fact]
    public async Task More_than_is_left_is_refused()
    {
        var (_, payment) = await payments.Paid();
        using var reply = await payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { amount = 30.01m, reason = "greed" });
        reply.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("0", "amount")]
    [InlineData("-1", "amount")]
    [InlineData("1.001", "amount")]
    [InlineData("\"1\"", "amount")]
    [InlineData("1e20", "amount")]
    [InlineData("1, \"currency\": \"USD\"", "currency")]
    public async Task A_bad_amount_names_its_field(string amount, string field)
    {
        var (_, payment) = await payments.Paid();
        using StringContent body = new($$"""{ "amount": {{amount}}, "reason": "test" }""", System.Text.Encoding.UTF8, "application/json");
        using var reply = await payments.Client.PostAsync($"/api/v1/payments/{payment}/refunds", body, TestContext.Current.CancellationToken);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Json())["errors"]![field].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_reason_is_needed()
    {
        var (_, payment) = await payments.Paid();
        using var reply = await payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { amount = 1 });
        (await reply.Json())["errors"]!["reason"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Twenty_at_once_never_give_back_more_than_came_in()
    {
        var (order, payment) = await payments.Paid();
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { amount = 4m, reason = "all at once" })));
        replies.CountBy(r => r.StatusCode).ToDictionary()
            .ShouldBe(new Dictionary<HttpStatusCode, int> { [HttpStatusCode.Created] = 7, [HttpStatusCode.Conflict] = 13 }, ignoreOrder: true);
        await payments.First<PaymentStatusChanged>(p => p.OrderId == order && p.Refunded == 28m);
    }

    [Fact]
    public async Task The_same_idempotency_key_is_one_refund()
    {
        var (order, payment) = await payments.Paid();
        List<string> bodies = [];
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using HttpRequestMessage request = new(HttpMethod.Post, $"/api/v1/payments/{payment}/refunds") { Content = JsonContent.Create(new { amount = 5m, reason = "once" }) };
            request.Headers.Add("Idempotency-Key", $"key-{payment}");
            using var reply = await payments.Client.SendAsync(request, TestContext.Current.CancellationToken);
            reply.StatusCode.ShouldBe(HttpStatusCode.Created);
            bodies.Add(await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        bodies[1].ShouldBe(bodies[0]);
        (await payments.Heard(order, PartiallyRefunded)).Refunded.ShouldBe(5m);
        (await payments.Payment(order))["refunds"]!.AsArray().Count.ShouldBe(1);
    }
}

public sealed class When_an_order_is_to_be_refunded(PaymentsFixture payments) : IClassFixture<PaymentsFixture>
{
    [Fact]
    public async Task The_same_key_is_one_refund_also_with_a_package_that_came_back()
    {
        var (order, _) = await payments.Paid();
        var package = Guid.NewGuid();
        RefundOrder command = new() { OrderId = order, Amount = 10m, Reason = "lost", RefundKey = $"package:{package}", OccurredAt = payments.Time.GetUtcNow() };
        await payments.Send("payments-refund-order", command);
        (await payments.Heard(order, PartiallyRefunded)).Refunded.ShouldBe(10m);
        await payments.Send("payments-refund-order", command);
        await Package(order, package, PackageStatus.Returned);
        await payments.Send("payments-refund-order", command with { Amount = null, RefundKey = "rest" });
        await payments.Heard(order, Refunded);
        (await payments.Payment(order))["refunds"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_package_that_came_back_is_refunded_by_policy()
    {
        var (order, _) = await payments.Paid();
        await Package(order, Guid.NewGuid(), PackageStatus.Returned);
        (await payments.Heard(order, PartiallyRefunded)).Refunded.ShouldBe(10m);
    }

    [Theory]
    [InlineData(PackageStatus.PickedUp)]
    [InlineData(PackageStatus.InTransit)]
    public async Task A_cancelled_order_waits_for_the_package_that_had_left(PackageStatus heard)
    {
        var (order, _) = await payments.Paid();
        var package = Guid.NewGuid();
        await Package(order, package, heard);
        await Eventually.True(() => payments.InDatabase(db => Task.FromResult(db.Accounts.Any(a => a.OrderId == order && a.Shipments.Any()))));
        await payments.End(order, OrderStatus.Cancelled);
        (await payments.Heard(order, PartiallyRefunded)).Refunded.ShouldBe(20m);
        await Package(order, package, PackageStatus.Returned);
        (await payments.Heard(order, Refunded)).Refunded.ShouldBe(30m);
    }

    [Fact]
    public async Task A_cancelled_order_waits_for_the_word_of_a_package_that_may_be_leaving()
    {
        var (order, _) = await payments.Paid();
        var package = Guid.NewGuid();
        await Package(order, package, PackageStatus.Created);
        await Eventually.True(() => payments.InDatabase(db => Task.FromResult(db.Accounts.Any(a => a.OrderId == order && a.Shipments.Any()))));
        await payments.End(order, OrderStatus.Cancelled);
        await Eventually.True(() => payments.InDatabase(db => Task.FromResult(db.Accounts.Any(a => a.OrderId == order && a.Ended != null))));
        payments.Words(order).ShouldBe(["pending", "captured"]);
        await Package(order, package, PackageStatus.Cancelled);
        (await payments.Heard(order, Refunded)).Refunded.ShouldBe(30m);
    }

    [Theory]
    [InlineData(OrderStatus.Cancelled)]
    [InlineData(OrderStatus.Failed)]
    [InlineData(OrderStatus.Expired)]
    public async Task An_order_that_ended_gets_all_of_it_once(OrderStatus ended)
    {
        var (order, _) = await payments.Paid();
        await payments.End(order, ended);
        await payments.End(order, ended);
        await payments.Heard(order, Refunded);
        payments.Words(order).ShouldBe(["pending", "captured", "refunded"]);
    }

    Task Package(Guid order, Guid id, PackageStatus status) => payments.Publish(new PackageStatusChanged
    {
        SubjectId = id,
        OrderId = order,
        To = status.ToWord(),
        OccurredAt = payments.Time.GetUtcNow(),
        RecordedAt = payments.Time.GetUtcNow(),
        Sequence = 3,
        Package = new()
        {
            OrderNumber = "ST-1",
            Lines = [new("MUG", 1)],
            Customer = new("Ada", "ada@example.org", null, null, null),
            ShippingAddress = new("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
        },
    });
}
