using CsCheck;
using StatusTracking.Contracts;
using StatusTracking.Payments.Domain;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Tests.Domain;

public sealed class The_table_of_a_payments_moves
{
    /// <summary>From DOMAIN: what may follow what.</summary>
    static readonly Dictionary<PaymentStatus, PaymentStatus[]> Expected = new()
    {
        [Pending] = [ActionRequired, Authorized, Captured, Failed, Expired, Cancelled],
        [ActionRequired] = [Authorized, Captured, Failed, Expired, Cancelled],
        [Authorized] = [Captured, Voided, Expired],
        [Captured] = [PartiallyRefunded, Refunded, Disputed],
        [PartiallyRefunded] = [PartiallyRefunded, Refunded, Disputed],
        [Disputed] = [Captured, ChargedBack],
        [Failed] = [Captured],
        [Expired] = [Captured],
        [Cancelled] = [Captured],
        [Voided] = [Captured],
        [Refunded] = [],
        [ChargedBack] = [],
    };

    public static TheoryData<PaymentStatus, PaymentStatus> Pairs => new(
        from a in Enum.GetValues<PaymentStatus>() from b in Enum.GetValues<PaymentStatus>() select (a, b));

    [Theory, MemberData(nameof(Pairs))]
    public void Allows_what_the_domain_says_and_nothing_else(PaymentStatus from, PaymentStatus to) =>
        In(from).CanMove(to).ShouldBe(Expected[from].Contains(to));

    static Payment In(PaymentStatus status)
    {
        Payment payment = new(Guid.NewGuid(), Guid.NewGuid(), "ST-1", Orders.Request(), Orders.Now);
        PaymentStatus[] way = status switch
        {
            Pending => [],
            Voided => [Authorized, Voided],
            PartiallyRefunded or Refunded or Disputed or ChargedBack => [Captured, status],
            _ => [status],
        };
        foreach (var step in way)
            payment.Hear(new(step, step == PartiallyRefunded ? 10m : null), Orders.Now);
        payment.Status.ShouldBe(status);
        return payment;
    }
}

public sealed class When_the_gateway_tells_things_in_another_order
{
    readonly Payment _payment = new(Guid.NewGuid(), Guid.NewGuid(), "ST-1", Orders.Request(), Orders.Now);

    [Fact]
    public void A_capture_after_a_failure_wins()
    {
        _payment.Hear(Failed.At(5), Orders.Now).ShouldBeFalse();
        _payment.Hear(Captured.At(1), Orders.Now).ShouldBeTrue();
        _payment.Status.ShouldBe(Captured);
    }

    [Fact]
    public void A_failure_after_a_capture_is_kept_as_ignored()
    {
        _payment.Hear(Captured.At(5), Orders.Now);
        _payment.TakeChanges();
        _payment.Hear(Failed.At(1), Orders.Now);
        _payment.Status.ShouldBe(Captured);
        var ignored = _payment.TakeChanges().ShouldHaveSingleItem();
        (ignored.Ignored, ignored.Late, ignored.To).ShouldBe((true, true, "failed"));
    }

    [Fact]
    public void A_dispute_told_first_has_captured_in_between()
    {
        _payment.Hear(Disputed.At(9), Orders.Now).ShouldBeTrue();
        _payment.TakeChanges().Select(c => c.To).ShouldBe(["pending", "captured", "disputed"]);
        _payment.Hear(Captured.At(1), Orders.Now).ShouldBeFalse();
        _payment.Status.ShouldBe(Disputed);
    }

    [Fact]
    public void A_dispute_that_is_won_later_captures_again()
    {
        _payment.Hear(Captured.At(1), Orders.Now);
        _payment.Hear(Disputed.At(2), Orders.Now);
        _payment.Hear(Captured.At(3), Orders.Now).ShouldBeFalse();
        _payment.Status.ShouldBe(Captured);
    }

    [Fact]
    public void A_chargeback_told_first_has_all_steps_in_between()
    {
        _payment.Hear(ChargedBack.At(9), Orders.Now);
        _payment.TakeChanges().Select(c => c.To).ShouldBe(["pending", "captured", "disputed", "charged_back"]);
    }
}

public sealed class When_the_gateway_gave_money_back_by_hand
{
    readonly Payment _payment = Orders.Paid().Payment;

    [Fact]
    public void It_counts_as_a_refund()
    {
        _payment.Hear(PartiallyRefunded.At(5, 12m), Orders.Now);
        (_payment.Status, _payment.Refunded, _payment.Refundable).ShouldBe((PartiallyRefunded, 12m, 18m));
        _payment.Hear(Refunded.At(6), Orders.Now);
        (_payment.Status, _payment.Refunded).ShouldBe((Refunded, 30m));
    }

    [Fact]
    public void More_than_there_is_asks_for_an_operator()
    {
        _payment.Hear(Refunded.At(5, 99m), Orders.Now);
        (_payment.Status, _payment.Refunded).ShouldBe((Refunded, 30m));
        _payment.Attention.ShouldNotBeNull();
    }

    [Fact]
    public void One_of_ours_that_is_under_way_is_told_and_not_a_second_one()
    {
        _payment.BeginRefund(12m, "k", "damaged", Orders.Now).ShouldNotBeNull();
        _payment.Hear(PartiallyRefunded.At(5, 12m), Orders.Now);
        (_payment.Refunded, _payment.RefundsPending, _payment.Refunds.Count).ShouldBe((12m, 0m, 1));
    }
}

public sealed class When_money_is_given_back
{
    [Fact]
    public void It_is_set_aside_at_once_and_counts_when_the_gateway_has_done_it()
    {
        var payment = Orders.Paid().Payment;
        var refund = payment.BeginRefund(20m, "k", "damaged", Orders.Now).ShouldNotBeNull();
        (payment.Status, payment.Refunded, payment.Refundable).ShouldBe((Captured, 0m, 10m));
        payment.BeginRefund(10.01m, "l", "greedy", Orders.Now).ShouldBeNull();
        payment.Settle(refund, null, Orders.Now);
        (payment.Status, payment.Refunded).ShouldBe((PartiallyRefunded, 20m));
    }

    [Fact]
    public void What_the_gateway_refuses_can_be_given_back_again_and_is_listed()
    {
        var payment = Orders.Paid().Payment;
        var refund = payment.BeginRefund(30m, "k", "damaged", Orders.Now).ShouldNotBeNull();
        payment.Settle(refund, "account closed", Orders.Now);
        (payment.Status, payment.Refundable, refund.Status).ShouldBe((Captured, 30m, RefundStatus.Failed));
        payment.Attention!.ShouldContain("account closed");
    }

    [Fact]
    public void Never_more_goes_back_than_came_in() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 1500], Gen.Int[0, 5]).Array[1, 40].Sample(steps =>
        {
            var payment = Orders.Paid().Payment;
            foreach (var (what, cents, which) in steps)
            {
                var open = payment.Refunds.Where(r => r.Status == RefundStatus.Pending).ElementAtOrDefault(which);
                if (what is 0 or 1)
                    payment.BeginRefund(cents / 100m, Guid.NewGuid().ToString(), "test", Orders.Now);
                else if (what == 2 && open is not null)
                    payment.Settle(open, cents % 2 == 0 ? null : "no", Orders.Now);
                else if (what == 3)
                    payment.Hear(new(PartiallyRefunded, cents / 100m), Orders.Now);

                var gone = payment.Refunds.Where(r => r.Status == RefundStatus.Succeeded).Sum(r => r.Amount);
                var going = payment.Refunds.Where(r => r.Status == RefundStatus.Pending).Sum(r => r.Amount);
                (gone, going).ShouldBe((payment.Refunded, payment.RefundsPending));
                (gone + going).ShouldBeLessThanOrEqualTo(payment.Captured);
                payment.Status.ShouldBe(gone == 0 ? Captured : gone < 30m ? PartiallyRefunded : Refunded);
            }
        });
}
