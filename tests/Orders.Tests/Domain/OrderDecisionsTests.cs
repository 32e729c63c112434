using StatusTracking.Contracts;
using StatusTracking.Orders.Domain;
using static StatusTracking.Contracts.PackageStatus;

namespace StatusTracking.Orders.Tests.Domain;

public class When_an_order_is_cancelled
{
    public static TheoryData<string, string?> States() => new()
    {
        { "submitted", null },
        { "awaiting_payment", null },
        { "unpaid", null },
        { "confirmed", null },
        { "labelled", null },
        { "picked_up", "too late" },
        { "lost", "too late" },
        { "completed", "too late" },
        { "failed", "nothing left" },
        { "expired", "nothing left" },
    };

    static Order In(string state)
    {
        switch (state)
        {
            case "submitted": return Some.Order();
            case "awaiting_payment": return Some.Reserved();
            case "unpaid": return Some.Reserved().Hears(Some.Payment(Contracts.PaymentStatus.Failed, 2));
            case "confirmed": return Some.Confirmed();
            case "labelled": return Some.Confirmed().Hears(Some.Package(Created, 1), Some.Package(LabelCreated, 2));
            case "picked_up": return Some.Confirmed().Hears(Some.Package(PickedUp, 3));
            case "lost": return Some.Confirmed().Hears(Some.Package(PickedUp, 3), Some.Package(Lost, 4));
            case "completed": return Some.Confirmed().Hears(Some.Package(Delivered, 3));
            case "failed": return Some.Order().Hears(Some.Stock(StockStatus.Rejected));
            default:
                var order = Some.Reserved();
                order.Expire(Some.Policy, Some.At(24));
                return order;
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void It_is_legal_while_no_package_is_picked_up_or_later(string state, string? refusal)
    {
        var order = In(state);
        var before = order.Status;

        var decision = order.Cancel("changed my mind", Some.Policy, Some.At(30));

        if (refusal is null)
        {
            decision.Refusal.ShouldBeNull();
            order.Status.ShouldBe(OrderStatus.Cancelled);
            order.Reason.ShouldBe("changed my mind");
            order.Deadline.ShouldBeNull();
        }
        else
        {
            decision.Refusal!.ShouldContain(refusal);
            order.Status.ShouldBe(before);
        }
    }

    [Fact]
    public void Saying_it_again_changes_nothing()
    {
        var order = Some.Order();
        order.Cancel("first", Some.Policy, Some.At(1));
        order.TakeChanges();

        order.Cancel("second", Some.Policy, Some.At(2)).ShouldBe(Decision.SaidBefore);
        order.Published().ShouldBeEmpty();
        order.Reason.ShouldBe("first");
    }

    [Fact]
    public void A_package_picked_up_in_the_same_moment_goes_on_and_is_only_noted()
    {
        var order = Some.Confirmed();
        order.Cancel(null, Some.Policy, Some.At(1));
        order.TakeChanges();

        order.Hears(Some.Package(PickedUp, 3), Some.Package(InTransit, 4), Some.Package(Delivered, 5));

        order.Status.ShouldBe(OrderStatus.Cancelled);
        order.FulfilmentStatus.ShouldBe(FulfilmentRollUp.Delivered);
        order.Published().ShouldBe(["(in_fulfilment)", "(completed)"]);
    }
}

public class When_a_package_does_not_arrive
{
    [Theory]
    [InlineData(Lost)]
    [InlineData(Disposed)]
    [InlineData(Returned)]
    public void An_operator_must_choose(PackageStatus status)
    {
        var order = Some.Confirmed().Hears(Some.Package(InTransit, 3), Some.Package(status, 4));

        order.Status.ShouldBe(OrderStatus.ActionRequired);
        order.Reason!.ShouldContain("replace, refund or accept");
        order.Deadline.ShouldBeNull();
        order.DeliveryHealth.ShouldBe(DeliveryHealth.Exception);
    }

    [Fact]
    public void A_replacement_takes_the_order_to_its_end()
    {
        var order = Some.Confirmed().Hears(Some.Package(InTransit, 3), Some.Package(Lost, 4));
        order.TakeChanges();

        order.Resolve(Some.Id(200), Resolution.Replace, Some.Id(201), Some.Policy, Some.At(3)).ShouldBe(Decision.Done);
        order.Status.ShouldBe(OrderStatus.InFulfilment);
        order.Packages.Select(p => p.Id).ShouldBe([Some.Id(200), Some.Id(201)]);

        order.Hears(Some.Package(Delivered, 3, 201, replaces: 200)).Status.ShouldBe(OrderStatus.Completed);
        order.Published().ShouldBe(["in_fulfilment", "completed"]);
        order.FulfilmentStatus.ShouldBe(FulfilmentRollUp.Delivered);
    }

    [Fact]
    public void A_replacement_that_Logistics_made_without_being_asked_counts_as_well()
    {
        var order = Some.Confirmed().Hears(Some.Package(InTransit, 3), Some.Package(Lost, 4), Some.Package(Created, 1, 201, replaces: 200));

        order.Status.ShouldBe(OrderStatus.InFulfilment);
        order.Resolve(Some.Id(200), Resolution.Refund, Guid.Empty, Some.Policy, Some.At(3)).Refusal!.ShouldContain("replaced already");
    }

    [Fact]
    public void A_refund_of_the_only_package_ends_the_order()
    {
        var order = Some.Confirmed().Hears(Some.Package(InTransit, 3), Some.Package(Lost, 4));
        order.RefundFor(Some.Id(200)).ShouldBeNull();

        order.Resolve(Some.Id(200), Resolution.Refund, Guid.Empty, Some.Policy, Some.At(3)).ShouldBe(Decision.Done);

        order.Status.ShouldBe(OrderStatus.Cancelled);
    }

    [Fact]
    public void A_refund_of_one_of_two_gives_back_its_part_and_the_order_is_completed()
    {
        var order = Some.Order(shipping: 5, discount: 3).Hears(
            Some.Stock(StockStatus.Reserved), Some.Payment(Contracts.PaymentStatus.Captured, 2, amount: 32),
            Some.Package(Delivered, 3, 200, null, new SkuQuantity("TEE-01", 1)),
            Some.Package(Lost, 3, 201, null, new SkuQuantity("MUG-01", 2)));
        order.RefundFor(Some.Id(201)).ShouldBe(22.50m);

        order.Resolve(Some.Id(201), Resolution.Refund, Guid.Empty, Some.Policy, Some.At(3));

        order.Status.ShouldBe(OrderStatus.Completed);
        order.FulfilmentStatus.ShouldBe(FulfilmentRollUp.PartiallyDelivered);
    }

    [Theory]
    [InlineData(Lost, "accept", OrderStatus.Completed)]
    [InlineData(Disposed, "accept", OrderStatus.Completed)]
    [InlineData(Returned, "accept", OrderStatus.Completed)]
    [InlineData(Lost, "refund", OrderStatus.Cancelled)]
    [InlineData(Disposed, "refund", OrderStatus.Cancelled)]
    [InlineData(Returned, "refund", OrderStatus.Cancelled)]
    public void Of_an_order_of_which_nothing_arrived_acceptance_counts_as_delivery_and_a_refund_cancels(PackageStatus status, string choice, OrderStatus end)
    {
        var order = Some.Confirmed().Hears(Some.Package(InTransit, 3), Some.Package(status, 4));
        order.TakeChanges();

        order.Resolve(Some.Id(200), Word.Parse<Resolution>(choice)!.Value, Guid.Empty, Some.Policy, Some.At(3));

        order.Published().ShouldBe([end.ToWord()]);
        order.DeliveryHealth.ShouldBe(DeliveryHealth.OnTime);
    }

    [Theory]
    [InlineData("accept", "accept", OrderStatus.Completed)]
    [InlineData("accept", "refund", OrderStatus.Completed)]
    [InlineData("refund", "accept", OrderStatus.Completed)]
    [InlineData("refund", "refund", OrderStatus.Cancelled)]
    public void Each_of_two_packages_is_decided_before_the_order_ends(string first, string second, OrderStatus end)
    {
        var order = Some.Confirmed().Hears(
            Some.Package(Lost, 3, 200, null, new SkuQuantity("TEE-01", 1)), Some.Package(Lost, 3, 201, null, new SkuQuantity("MUG-01", 2)));

        order.Resolve(Some.Id(200), Word.Parse<Resolution>(first)!.Value, Guid.Empty, Some.Policy, Some.At(3));
        order.Status.ShouldBe(OrderStatus.ActionRequired);
        order.Resolve(Some.Id(201), Word.Parse<Resolution>(second)!.Value, Guid.Empty, Some.Policy, Some.At(4));

        order.Status.ShouldBe(end);
    }

    [Fact]
    public void One_that_comes_back_after_it_was_delivered_opens_the_order_again()
    {
        var order = Some.Confirmed().Hears(Some.Package(Delivered, 3), Some.Package(Returning, 4));
        order.Status.ShouldBe(OrderStatus.Completed);
        order.TakeChanges();

        order.Hears(Some.Package(Returned, 5)).Published().ShouldBe(["in_fulfilment", "action_required"]);
        order.Resolve(Some.Id(200), Resolution.Refund, Guid.Empty, Some.Policy, Some.At(3));
        order.Published().ShouldBe(["completed"]);
        order.FulfilmentStatus.ShouldBe(FulfilmentRollUp.Returned);
    }

    [Fact]
    public void One_that_is_found_again_needs_no_decision_any_more()
    {
        var order = Some.Confirmed().Hears(Some.Package(InTransit, 3), Some.Package(Lost, 4), Some.Package(InTransit, 5));

        order.Status.ShouldBe(OrderStatus.InFulfilment);
        order.Resolve(Some.Id(200), Resolution.Accept, Guid.Empty, Some.Policy, Some.At(3)).Refusal!.ShouldContain("in_transit");
    }

    [Fact]
    public void The_same_choice_again_changes_nothing_and_another_is_refused()
    {
        var order = Some.Confirmed().Hears(Some.Package(InTransit, 3), Some.Package(Lost, 4));
        order.Resolve(Some.Id(200), Resolution.Accept, Guid.Empty, Some.Policy, Some.At(3));

        order.Resolve(Some.Id(200), Resolution.Accept, Guid.Empty, Some.Policy, Some.At(3)).ShouldBe(Decision.SaidBefore);
        order.Resolve(Some.Id(200), Resolution.Refund, Guid.Empty, Some.Policy, Some.At(3)).Refusal!.ShouldContain("accept");
    }
}
