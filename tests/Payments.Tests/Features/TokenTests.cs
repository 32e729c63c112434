using System.Net;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Tests.Features;

public sealed class When_an_order_waits_for_its_money(PaymentsFixture payments) : IClassFixture<PaymentsFixture>
{
    [Theory]
    [InlineData("tok_ok", Captured)]
    [InlineData("tok_declined", Failed)]
    [InlineData("tok_authorize", Authorized)]
    [InlineData("tok_unheard_of", Failed)]
    public async Task The_token_says_what_comes_of_it(string token, PaymentStatus expected)
    {
        var order = await payments.Collect(token);
        var heard = await payments.Heard(order, expected);
        (heard.Amount, heard.Currency, heard.Method, heard.OrderNumber).ShouldBe((30m, "EUR", "card", "ST-1"));
        payments.Words(order).ShouldBe(["pending", expected.ToWord()]);
        (await payments.KnowsTokenOf(order)).ShouldBeFalse();
        if (expected == Failed)
            heard.Reason.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task An_order_with_a_past_was_paid_in_the_past()
    {
        var (order, placed) = (Guid.NewGuid(), payments.Time.GetUtcNow().AddYears(-8));
        await payments.Publish(Buyer.Order(payments, order, OrderStatus.AwaitingPayment, "tok_ok") with { OccurredAt = placed });
        var captured = await payments.Heard(order, Captured);
        captured.OccurredAt.ShouldBe(placed);
        captured.RecordedAt.ShouldBe(payments.Time.GetUtcNow());
    }

    [Fact]
    public async Task Hearing_of_it_twice_collects_once()
    {
        var order = await payments.Collect("tok_ok");
        await payments.Heard(order, Captured);
        await payments.Publish(Buyer.Order(payments, order, OrderStatus.AwaitingPayment, "tok_ok"));
        var (other, _) = await payments.Paid();
        other.ShouldNotBe(order);
        payments.Words(order).ShouldBe(["pending", "captured"]);
    }

    [Fact]
    public async Task The_token_is_nowhere_to_be_read()
    {
        var order = await payments.Collect("tok_down");
        await payments.Heard(order, Pending);
        (await payments.KnowsTokenOf(order)).ShouldBeTrue();
        var shown = (await payments.Client.Read($"/api/v1/payments?orderId={order}")).ToJsonString();
        shown.ShouldNotContain("tok_");
        foreach (var message in payments.Heard<PaymentStatusChanged>(p => p.OrderId == order))
            System.Text.Json.JsonSerializer.Serialize(message).ShouldNotContain("tok_");
        await payments.End(order, OrderStatus.Cancelled);
        await payments.Heard(order, Cancelled);
        (await payments.KnowsTokenOf(order)).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_collected_where_its_end_was_heard_first()
    {
        var order = Guid.NewGuid();
        await payments.End(order, OrderStatus.Cancelled);
        await Eventually.True(() => payments.InDatabase(db => Task.FromResult(db.Accounts.Any(a => a.OrderId == order && a.Ended != null))));
        await payments.Publish(Buyer.Order(payments, order, OrderStatus.AwaitingPayment, "tok_ok"));
        await payments.Paid();
        payments.Words(order).ShouldBeEmpty();
    }
}

public sealed class When_the_gateway_is_slow(PaymentsFixture payments) : IClassFixture<PaymentsFixture>
{
    [Fact]
    public async Task Its_callback_captures_seconds_later()
    {
        var order = await payments.Collect("tok_slow");
        await payments.Heard(order, Pending);
        await Eventually.True(async () => !await payments.KnowsTokenOf(order));
        payments.Words(order).ShouldBe(["pending"]);
        payments.Time.Advance(TimeSpan.FromSeconds(4));
        await payments.Heard(order, Captured);
    }

    [Fact]
    public async Task A_callback_after_the_order_has_ended_is_given_back_at_once_and_listed()
    {
        var order = await payments.Collect("tok_slow");
        await payments.Heard(order, Pending);
        await Eventually.True(async () => !await payments.KnowsTokenOf(order));
        await payments.End(order, OrderStatus.Expired);
        await payments.Heard(order, Expired);
        payments.Time.Advance(TimeSpan.FromSeconds(4));
        var refunded = await payments.Heard(order, Refunded);
        refunded.Refunded.ShouldBe(30m);
        payments.Words(order).ShouldBe(["pending", "expired", "captured", "refunded"]);

        var listed = (await payments.Client.Read("/api/v1/payments?needsAttention=true"))["items"]!.AsArray();
        listed.ShouldContain(p => (Guid)p!["orderId"]! == order);
        using var acknowledged = await payments.Client.Post($"/api/v1/payments/{refunded.SubjectId}/acknowledge");
        acknowledged.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await payments.Payment(order))["needsAttention"]!.GetValue<bool>().ShouldBeFalse();
    }
}

public sealed class When_the_gateway_is_out_of_service(PaymentsFixture payments) : IClassFixture<PaymentsFixture>
{
    [Fact]
    public async Task It_is_asked_again_until_the_order_expires()
    {
        var order = await payments.Collect("tok_down");
        await payments.Heard(order, Pending);
        foreach (var attempts in new[] { 1, 2, 3 })
        {
            await Eventually.True(() => payments.InDatabase(db => Task.FromResult(
                db.Calls.Any(c => db.Payments.Any(p => p.Id == c.PaymentId && p.OrderId == order) && c.Attempts >= attempts && c.LeaseUntil == null))));
            payments.Time.Advance(TimeSpan.FromSeconds(10));
        }

        payments.Words(order).ShouldBe(["pending"]);
        await payments.End(order, OrderStatus.Expired);
        await payments.Heard(order, Expired);
    }
}

public sealed class When_the_buyer_has_to_act(PaymentsFixture payments) : IClassFixture<PaymentsFixture>
{
    [Theory]
    [InlineData("approve", Captured)]
    [InlineData("decline", Failed)]
    public async Task The_page_that_they_are_sent_to_completes_it(string button, PaymentStatus expected)
    {
        var order = await payments.Collect("tok_action_required");
        var asked = await payments.Heard(order, ActionRequired);
        var page = new Uri(asked.ActionUrl!).AbsolutePath;
        var shown = await payments.Anonymous.GetStringAsync(page, TestContext.Current.CancellationToken);
        shown.ShouldContain($"{asked.SubjectId}/{button}");
        using var pressed = await payments.Anonymous.Post($"{page}/{button}");
        pressed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await payments.Heard(order, expected);
        using var again = await payments.Anonymous.Post($"{page}/{button}");
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task They_may_pay_in_another_way_instead()
    {
        var order = await payments.Collect("tok_action_required");
        await payments.Heard(order, ActionRequired);
        StartPayment again = new() { PaymentId = Guid.NewGuid(), OrderId = order, OrderNumber = "ST-1", Payment = new(30m, "EUR", "card", "tok_ok"), OccurredAt = payments.Time.GetUtcNow() };
        await payments.Send("payments-start-payment", again);
        await payments.Send("payments-start-payment", again);
        (await payments.Heard(order, Captured)).SubjectId.ShouldBe(again.PaymentId);
        await payments.Heard(order, Cancelled);
        (await payments.Client.Read($"/api/v1/payments?orderId={order}"))["items"]!.AsArray().Count.ShouldBe(2);
    }
}

public sealed class When_a_payment_is_authorized(PaymentsFixture payments) : IClassFixture<PaymentsFixture>
{
    [Fact]
    public async Task It_is_captured_once_however_often_that_is_asked()
    {
        var order = await payments.Collect("tok_authorize");
        var payment = (await payments.Heard(order, Authorized)).SubjectId;
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var reply = await payments.Client.Post($"/api/v1/payments/{payment}/capture");
            reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await reply.Json())["status"]!.ToString().ShouldBe("captured");
        }

        await payments.Heard(order, Captured);
        payments.Words(order).ShouldBe(["pending", "authorized", "captured"]);
    }

    [Fact]
    public async Task Its_order_being_cancelled_voids_it()
    {
        var order = await payments.Collect("tok_authorize");
        await payments.Heard(order, Authorized);
        await payments.End(order, OrderStatus.Cancelled);
        await payments.Heard(order, Voided);
    }

    [Fact]
    public async Task It_expires_when_nobody_captures_it()
    {
        var order = await payments.Collect("tok_authorize");
        var payment = (await payments.Heard(order, Authorized)).SubjectId;
        payments.Time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));
        await payments.Heard(order, Expired);
        using var late = await payments.Client.Post($"/api/v1/payments/{payment}/capture");
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task One_that_does_not_exist_is_not_found()
    {
        using var reply = await payments.Client.Post($"/api/v1/payments/{Guid.NewGuid()}/capture");
        reply.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
