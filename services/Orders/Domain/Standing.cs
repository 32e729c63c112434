using StatusTracking.Contracts;

namespace StatusTracking.Orders.Domain;

/// <summary>Which word of Payments lets the goods go.</summary>
enum ConfirmOn { Captured, Authorized }

/// <summary>Why an order cannot simply go on.</summary>
enum Obstacle { None, OutOfStock, Backorder, Unpaid, Stranded, NothingArrives }

/// <summary>
/// Where an order should stand, as a pure function of what is known of its stock, payments and packages. So the order in which these were
/// heard of cannot change where it ends.
/// </summary>
/// <param name="Station">How far along the road submitted → awaiting_payment → confirmed → in_fulfilment → completed the facts carry it.</param>
/// <param name="Obstacle">What keeps it from going on from there.</param>
/// <param name="Reason">The obstacle, in words for people.</param>
readonly record struct Standing(OrderStatus Station, Obstacle Obstacle, string? Reason)
{
    /// <summary>The status that follows.</summary>
    public OrderStatus Status => Obstacle switch
    {
        Obstacle.OutOfStock => OrderStatus.Failed,
        Obstacle.Unpaid or Obstacle.Stranded => OrderStatus.ActionRequired,
        Obstacle.NothingArrives => OrderStatus.Cancelled,
        _ => Station,
    };

    public static Standing Of(Order order, ConfirmOn policy) => order.Stock switch
    {
        null => new(OrderStatus.Submitted, Obstacle.None, null),
        StockStatus.Rejected => new(OrderStatus.Submitted, Obstacle.OutOfStock, order.StockReason),
        StockStatus.Backordered => new(OrderStatus.Submitted, Obstacle.Backorder, order.StockReason),
        _ when IsPaid(order.Payments, policy) => OfPackages(order.Packages),
        _ => OfPayments(order.Payments),
    };

    public static bool IsPaid(IEnumerable<OrderPayment> payments, ConfirmOn policy) =>
        payments.Any(p => p.IsCollected || (policy == ConfirmOn.Authorized && p.Status == PaymentStatus.Authorized));

    static Standing OfPayments(List<OrderPayment> payments)
    {
        if (payments.Count == 0 || payments.Exists(p => p.IsOpen))
            return new(OrderStatus.AwaitingPayment, Obstacle.None, null);

        // Ids are in the order of their creation, so the last is the newest attempt.
        var last = payments.MaxBy(p => p.Id)!;
        var words = last.Status switch
        {
            PaymentStatus.ActionRequired => "The payment waits for the buyer",
            PaymentStatus.Expired => "The payment expired",
            PaymentStatus.Cancelled => "The payment was cancelled",
            PaymentStatus.Voided => "The payment was voided",
            _ => "The payment failed",
        };
        return new(OrderStatus.AwaitingPayment, Obstacle.Unpaid, last.Reason is null ? $"{words}." : $"{words}: {last.Reason}");
    }

    static Standing OfPackages(List<OrderPackage> packages)
    {
        var begun = packages.Exists(p => p.WasPickedUp) ? OrderStatus.InFulfilment : OrderStatus.Confirmed;
        if (packages.Where(p => RollUps.NeedsDecision(p, packages)).MinBy(p => p.Id) is { } stranded)
            return new(begun, Obstacle.Stranded, $"Package {stranded.TrackingNumber ?? stranded.Id.ToString()} is {stranded.Status.ToWord()}: replace, refund or accept.");
        if (packages.Count == 0 || !packages.TrueForAll(p => RollUps.IsDone(p, packages)))
            return new(begun, Obstacle.None, null);

        // "At least one was delivered" is what the carrier says or, where an operator accepts what became of a package, the operator: only
        // they can know of one that the buyer has after all. Of an order of which nothing arrived by either, the money goes back.
        if (packages.Exists(p => p.WasDelivered || p.Resolution == Resolution.Accept))
            return new(OrderStatus.Completed, Obstacle.None, null);
        return packages.Exists(p => p.Resolution == Resolution.Refund)
            ? new(begun, Obstacle.NothingArrives, "No package arrived, and the buyer's money is given back.")
            : new(begun, Obstacle.None, null);
    }
}
