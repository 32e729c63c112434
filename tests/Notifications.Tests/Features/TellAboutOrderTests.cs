using StatusTracking.Contracts;

namespace StatusTracking.Notifications.Tests;

public sealed class When_an_order_or_its_payment_changes : IAsyncLifetime
{
    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start();

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    [Fact]
    public async Task A_confirmed_order_is_confirmed_to_its_customer_once()
    {
        var confirmed = _here.Order(OrderStatus.Confirmed, sequence: 3);

        await _here.Service.Publish(confirmed);
        await _here.Service.Publish(confirmed);
        await _here.Service.Publish(confirmed with { Sequence = 5 });
        await _here.Service.Publish(_here.Order(OrderStatus.Cancelled));

        await _here.Mail.Wait(1, m => m.Subject.Contains("cancelled"));
        var mail = _here.Mail.Received.Where(m => m.Subject.Contains("confirmed")).ShouldHaveSingleItem();
        mail.Text.ShouldContain("2 x Mug");
        mail.Text.ShouldContain("https://shop.example/track/order");
        _here.Twilio.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("awaiting_payment", true)]
    [InlineData("submitted", false)]
    public async Task An_expired_order_is_told_as_cancelled_with_its_reason(string from, bool blamesPayment)
    {
        await _here.Service.Publish(_here.Order(OrderStatus.Expired, from: from));
        var mail = (await _here.Mail.Wait(1))[0];
        mail.Subject.ShouldBe("Your order ST-7F3K-2M9Q was cancelled");
        mail.Text.Contains("did not receive a payment").ShouldBe(blamesPayment);
    }

    [Fact]
    public async Task A_failed_payment_is_told_to_the_buyer()
    {
        var order = _here.Order(OrderStatus.Submitted);
        await _here.Service.Publish(order);

        await _here.Service.Publish(_here.Payment(PaymentStatus.Failed, order.OrderId));

        var mail = (await _here.Mail.Wait(1))[0];
        mail.Subject.ShouldBe("Your payment for order ST-7F3K-2M9Q did not go through");
        mail.Text.ShouldContain("€25.00");
    }

    [Fact]
    public async Task A_payment_that_is_heard_of_before_its_order_is_told_when_the_order_comes()
    {
        var order = Guid.NewGuid();
        var payment = _here.Payment(PaymentStatus.ActionRequired, order) with { ActionUrl = "https://pay.example/confirm" };
        await _here.Service.Publish(payment);
        await Testing.Eventually.True(async () =>
        {
            await using var db = _here.Db();
            return await db.Buyers.FindAsync(order) is { Waiting.Count: 1 };
        });

        await _here.Service.Publish(payment);
        await _here.Service.Publish(_here.Order(OrderStatus.Submitted, order));

        var mail = (await _here.Mail.Wait(1))[0];
        mail.Subject.ShouldBe("Please confirm your payment for order ST-7F3K-2M9Q");
        mail.Text.ShouldContain("https://pay.example/confirm");
        (await _here.Becomes(order, "email", "sent")).Text("kind").ShouldBe("payment_action_required");
    }

    [Fact]
    public async Task Each_part_of_a_refund_is_told()
    {
        var order = _here.Order(OrderStatus.Submitted);
        var payment = Guid.NewGuid();
        await _here.Service.Publish(order);

        await _here.Service.Publish(_here.Payment(PaymentStatus.PartiallyRefunded, order.OrderId, payment, 3, 10m));
        await _here.Service.Publish(_here.Payment(PaymentStatus.PartiallyRefunded, order.OrderId, payment, 3, 10m));
        await _here.Service.Publish(_here.Payment(PaymentStatus.Refunded, order.OrderId, payment, 4, 25m));

        await _here.Mail.Wait(2);
        _here.Mail.Received.Select(m => m.Text.Contains("€10.00 of €25.00")).ShouldBe([true, false], ignoreOrder: true);
    }
}
