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
