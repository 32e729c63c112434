using StatusTracking.Contracts;
using StatusTracking.Payments.Domain;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Tests.Domain;

public sealed class When_an_order_waits_for_its_money
{
    [Fact]
    public void One_payment_is_started_however_often_it_is_told()
    {
        var account = Orders.Account();
        account.Collect(Orders.Request(), Orders.Now);
        account.Collect(Orders.Request(), Orders.Now);
        var payment = account.Payments.ShouldHaveSingleItem();
        payment.Calls.ShouldHaveSingleItem().Kind.ShouldBe(GatewayCallKind.Start);
    }

    [Fact]
    public void None_is_where_the_order_was_heard_to_have_ended()
    {
        var account = Orders.Account();
        account.End(OrderStatus.Cancelled, Orders.Now);
        account.Collect(Orders.Request(), Orders.Now);
        account.Payments.ShouldBeEmpty();
    }

    [Fact]
    public void The_token_is_forgotten_with_the_gateways_answer()
    {
        var (account, payment) = Orders.Collecting();
        payment.Token.ShouldBe("tok_ok");
        account.Answer(payment, payment.Calls[0], new(GatewayOutcome.Accepted), Orders.Now);
        payment.Token.ShouldBeNull();
        payment.Status.ShouldBe(Pending);
    }

    [Fact]
    public void A_gateway_out_of_service_is_asked_again_later_with_the_token_kept()
    {
        var (account, payment) = Orders.Collecting();
        account.Answer(payment, payment.Calls[0], new(GatewayOutcome.Unavailable, "down"), Orders.Now);
        payment.Calls[0].State.ShouldBe(GatewayCallState.Waiting);
        payment.Calls[0].FallDue(Orders.Monday);
        payment.Calls[0].DueAt.ShouldBeGreaterThan(Orders.Monday);
        payment.Token.ShouldNotBeNull();
    }
}

public sealed class When_the_buyer_pays_again
{
    [Fact]
    public void A_repeated_command_is_one_payment()
    {
        var (account, first) = Orders.Collecting();
        account.Hear(first, new(Failed), Orders.Now);
        var id = Guid.NewGuid();
        account.PayAgain(id, Orders.Request(), Orders.Now);
        account.PayAgain(id, Orders.Request(), Orders.Now);
        account.Payments.Count.ShouldBe(2);
        account.Payments[1].Status.ShouldBe(Pending);
    }

    [Fact]
    public void A_payment_that_waits_for_them_gives_way()
    {
        var (account, first) = Orders.Collecting();
        account.Hear(first, new(ActionRequired), Orders.Now);
        account.PayAgain(Guid.NewGuid(), Orders.Request(), Orders.Now);
        account.Payments.Select(p => p.Status).ShouldBe([Cancelled, Pending]);
    }

    [Theory]
    [InlineData(Pending)]
    [InlineData(Authorized)]
    [InlineData(Captured)]
    public void Nothing_is_collected_twice(PaymentStatus standing)
    {
        var (account, first) = Orders.Collecting();
        if (standing != Pending)
            account.Hear(first, new(standing), Orders.Now);
        account.PayAgain(Guid.NewGuid(), Orders.Request(), Orders.Now);
        (account.Payments[1].Status, account.Payments[1].Calls.Count).ShouldBe((Cancelled, 0));
        account.Payments[1].Token.ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_collected_for_an_order_that_ended()
    {
        var account = Orders.Account();
        account.End(OrderStatus.Expired, Orders.Now);
        account.PayAgain(Guid.NewGuid(), Orders.Request(), Orders.Now);
        account.Payments[0].Status.ShouldBe(Cancelled);
    }

    [Fact]
    public void Two_captures_are_one_too_many_and_the_second_goes_back()
    {
        var (account, first) = Orders.Collecting();
        account.Hear(first, new(Failed), Orders.Now);
        account.PayAgain(Guid.NewGuid(), Orders.Request(), Orders.Now);
        account.Hear(first, new(Captured), Orders.Now);
        account.Hear(account.Payments[1], new(Captured), Orders.Now);
        account.Paid.ShouldBe(first);
        account.Payments[1].RefundsPending.ShouldBe(30m);
        account.Payments[1].Attention.ShouldNotBeNull();
    }
}

public sealed class When_the_order_ends
{
    [Theory]
    [InlineData(OrderStatus.Cancelled, Cancelled)]
    [InlineData(OrderStatus.Failed, Cancelled)]
    [InlineData(OrderStatus.Expired, Expired)]
    public void A_pending_payment_is_given_up(OrderStatus ended, PaymentStatus expected)
    {
        var (account, payment) = Orders.Collecting();
        account.End(ended, Orders.Now);
        payment.Status.ShouldBe(expected);
        payment.Token.ShouldBeNull();
        payment.Calls.ShouldHaveSingleItem().State.ShouldBe(GatewayCallState.Dropped);
    }

    [Fact]
    public void An_authorized_payment_is_voided_by_the_gateway()
    {
        var (account, payment) = Orders.Collecting();
        account.Hear(payment, new(Authorized), Orders.Now);
        account.End(OrderStatus.Cancelled, Orders.Now);
        var call = payment.Calls.Single(c => c.Kind == GatewayCallKind.Void);
        payment.Status.ShouldBe(Authorized);
        account.Answer(payment, call, new(GatewayOutcome.Voided), Orders.Now);
        payment.Status.ShouldBe(Voided);
    }

    [Fact]
    public void A_captured_payment_goes_back_once()
    {
        var (account, payment) = Orders.Paid();
        account.End(OrderStatus.Cancelled, Orders.Now);
        account.End(OrderStatus.Cancelled, Orders.Now);
        payment.Refunds.ShouldHaveSingleItem().Amount.ShouldBe(30m);
        payment.Attention.ShouldBeNull();
    }

    [Fact]
    public void A_capture_that_comes_too_late_goes_back_at_once_and_is_listed()
    {
        var (account, payment) = Orders.Collecting();
        account.End(OrderStatus.Cancelled, Orders.Now);
        account.Hear(payment, new(Captured), Orders.Now);
        payment.Status.ShouldBe(Captured);
        payment.RefundsPending.ShouldBe(30m);
        payment.Attention!.ShouldContain("cancelled");
    }

    [Fact]
    public void An_authorization_that_comes_too_late_is_voided()
    {
        var (account, payment) = Orders.Collecting();
        account.End(OrderStatus.Cancelled, Orders.Now);
        account.Answer(payment, payment.Calls[0], new(GatewayOutcome.Authorized), Orders.Now);
        payment.Calls[^1].Kind.ShouldBe(GatewayCallKind.Void);
    }

    [Fact]
    public void The_part_of_a_package_that_had_left_waits_for_its_return()
    {
        var (account, payment) = Orders.Paid();
        var package = Guid.NewGuid();
        account.Follow(package, [new("MUG", 2)], ShipmentState.OnTheWay, byPolicy: false, Orders.Now);
        account.End(OrderStatus.Cancelled, Orders.Now);
        payment.RefundsPending.ShouldBe(10m);
        account.Follow(package, [new("MUG", 2)], ShipmentState.Back, byPolicy: false, Orders.Now);
        payment.RefundsPending.ShouldBe(30m);
    }

    [Theory]
    [InlineData(false, 30)]
    [InlineData(true, 10)]
    public void A_package_that_may_be_leaving_in_this_moment_is_waited_for(bool left, int expected)
    {
        var (account, payment) = Orders.Paid();
        var package = Guid.NewGuid();
        account.Follow(package, [new("MUG", 2)], ShipmentState.Packed, byPolicy: true, Orders.Now);
        account.End(OrderStatus.Cancelled, Orders.Now);
        payment.RefundsPending.ShouldBe(0);
        account.Follow(package, [new("MUG", 2)], left ? ShipmentState.OnTheWay : ShipmentState.Stopped, byPolicy: true, Orders.Now);
        payment.RefundsPending.ShouldBe(expected);
        account.Follow(package, [new("MUG", 2)], ShipmentState.Back, byPolicy: true, Orders.Now);
        payment.RefundsPending.ShouldBe(30m);
        payment.Attention.ShouldBeNull();
    }

    [Fact]
    public void A_package_that_left_after_all_was_given_back_is_listed()
    {
        var (account, payment) = Orders.Paid();
        account.End(OrderStatus.Cancelled, Orders.Now);
        account.Follow(Guid.NewGuid(), [new("MUG", 2)], ShipmentState.OnTheWay, byPolicy: true, Orders.Now);
        payment.Attention.ShouldNotBeNull();
    }
}

public sealed class When_a_package_comes_back
{
    [Fact]
    public void Its_lines_are_given_back_by_policy_and_once()
    {
        var (account, payment) = Orders.Paid();
        var package = Guid.NewGuid();
        account.Follow(package, [new("MUG", 1)], ShipmentState.Back, byPolicy: true, Orders.Now);
        account.Follow(package, [new("MUG", 1)], ShipmentState.Back, byPolicy: true, Orders.Now);
        account.Refund(null, $"package:{package}", "the operator's choice", Orders.Now);
        payment.RefundsPending.ShouldBe(10m);
    }

    [Fact]
    public void Nothing_is_where_the_policy_says_so()
    {
        var (account, payment) = Orders.Paid();
        account.Follow(Guid.NewGuid(), [new("MUG", 1)], ShipmentState.Back, byPolicy: false, Orders.Now);
        payment.Refunds.ShouldBeEmpty();
    }

    [Fact]
    public void A_discount_is_shared_among_the_lines_and_shipping_is_not_given_back()
    {
        Orders.Account(total: 24m).ValueOf([new("MUG", 2)]).ShouldBe(16m);
        Orders.Account(total: 35m).ValueOf([new("MUG", 2), new("POSTER", 1)]).ShouldBe(30m);
    }
}

public sealed class When_an_operator_gives_money_back
{
    [Fact]
    public void The_same_key_is_one_refund()
    {
        var (account, payment) = Orders.Paid();
        account.Refund(5m, "k", "lost", Orders.Now);
        account.Refund(5m, "k", "lost", Orders.Now);
        payment.RefundsPending.ShouldBe(5m);
    }

    [Fact]
    public void What_the_gateway_declined_may_be_decided_again_under_the_same_key()
    {
        var (account, payment) = Orders.Paid();
        account.Refund(5m, "k", "lost", Orders.Now);
        account.Answer(payment, payment.Calls[^1], new(GatewayOutcome.Declined, "card closed"), Orders.Now);
        payment.RefundsPending.ShouldBe(0m);

        account.Refund(5m, "k", "the card is open again", Orders.Now);
        account.Refund(5m, "k", "the card is open again", Orders.Now);

        payment.RefundsPending.ShouldBe(5m);
        payment.Refunds.Select(r => r.Key).ShouldBe(["k", "k#2"]);
    }

    [Fact]
    public void More_than_is_left_gives_what_is_left_and_says_so()
    {
        var (account, payment) = Orders.Paid();
        account.Refund(50m, "k", "lost", Orders.Now);
        payment.RefundsPending.ShouldBe(30m);
        payment.Attention.ShouldNotBeNull();
    }

    [Fact]
    public void Of_a_payment_only_authorized_all_is_voided()
    {
        var (account, payment) = Orders.Collecting();
        account.Hear(payment, new(Authorized), Orders.Now);
        account.Refund(null, "k", "lost", Orders.Now);
        payment.Calls[^1].Kind.ShouldBe(GatewayCallKind.Void);
    }
}

public sealed class When_nobody_captures_an_authorization
{
    [Fact]
    public void It_expires_and_the_gateway_is_told()
    {
        var (account, payment) = Orders.Collecting();
        account.Hear(payment, new(Authorized), Orders.Now);
        OrderAccount.ExpireAuthorization(payment, Orders.Now);
        payment.Status.ShouldBe(Expired);
        payment.Calls[^1].Kind.ShouldBe(GatewayCallKind.Void);
    }
}
