using System.Text.Json;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Orders.Domain;
using static StatusTracking.Contracts.PackageStatus;

namespace StatusTracking.Orders.Tests.Domain;

public class When_an_order_goes_well
{
    [Fact]
    public void It_walks_the_road_and_publishes_each_step()
    {
        var order = Some.Order().Hears(
            Some.Stock(StockStatus.Reserved),
            Some.Payment(Contracts.PaymentStatus.Pending, 1),
            Some.Payment(Contracts.PaymentStatus.Captured, 2),
            Some.Package(Created, 1),
            Some.Package(LabelCreated, 2),
            Some.Package(PickedUp, 3),
            Some.Package(InTransit, 4),
            Some.Package(Delivered, 5));

        order.Published().ShouldBe(["submitted", "awaiting_payment", "confirmed", "in_fulfilment", "completed"]);
        order.PaymentStatus.ShouldBe(PaymentRollUp.Paid);
        order.FulfilmentStatus.ShouldBe(FulfilmentRollUp.Delivered);
        order.DeliveryHealth.ShouldBe(DeliveryHealth.OnTime);
    }

    [Fact]
    public void Its_messages_say_what_it_costs_and_where_its_parts_stand()
    {
        var order = Some.Order(shipping: 4.90m, discount: 3m).Hears(
            Some.Stock(StockStatus.Reserved), Some.Payment(Contracts.PaymentStatus.Captured, 2, amount: 31.90m), Some.Package(OnHold, 2));
        order.Hears(Some.Package(InTransit, 3), Some.Signal(PackageSignalKind.Delayed, 1));
        order.TakeChanges();
        order.Hears(Some.Package(Lost, 4));

        var message = (OrderStatusChanged)order.ToMessage(order.TakeChanges().ShouldHaveSingleItem());

        var said = message.Order;
        (said.Total, said.Shipping, said.Discount).ShouldBe((31.90m, 4.90m, 3m));
        (said.PaymentStatus, said.FulfilmentStatus, said.DeliveryHealth).ShouldBe(("paid", "shipped", "exception"));
        message.Payment.ShouldBeNull();
    }

    [Fact]
    public void A_message_of_a_version_that_did_not_say_so_is_read()
    {
        var order = Some.Order(shipping: 4.90m);
        var json = JsonSerializer.SerializeToNode(((OrderStatusChanged)order.ToMessage(order.TakeChanges()[0])).Order, JsonSerializerOptions.Web)!.AsObject();
        foreach (var added in new[] { "shipping", "discount", "paymentStatus", "fulfilmentStatus", "deliveryHealth" })
            json.Remove(added).ShouldBeTrue();

        var old = json.Deserialize<OrderSnapshot>(JsonSerializerOptions.Web)!;

        (old.Shipping, old.Discount, old.PaymentStatus, old.FulfilmentStatus, old.DeliveryHealth).ShouldBe((null, null, null, null, null));
    }

    [Fact]
    public void A_first_scan_that_says_delivered_takes_it_through_every_step_between()
    {
        var order = Some.Confirmed();
        order.TakeChanges();

        order.Hears(Some.Package(Delivered, 3)).Published().ShouldBe(["in_fulfilment", "completed"]);
    }

    [Fact]
    public void A_capture_heard_before_the_reservation_waits_for_it()
    {
        var order = Some.Order().Hears(Some.Payment(Contracts.PaymentStatus.Captured, 2));
        order.Status.ShouldBe(OrderStatus.Submitted);

        order.Hears(Some.Stock(StockStatus.Reserved)).Published().ShouldBe(["submitted", "awaiting_payment", "confirmed"]);
    }

    [Fact]
    public void The_same_word_again_says_nothing()
    {
        var order = Some.Confirmed();

        order.Hear(Some.Payment(Contracts.PaymentStatus.Captured, 2), Some.Policy, Some.At(1)).ShouldBeFalse();
        order.Hear(Some.Payment(Contracts.PaymentStatus.Pending, 1), Some.Policy, Some.At(1)).ShouldBeFalse();
        order.Hear(Some.Stock(StockStatus.Backordered, 1), Some.Policy, Some.At(1)).ShouldBeFalse();
    }

    [Fact]
    public void An_order_that_takes_authorisations_goes_on_with_one()
    {
        var policy = Some.Policy with { ConfirmOn = ConfirmOn.Authorized };

        Some.Order().Hears(policy, Some.Stock(StockStatus.Reserved), Some.Payment(Contracts.PaymentStatus.Authorized, 2))
            .Status.ShouldBe(OrderStatus.Confirmed);
        Some.Reserved().Hears(Some.Payment(Contracts.PaymentStatus.Authorized, 2)).Status.ShouldBe(OrderStatus.AwaitingPayment);
    }
}

public class When_stock_is_short
{
    [Fact]
    public void The_order_fails_and_names_the_sku_and_how_much_is_missing()
    {
        var order = Some.Order().Hears(Some.Stock(StockStatus.Rejected, 2, new SkuQuantity("MUG-01", 2)));

        order.Status.ShouldBe(OrderStatus.Failed);
        order.Reason.ShouldBe("Out of stock: 2 × MUG-01 missing.");
        order.PaymentToken.ShouldBeNull();
    }

    [Fact]
    public void A_backorder_leaves_it_submitted_with_the_reason_until_the_stock_is_there()
    {
        var order = Some.Order().Hears(Some.Stock(StockStatus.Backordered, 2, new SkuQuantity("MUG-01", 1)));

        order.Status.ShouldBe(OrderStatus.Submitted);
        order.Explanation(ConfirmOn.Captured).ShouldBe("Out of stock: 1 × MUG-01 missing.");

        order.Hears(Some.Stock(StockStatus.Reserved, 3)).Status.ShouldBe(OrderStatus.AwaitingPayment);
        order.Explanation(ConfirmOn.Captured).ShouldBeNull();
    }

    [Fact]
    public void A_backorder_expires_after_fourteen_days()
    {
        var order = Some.Order().Hears(Some.Stock(StockStatus.Backordered, 2, new SkuQuantity("MUG-01", 1)));

        order.Deadline.ShouldBe(Some.Noon.AddDays(14));
        order.Expire(Some.Policy, Some.At((14 * 24) - 1)).ShouldBeFalse();
        order.Expire(Some.Policy, Some.At(14 * 24)).ShouldBeTrue();
        order.Status.ShouldBe(OrderStatus.Expired);
        order.Reason!.ShouldContain("14 days");
        order.Reason!.ShouldContain("MUG-01");
    }
}

public class When_a_payment_does_not_come
{
    [Theory]
    [InlineData("failed")]
    [InlineData("action_required")]
    [InlineData("expired")]
    public void Somebody_must_act_within_24_hours(string status)
    {
        var order = Some.Reserved();
        order.Hear(Some.Payment(Word.Parse<PaymentStatus>(status)!.Value, 2, reason: "declined"), Some.Policy, Some.At(5));

        order.Status.ShouldBe(OrderStatus.ActionRequired);
        order.Reason!.ShouldEndWith(": declined");
        order.Deadline.ShouldBe(Some.Noon.AddHours(29));
        order.Expire(Some.Policy, Some.At(28.9)).ShouldBeFalse();
        order.Expire(Some.Policy, Some.At(29)).ShouldBeTrue();
        order.Status.ShouldBe(OrderStatus.Expired);
    }

    [Fact]
    public void A_gateway_that_never_answers_lets_it_expire_as_well()
    {
        var order = Some.Reserved().Hears(Some.Payment(Contracts.PaymentStatus.Pending, 1));

        order.Expire(Some.Policy, Some.At(24)).ShouldBeTrue();
    }

    [Fact]
    public void A_buyer_who_pays_again_gets_the_order_confirmed_and_stops_the_clock()
    {
        var order = Some.Reserved().Hears(Some.Payment(Contracts.PaymentStatus.Failed, 2));
        order.PayAgain(Some.Id(101), Some.Policy, Some.At(6)).Refusal.ShouldBeNull();
        order.Status.ShouldBe(OrderStatus.AwaitingPayment);

        order.Hears(Some.Payment(Contracts.PaymentStatus.Captured, 2, 101)).Status.ShouldBe(OrderStatus.Confirmed);
        order.Deadline.ShouldBeNull();
        order.Expire(Some.Policy, Some.At(100)).ShouldBeFalse();
    }

    [Fact]
    public void Trying_again_and_again_does_not_lengthen_the_time()
    {
        var order = Some.Reserved();
        order.Hear(Some.Payment(Contracts.PaymentStatus.Failed, 2), Some.Policy, Some.At(5));
        foreach (var attempt in Enumerable.Range(1, 5))
        {
            order.PayAgain(Some.Id(100 + attempt), Some.Policy, Some.At(5 + attempt)).Refusal.ShouldBeNull();
            order.Hear(Some.Payment(Contracts.PaymentStatus.Failed, 2, 100 + attempt), Some.Policy, Some.At(5.5 + attempt));
        }

        order.Deadline.ShouldBe(Some.Noon.AddHours(29));
    }

    [Fact]
    public void It_expires_with_an_attempt_under_way()
    {
        var order = Some.Reserved().Hears(Some.Payment(Contracts.PaymentStatus.Failed, 2));
        order.PayAgain(Some.Id(101), Some.Policy, Some.At(23.9));

        order.Expire(Some.Policy, Some.At(24)).ShouldBeTrue();
        order.Hear(Some.Payment(Contracts.PaymentStatus.Captured, 2, 101), Some.Policy, Some.At(25));
        order.Status.ShouldBe(OrderStatus.Expired);
    }

    [Fact]
    public void An_authorisation_of_a_later_attempt_that_lapses_gives_the_time_anew()
    {
        var order = Some.Reserved().Hears(Some.Payment(Contracts.PaymentStatus.Failed, 2));
        order.PayAgain(Some.Id(101), Some.Policy, Some.At(1));
        order.Hear(Some.Payment(Contracts.PaymentStatus.Authorized, 2, 101), Some.Policy, Some.At(2));
        order.Expire(Some.Policy, Some.At(24)).ShouldBeFalse();

        order.Hear(Some.Payment(Contracts.PaymentStatus.Expired, 3, 101), Some.Policy, Some.At(170));
        order.Status.ShouldBe(OrderStatus.ActionRequired);
        order.Deadline.ShouldBe(Some.Noon.AddHours(194));
    }

    [Fact]
    public void No_second_payment_is_started_while_one_is_open()
    {
        var order = Some.Reserved();
        order.PayAgain(Some.Id(101), Some.Policy, Some.At(1)).Refusal!.ShouldContain("is open");

        order.Hears(Some.Payment(Contracts.PaymentStatus.Failed, 2));
        order.PayAgain(Some.Id(101), Some.Policy, Some.At(1)).Refusal.ShouldBeNull();
        order.PayAgain(Some.Id(102), Some.Policy, Some.At(1)).Refusal!.ShouldContain("is open");
    }

    [Fact]
    public void An_order_that_waits_for_no_payment_takes_none()
    {
        Some.Order().PayAgain(Some.Id(101), Some.Policy, Some.At(1)).Refusal!.ShouldContain("stock");
        Some.Confirmed().PayAgain(Some.Id(101), Some.Policy, Some.At(1)).Refusal!.ShouldContain("confirmed");
        var cancelled = Some.Order();
        cancelled.Cancel(null, Some.Policy, Some.At(1));
        cancelled.PayAgain(Some.Id(101), Some.Policy, Some.At(1)).Refusal!.ShouldContain("cancelled");
    }

    [Fact]
    public void An_authorised_buyer_has_done_their_part_and_the_order_does_not_expire()
    {
        var order = Some.Reserved().Hears(Some.Payment(Contracts.PaymentStatus.Authorized, 2));

        order.Expire(Some.Policy, Some.At(1000)).ShouldBeFalse();

        order.Hear(Some.Payment(Contracts.PaymentStatus.Expired, 3), Some.Policy, Some.At(1000));
        order.Expire(Some.Policy, Some.At(1024)).ShouldBeTrue();
    }

    [Fact]
    public void An_authorisation_that_is_voided_after_the_order_was_confirmed_starts_the_clock_again()
    {
        var policy = Some.Policy with { ConfirmOn = ConfirmOn.Authorized };
        var order = Some.Order().Hears(policy, Some.Stock(StockStatus.Reserved), Some.Payment(Contracts.PaymentStatus.Authorized, 2));
        order.Deadline.ShouldBeNull();

        order.Hear(Some.Payment(Contracts.PaymentStatus.Voided, 3), policy, Some.At(5));
        order.Status.ShouldBe(OrderStatus.ActionRequired);
        order.Deadline.ShouldBe(Some.Noon.AddHours(29));

        order.PayAgain(Some.Id(101), policy, Some.At(6)).Refusal.ShouldBeNull();
        order.Status.ShouldBe(OrderStatus.AwaitingPayment);
        order.Hears(policy, Some.Payment(Contracts.PaymentStatus.Authorized, 2, 101)).Status.ShouldBe(OrderStatus.Confirmed);
    }

    [Fact]
    public void The_gateways_truth_wins_after_a_failure()
    {
        Some.Reserved().Hears(Some.Payment(Contracts.PaymentStatus.Failed, 2), Some.Payment(Contracts.PaymentStatus.Captured, 3))
            .Status.ShouldBe(OrderStatus.Confirmed);
    }

    [Fact]
    public void A_capture_after_the_end_is_kept_and_changes_no_status()
    {
        var order = Some.Reserved();
        order.Expire(Some.Policy, Some.At(24)).ShouldBeTrue();
        order.TakeChanges();

        order.Hears(Some.Payment(Contracts.PaymentStatus.Captured, 2)).Published().ShouldBe(["(confirmed)"]);
        order.Status.ShouldBe(OrderStatus.Expired);
        order.PaymentStatus.ShouldBe(PaymentRollUp.Paid);
    }
}

public class The_payment_token
{
    static PaymentRequest?[] Requests(Order order) =>
        [.. order.TakeChanges().Where(c => !c.Ignored).Select(c => ((OrderStatusChanged)order.ToMessage(c)).Payment)];

    [Fact]
    public void Travels_with_awaiting_payment_only_and_is_forgotten_then()
    {
        var order = Some.Order(shipping: 4.90m);
        Requests(order).ShouldBe([null]);

        order.Hears(Some.Stock(StockStatus.Reserved));
        order.PaymentToken.ShouldBeNull();
        Requests(order).ShouldBe([new PaymentRequest(34.90m, "EUR", "card", "tok_ok")]);

        order.Hears(Some.Payment(Contracts.PaymentStatus.Failed, 2));
        order.PayAgain(Some.Id(101), Some.Policy, Some.At(1));
        order.Hears(Some.Payment(Contracts.PaymentStatus.Captured, 2, 101), Some.Package(Delivered, 3));
        Requests(order).ShouldAllBe(request => request == null);
    }

    [Fact]
    public void Is_forgotten_when_there_will_be_nothing_to_collect()
    {
        var order = Some.Order();
        order.Cancel(null, Some.Policy, Some.At(1));

        order.PaymentToken.ShouldBeNull();
    }

    [Fact]
    public void Is_not_sent_again_where_the_money_is_there_already()
    {
        var order = Some.Order().Hears(Some.Payment(Contracts.PaymentStatus.Captured, 2), Some.Stock(StockStatus.Reserved));

        Requests(order).ShouldAllBe(request => request == null);
    }
}
