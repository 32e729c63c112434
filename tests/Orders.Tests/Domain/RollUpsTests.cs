using StatusTracking.Contracts;
using StatusTracking.Orders.Domain;
using static StatusTracking.Contracts.PackageStatus;

namespace StatusTracking.Orders.Tests.Domain;

public class What_the_parts_add_up_to
{
    static List<OrderPackage> Packages(params PackageStatus[] statuses) =>
        [.. Some.Confirmed().Hears([.. statuses.Select((status, i) => Some.Package(status, 3, 200 + i))]).Packages];

    [Theory]
    [InlineData(FulfilmentRollUp.Unfulfilled)]
    [InlineData(FulfilmentRollUp.Unfulfilled, Created)]
    [InlineData(FulfilmentRollUp.Unfulfilled, Created, LabelCreated)]
    [InlineData(FulfilmentRollUp.Unfulfilled, Cancelled)]
    [InlineData(FulfilmentRollUp.Packed, LabelCreated, LabelCreated)]
    [InlineData(FulfilmentRollUp.Packed, LabelCreated, Cancelled)]
    [InlineData(FulfilmentRollUp.PartiallyShipped, PickedUp, LabelCreated)]
    [InlineData(FulfilmentRollUp.Shipped, PickedUp, OutForDelivery)]
    [InlineData(FulfilmentRollUp.PartiallyDelivered, Delivered, InTransit)]
    [InlineData(FulfilmentRollUp.Delivered, Delivered, Delivered)]
    [InlineData(FulfilmentRollUp.Delivered, Delivered, Cancelled)]
    [InlineData(FulfilmentRollUp.PartiallyReturned, Delivered, Returned)]
    [InlineData(FulfilmentRollUp.Returned, Returned, Returned)]
    public void Fulfilment(FulfilmentRollUp expected, params PackageStatus[] statuses) => RollUps.Fulfilment(Packages(statuses)).ShouldBe(expected);

    [Theory]
    [InlineData(DeliveryHealth.OnTime)]
    [InlineData(DeliveryHealth.OnTime, InTransit, Delivered)]
    [InlineData(DeliveryHealth.AtRisk, OnHold, InTransit)]
    [InlineData(DeliveryHealth.AtRisk, DeliveryAttempted)]
    [InlineData(DeliveryHealth.Exception, PackageStatus.Exception, OnHold)]
    [InlineData(DeliveryHealth.Exception, Lost)]
    public void Health_is_the_worst_of_the_packages(DeliveryHealth expected, params PackageStatus[] statuses) =>
        RollUps.Health(Packages(statuses)).ShouldBe(expected);

    [Fact]
    public void Health_follows_the_signals()
    {
        var order = Some.Confirmed().Hears(Some.Package(InTransit, 3));
        order.Hears(Some.Signal(PackageSignalKind.AtRisk, 1)).DeliveryHealth.ShouldBe(DeliveryHealth.AtRisk);
        order.Hears(Some.Signal(PackageSignalKind.Delayed, 2)).DeliveryHealth.ShouldBe(DeliveryHealth.Delayed);
        order.Hears(Some.Signal(PackageSignalKind.Recovered, 3)).DeliveryHealth.ShouldBe(DeliveryHealth.OnTime);
        order.Hears(Some.Signal(PackageSignalKind.Silent, 4)).DeliveryHealth.ShouldBe(DeliveryHealth.Delayed);
        order.Hears(Some.Package(Delivered, 4)).DeliveryHealth.ShouldBe(DeliveryHealth.OnTime);
    }

    [Fact]
    public void Payment()
    {
        PaymentRollUp Of(params PaymentStatusChanged[] said) => Some.Reserved().Hears([.. said]).PaymentStatus;

        Of().ShouldBe(PaymentRollUp.Unpaid);
        Of(Some.Payment(PaymentStatus.Pending, 1)).ShouldBe(PaymentRollUp.Unpaid);
        Of(Some.Payment(PaymentStatus.Failed, 1)).ShouldBe(PaymentRollUp.Unpaid);
        Of(Some.Payment(PaymentStatus.Authorized, 1)).ShouldBe(PaymentRollUp.Authorized);
        Of(Some.Payment(PaymentStatus.Captured, 1)).ShouldBe(PaymentRollUp.Paid);
        Of(Some.Payment(PaymentStatus.Disputed, 1)).ShouldBe(PaymentRollUp.Paid);
        Of(Some.Payment(PaymentStatus.PartiallyRefunded, 1, refunded: 10)).ShouldBe(PaymentRollUp.PartiallyRefunded);
        Of(Some.Payment(PaymentStatus.Refunded, 1, refunded: 30)).ShouldBe(PaymentRollUp.Refunded);
        Of(Some.Payment(PaymentStatus.ChargedBack, 1)).ShouldBe(PaymentRollUp.Refunded);
        Of(Some.Payment(PaymentStatus.Failed, 1), Some.Payment(PaymentStatus.Captured, 1, 101)).ShouldBe(PaymentRollUp.Paid);
        // Paid twice, and one of the two was given back.
        Of(Some.Payment(PaymentStatus.Captured, 1), Some.Payment(PaymentStatus.Refunded, 1, 101, refunded: 30)).ShouldBe(PaymentRollUp.Paid);
    }
}

/// <summary>DOMAIN's words of the roll-ups, each with what an order must have heard to bear it.</summary>
public class Each_word_of_an_orders_roll_ups
{
    static readonly (PaymentRollUp Word, IStatusEvent[] Heard)[] Payments =
    [
        (PaymentRollUp.Unpaid, []),
        (PaymentRollUp.Unpaid, [Some.Payment(PaymentStatus.ActionRequired, 2)]),
        (PaymentRollUp.Unpaid, [Some.Payment(PaymentStatus.Authorized, 2), Some.Payment(PaymentStatus.Voided, 3)]),
        (PaymentRollUp.Authorized, [Some.Payment(PaymentStatus.Failed, 2), Some.Payment(PaymentStatus.Authorized, 2, 101)]),
        (PaymentRollUp.Paid, [Some.Payment(PaymentStatus.Authorized, 2), Some.Payment(PaymentStatus.Captured, 3)]),
        (PaymentRollUp.PartiallyRefunded, [Some.Payment(PaymentStatus.Captured, 2), Some.Payment(PaymentStatus.PartiallyRefunded, 3, refunded: 10)]),
        (PaymentRollUp.PartiallyRefunded,
            [Some.Payment(PaymentStatus.PartiallyRefunded, 3, refunded: 10), Some.Payment(PaymentStatus.Disputed, 4, refunded: 10), Some.Payment(PaymentStatus.Captured, 5, refunded: 10)]),
        (PaymentRollUp.Refunded, [Some.Payment(PaymentStatus.PartiallyRefunded, 3, refunded: 10), Some.Payment(PaymentStatus.Refunded, 4, refunded: 30)]),
    ];

    static readonly (FulfilmentRollUp Word, IStatusEvent[] Heard)[] Fulfilments =
    [
        (FulfilmentRollUp.Unfulfilled, []),
        (FulfilmentRollUp.Unfulfilled, [Some.Package(LabelCreated, 2), Some.Package(Created, 1, 201)]),
        (FulfilmentRollUp.Packed, [Some.Package(LabelCreated, 2), Some.Package(LabelCreated, 2, 201)]),
        (FulfilmentRollUp.Packed, [Some.Package(LabelCreated, 2), Some.Package(Cancelled, 2, 201)]),
        (FulfilmentRollUp.PartiallyShipped, [Some.Package(PickedUp, 3), Some.Package(LabelCreated, 2, 201)]),
        (FulfilmentRollUp.PartiallyShipped, [Some.Package(PickedUp, 3), Some.Package(PackageStatus.Exception, 4), Some.Package(Created, 1, 201)]),
        (FulfilmentRollUp.Shipped, [Some.Package(InTransit, 3), Some.Package(OutForDelivery, 3, 201)]),
        (FulfilmentRollUp.Shipped, [Some.Package(InTransit, 3), Some.Package(Lost, 4)]),
        (FulfilmentRollUp.PartiallyDelivered, [Some.Package(Delivered, 3), Some.Package(Created, 1, 201)]),
        (FulfilmentRollUp.Delivered, [Some.Package(Delivered, 3), Some.Package(Delivered, 3, 201)]),
        (FulfilmentRollUp.Delivered, [Some.Package(Lost, 3), Some.Package(Delivered, 3, 201, replaces: 200)]),
        (FulfilmentRollUp.Delivered, [Some.Package(Delivered, 3), Some.Package(Returning, 4)]),
        (FulfilmentRollUp.PartiallyReturned, [Some.Package(Returned, 3), Some.Package(InTransit, 3, 201)]),
        (FulfilmentRollUp.PartiallyReturned, [Some.Package(Delivered, 3), Some.Package(Delivered, 3, 201), Some.Package(Returned, 4, 201)]),
        (FulfilmentRollUp.Returned, [Some.Package(Returned, 3), Some.Package(Cancelled, 2, 201)]),
    ];

    static readonly (DeliveryHealth Word, IStatusEvent[] Heard)[] Healths =
    [
        (DeliveryHealth.OnTime, []),
        (DeliveryHealth.OnTime, [Some.Package(InTransit, 3)]),
        (DeliveryHealth.OnTime, [Some.Package(InTransit, 3), Some.Signal(PackageSignalKind.Delayed, 1), Some.Signal(PackageSignalKind.Recovered, 2)]),
        (DeliveryHealth.OnTime, [Some.Package(PackageStatus.Exception, 3), Some.Package(Delivered, 4)]),
        (DeliveryHealth.AtRisk, [Some.Package(InTransit, 3), Some.Signal(PackageSignalKind.AtRisk, 1)]),
        (DeliveryHealth.AtRisk, [Some.Package(Delivered, 3), Some.Package(OnHold, 3, 201)]),
        (DeliveryHealth.AtRisk, [Some.Package(DeliveryAttempted, 3)]),
        (DeliveryHealth.Delayed, [Some.Package(InTransit, 3), Some.Signal(PackageSignalKind.AtRisk, 1), Some.Signal(PackageSignalKind.Delayed, 2)]),
        (DeliveryHealth.Delayed, [Some.Package(InTransit, 3), Some.Signal(PackageSignalKind.Recovered, 1), Some.Signal(PackageSignalKind.Silent, 2)]),
        (DeliveryHealth.Exception, [Some.Package(PackageStatus.Exception, 3), Some.Signal(PackageSignalKind.Delayed, 1)]),
        (DeliveryHealth.Exception, [Some.Package(Lost, 3), Some.Package(Delivered, 3, 201)]),
        (DeliveryHealth.Exception, [Some.Package(Delivered, 3), Some.Package(Returned, 4)]),
    ];

    public static TheoryData<string, int> Rows => [
        .. Enumerable.Range(0, Payments.Length).Select(i => ("payment", i)),
        .. Enumerable.Range(0, Fulfilments.Length).Select(i => ("fulfilment", i)),
        .. Enumerable.Range(0, Healths.Length).Select(i => ("health", i))];

    [Theory, MemberData(nameof(Rows))]
    public void Follows_from_what_was_heard_in_whatever_order(string rollUp, int row)
    {
        var heard = rollUp switch { "payment" => Payments[row].Heard, "fulfilment" => Fulfilments[row].Heard, _ => Healths[row].Heard };
        foreach (var said in new[] { heard, [.. heard.Reverse()] })
        {
            var order = (rollUp == "payment" ? Some.Reserved() : Some.Confirmed()).Hears(said);
            if (rollUp == "payment")
                order.PaymentStatus.ShouldBe(Payments[row].Word);
            else if (rollUp == "fulfilment")
                order.FulfilmentStatus.ShouldBe(Fulfilments[row].Word);
            else
                order.DeliveryHealth.ShouldBe(Healths[row].Word);
        }
    }

    [Fact]
    public void Is_in_the_table()
    {
        Payments.Select(p => p.Word).Distinct().ShouldBe(Enum.GetValues<PaymentRollUp>(), ignoreOrder: true);
        Fulfilments.Select(f => f.Word).Distinct().ShouldBe(Enum.GetValues<FulfilmentRollUp>(), ignoreOrder: true);
        Healths.Select(h => h.Word).Distinct().ShouldBe(Enum.GetValues<DeliveryHealth>(), ignoreOrder: true);
    }
}
