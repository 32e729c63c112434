using StatusTracking.Contracts;
using static StatusTracking.Contracts.AlertKind;

namespace StatusTracking.Notifications;

/// <summary>Which news makes which older news pointless, where the older one was held up.</summary>
static class Overtaking
{
    static readonly AlertKind[] Journey = [Shipped, LeftDistributionCentre, OutForDelivery, AvailableForPickup, DeliveryAttempted, Delivered, AlertKind.Exception, Returned];

    /// <summary>The kinds that overtake one of this kind about the same package, when their cause has a higher sequence.</summary>
    public static IReadOnlyList<AlertKind> OfPackage(AlertKind held) => held == StatusUpdate ? [.. Journey, StatusUpdate] : Journey.Contains(held) || held == Delayed ? Journey : [];

    /// <summary>The kinds that overtake one of this kind about the same order, when they are newer.</summary>
    public static IReadOnlyList<AlertKind> OfOrder(AlertKind held) => held switch
    {
        OrderConfirmed => [OrderCancelled],
        PaymentFailed or PaymentActionRequired => [OrderConfirmed, OrderCancelled, PaymentFailed, PaymentActionRequired],
        _ => [],
    };
}
