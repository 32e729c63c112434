using StatusTracking.Contracts;

namespace StatusTracking.Orders.Domain;

/// <summary>What the parts of an order add up to. Pure functions: the order in which the parts were heard of does not matter.</summary>
static class RollUps
{
    public static PaymentRollUp Payment(IReadOnlyCollection<OrderPayment> payments, decimal total)
    {
        var collected = payments.Where(p => p.IsCollected).ToList();
        if (collected.Count == 0)
            return payments.Any(p => p.Status == PaymentStatus.Authorized) ? PaymentRollUp.Authorized : PaymentRollUp.Unpaid;

        var givenBack = collected.Sum(p => p.GivenBack);
        var kept = collected.Sum(p => p.Amount) - givenBack;
        // A second payment that was given back in full leaves the order paid.
        if (givenBack == 0 || kept >= total)
            return PaymentRollUp.Paid;
        return kept > 0 ? PaymentRollUp.PartiallyRefunded : PaymentRollUp.Refunded;
    }

    public static FulfilmentRollUp Fulfilment(IReadOnlyCollection<OrderPackage> packages)
    {
        var counted = packages.Where(p => p.Status != PackageStatus.Cancelled && !IsReplaced(p, packages)).ToList();
        if (counted.Count == 0)
            return FulfilmentRollUp.Unfulfilled;

        bool All(Func<OrderPackage, bool> what) => counted.TrueForAll(p => what(p));
        bool Any(Func<OrderPackage, bool> what) => counted.Exists(p => what(p));
        if (Any(IsReturned)) return All(IsReturned) ? FulfilmentRollUp.Returned : FulfilmentRollUp.PartiallyReturned;
        if (Any(IsDelivered)) return All(IsDelivered) ? FulfilmentRollUp.Delivered : FulfilmentRollUp.PartiallyDelivered;
        if (Any(p => p.WasPickedUp)) return All(p => p.WasPickedUp) ? FulfilmentRollUp.Shipped : FulfilmentRollUp.PartiallyShipped;
        return All(p => p.Status is not (PackageStatus.Created or PackageStatus.Unknown)) ? FulfilmentRollUp.Packed : FulfilmentRollUp.Unfulfilled;
    }

    public static DeliveryHealth Health(IReadOnlyCollection<OrderPackage> packages) =>
        packages.Select(p => Health(p, packages)).DefaultIfEmpty(DeliveryHealth.OnTime).Max();

    /// <summary>Nothing more needs to happen to the package for the order to end.</summary>
    public static bool IsDone(OrderPackage package, IReadOnlyCollection<OrderPackage> packages) =>
        package.Status == PackageStatus.Cancelled || IsDelivered(package) || IsResolved(package, packages);

    /// <summary>An operator must choose: replace, refund or accept.</summary>
    public static bool NeedsDecision(OrderPackage package, IReadOnlyCollection<OrderPackage> packages) =>
        package.IsStranded && !IsResolved(package, packages);

    /// <summary>A package that is on its way back to us after it was delivered stays delivered until it is back.</summary>
    static bool IsDelivered(OrderPackage package) =>
        package.Status == PackageStatus.Delivered || (package.Status == PackageStatus.Returning && package.WasDelivered);

    static bool IsReturned(OrderPackage package) => package.Status == PackageStatus.Returned;

    static bool IsResolved(OrderPackage package, IReadOnlyCollection<OrderPackage> packages) =>
        package.Resolution is not null || IsReplaced(package, packages);

    /// <summary>Logistics may have replaced it without being asked by us: the new package says so.</summary>
    static bool IsReplaced(OrderPackage package, IReadOnlyCollection<OrderPackage> packages) => packages.Any(p => p.Replaces == package.Id);

    static DeliveryHealth Health(OrderPackage package, IReadOnlyCollection<OrderPackage> packages) => package.Status switch
    {
        _ when IsDone(package, packages) => DeliveryHealth.OnTime,
        PackageStatus.Exception or PackageStatus.Lost or PackageStatus.Disposed or PackageStatus.Expired
            or PackageStatus.Returning or PackageStatus.Returned => DeliveryHealth.Exception,
        _ when package.IsDelayed => DeliveryHealth.Delayed,
        PackageStatus.OnHold or PackageStatus.DeliveryAttempted => DeliveryHealth.AtRisk,
        _ => package.IsAtRisk ? DeliveryHealth.AtRisk : DeliveryHealth.OnTime,
    };
}
