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

    [Theory]
    [InlineData(null, null)]
    [InlineData("re_1", "re_2")]
    public void A_second_of_the_amount_of_ours_is_not_taken_for_its_echo(string? oursAtGateway, string? theirs)
    {
        var ours = _payment.BeginRefund(10m, "k", "damaged", Orders.Now).ShouldNotBeNull();
        _payment.Settle(ours, null, Orders.Now, oursAtGateway);
        _payment.Hear(PartiallyRefunded.At(5, 10m) with { RefundId = oursAtGateway }, Orders.Now);
        _payment.Refunded.ShouldBe(10m);
        _payment.Hear(PartiallyRefunded.At(6, 10m) with { RefundId = theirs }, Orders.Now);
        (_payment.Status, _payment.Refunded, _payment.Refundable).ShouldBe((PartiallyRefunded, 20m, 10m));
    }

    [Fact]
    public void One_told_twice_under_the_gateways_id_counts_once()
    {
        foreach (var minute in new[] { 5, 6 })
            _payment.Hear(PartiallyRefunded.At(minute, 10m) with { RefundId = "re_1" }, Orders.Now);
        _payment.Refunded.ShouldBe(10m);
    }

    [Fact]
    public void One_that_is_told_after_something_newer_counts()
    {
        _payment.Hear(PartiallyRefunded.At(6, 10m), Orders.Now);
        _payment.Hear(PartiallyRefunded.At(5, 12m), Orders.Now);
        _payment.Refunded.ShouldBe(22m);
    }

    [Fact]
    public void It_counts_before_ours_that_is_under_way_and_cannot_be_done_any_more()
    {
        var ours = _payment.BeginRefund(20m, "k", "damaged", Orders.Now).ShouldNotBeNull();
        _payment.Hear(PartiallyRefunded.At(5, 15m), Orders.Now);
        (_payment.Refunded, _payment.RefundsPending, _payment.Refundable).ShouldBe((15m, 20m, 0m));
        _payment.Settle(ours, "only 15 are left", Orders.Now);
        (_payment.Refunded, _payment.RefundsPending, _payment.Refundable).ShouldBe((15m, 0m, 15m));
    }

    [Fact]
    public void Ours_that_it_was_taken_for_and_that_is_declined_has_failed_all_the_same()
    {
        var ours = _payment.BeginRefund(20m, "k", "damaged", Orders.Now).ShouldNotBeNull();
        _payment.Hear(PartiallyRefunded.At(5, 20m) with { RefundId = "re_1" }, Orders.Now);
        _payment.Settle(ours, "only 10 are left", Orders.Now);
        (ours.Status, _payment.Refunded, _payment.RefundsPending).ShouldBe((RefundStatus.Failed, 20m, 0m));
        _payment.Attention!.ShouldContain("only 10 are left");
    }

    [Fact]
    public void It_counts_while_the_payment_is_disputed_too()
    {
        _payment.Hear(Disputed.At(5), Orders.Now);
        _payment.Hear(PartiallyRefunded.At(6, 10m), Orders.Now);
        (_payment.Status, _payment.Refunded).ShouldBe((Disputed, 10m));
        _payment.Hear(Captured.At(7), Orders.Now);
        (_payment.Status, _payment.Refunded).ShouldBe((PartiallyRefunded, 10m));
    }
}

public sealed class When_refunds_of_ours_and_of_the_gateways_own_are_told_in_any_order
{
    /// <summary>What a gateway gives an id of a refund in.</summary>
    [Flags]
    public enum Ids { None = 0, Answers = 1, Callbacks = 2 }

    /// <summary>A refund as the gateway knows it: the truth.</summary>
    sealed record Made(string Id, decimal Amount, int Minute, Refund? Ours);

    [Theory]
    [InlineData(Ids.None)]
    [InlineData(Ids.Answers)]
    [InlineData(Ids.Callbacks)]
    [InlineData(Ids.Answers | Ids.Callbacks)]
    public void What_went_back_is_what_the_gateway_gave_back(Ids ids) =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 3]).Array[1, 60].Sample(choices =>
        {
            var payment = Orders.Paid(50m).Payment;
            List<Refund> asked = [];
            List<Made> truth = [];
            List<(Refund Refund, Made? Made)> answers = [];
            List<Made> callbacks = [];
            var minute = 0;

            Made? Make(decimal amount, Refund? ours)
            {
                minute++;
                if (truth.Sum(t => t.Amount) + amount > payment.Captured)
                    return null;
                Made made = new($"re_{truth.Count}", amount, minute, ours);
                truth.Add(made);
                // Told again and again only where the id shows that it is the same: an event of the same id never gets this far.
                callbacks.AddRange(Enumerable.Repeat(made, ids.HasFlag(Ids.Callbacks) ? 1 + (minute % 3) : 1));
                return made;
            }

            void Do(int act, int which, decimal amount)
            {
                if (act == 0 && payment.BeginRefund(amount, Guid.NewGuid().ToString(), "ours", Orders.Now) is { } begun)
                {
                    asked.Add(begun);
                }
                else if (act == 1 && asked.Count > 0)
                {
                    var ours = asked[which % asked.Count];
                    asked.Remove(ours);
                    answers.Add((ours, Make(ours.Amount, ours)));
                }
                else if (act == 2)
                {
                    Make(amount, null);
                }
                else if (act == 3 && answers.Count > 0)
                {
                    var answer = answers[which % answers.Count];
                    answers.Remove(answer);
                    payment.Settle(answer.Refund, answer.Made is null ? "not that much left" : null, Orders.Now, ids.HasFlag(Ids.Answers) ? answer.Made?.Id : null);
                }
                else if (act == 4 && callbacks.Count > 0)
                {
                    var told = callbacks[which % callbacks.Count];
                    callbacks.Remove(told);
                    payment.Hear(PartiallyRefunded.At(told.Minute, told.Amount) with { RefundId = ids.HasFlag(Ids.Callbacks) ? told.Id : null }, Orders.Now);
                }

                payment.Refunds.Where(r => r.Status == RefundStatus.Succeeded).Sum(r => r.Amount).ShouldBe(payment.Refunded);
                payment.Refunds.Where(r => r.Status == RefundStatus.Pending).Sum(r => r.Amount).ShouldBe(payment.RefundsPending);
                payment.Refunded.ShouldBeLessThanOrEqualTo(truth.Sum(t => t.Amount));
            }

            foreach (var (choice, amount) in choices)
                Do(choice % 5, choice / 5, amount * 5m);
            for (var i = 0; asked.Count > 0; i++)
                Do(1, i, 0);
            for (var i = 0; answers.Count + callbacks.Count > 0; i++)
                Do(3 + (choices[i % choices.Length].Item1 % 2 == 0 || answers.Count == 0 ? (callbacks.Count > 0 ? 1 : 0) : 0), choices[i % choices.Length].Item1, 0);

            (payment.Refunded, payment.RefundsPending).ShouldBe((truth.Sum(t => t.Amount), 0m));
            payment.Status.ShouldBe(payment.Refunded == 0 ? Captured : payment.Refunded < 50m ? PartiallyRefunded : Refunded);
            foreach (var refund in payment.Refunds.Where(r => r.IsOurs))
                refund.Status.ShouldBe(truth.Exists(t => t.Ours == refund) ? RefundStatus.Succeeded : RefundStatus.Failed);
        });
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
                // Here the gateway says more than can be true: what it gave back by hand, and then ours that was under way as well.
                (Math.Min(gone, payment.Captured), going).ShouldBe((payment.Refunded, payment.RefundsPending));
                (payment.Refunded + payment.Refundable).ShouldBeLessThanOrEqualTo(payment.Captured);
                payment.Status.ShouldBe(gone == 0 ? Captured : gone < 30m ? PartiallyRefunded : Refunded);
            }
        });
}
