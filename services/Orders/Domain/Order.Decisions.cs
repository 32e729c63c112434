using StatusTracking.Contracts;
using StatusTracking.Messaging;
using static StatusTracking.Contracts.OrderStatus;

namespace StatusTracking.Orders.Domain;

/// <summary>What a decision came to. <see cref="Refusal"/> says what stands in its way, and what to do instead.</summary>
readonly record struct Decision(bool Changed, string? Refusal)
{
    public static Decision Done => new(true, null);

    public static Decision SaidBefore => new(false, null);

    public static Decision Refused(string why) => new(false, why);
}

/// <summary>What people and clocks decide about an order.</summary>
sealed partial class Order
{
    /// <summary>Legal while no package was picked up. Saying it again changes nothing.</summary>
    public Decision Cancel(string? reason, OrderPolicy policy, Occasion occasion)
    {
        if (Status == OrderStatus.Cancelled)
            return Decision.SaidBefore;
        if (IsTerminal)
            return Decision.Refused($"The order is {Status.ToWord()}: there is nothing left to cancel.");
        if (Packages.Find(p => !p.CanBeHeldBack) is { } gone)
            return Decision.Refused($"Package {gone.TrackingNumber ?? gone.Id.ToString()} is {gone.Status.ToWord()} already: it is too late to cancel. Wait for it to arrive or to come back, then refund.");
        if (!CanMove(OrderStatus.Cancelled))
            return Decision.Refused($"The order is {Status.ToWord()}: it is too late to cancel.");

        TouchedAt = occasion.RecordedAt;
        Step(OrderStatus.Cancelled, reason ?? "Cancelled on request.", policy, occasion);
        return Decision.Done;
    }

    /// <summary>A new attempt to pay, while the order waits for its payment and no other attempt is open.</summary>
    public Decision PayAgain(Guid paymentId, OrderPolicy policy, Occasion occasion)
    {
        if (IsTerminal || Standing.Of(this, policy.ConfirmOn) is not { Station: AwaitingPayment } standing)
            return Decision.Refused(Stock is StockStatus.Reserved || IsTerminal
                ? $"The order is {Status.ToWord()}: it does not wait for a payment."
                : "The order's stock is not reserved yet: it does not wait for a payment yet.");
        if (standing.Obstacle != Obstacle.Unpaid)
            return Decision.Refused("A payment is open: wait until it has failed or expired.");

        Learn(policy, occasion, () =>
        {
            Payments.Add(OrderPayment.Asked(paymentId, Total));
            return true;
        });
        return Decision.Done;
    }

    /// <summary>Says what happens about a package that is lost, disposed of or came back.</summary>
    /// <param name="packageId">One of the order's packages.</param>
    /// <param name="choice">What happens.</param>
    /// <param name="replacementId">The id of the new package, for <see cref="Resolution.Replace"/>.</param>
    /// <param name="policy">The order's policy.</param>
    /// <param name="occasion">When it was decided.</param>
    public Decision Resolve(Guid packageId, Resolution choice, Guid replacementId, OrderPolicy policy, Occasion occasion)
    {
        var package = Packages.Find(p => p.Id == packageId) ?? throw new ArgumentException("Not a package of this order.", nameof(packageId));
        if (package.Resolution is { } chosen)
            return chosen == choice ? Decision.SaidBefore : Decision.Refused($"It was decided already: {chosen.ToWord()}.");
        if (IsTerminal)
            return Decision.Refused($"The order is {Status.ToWord()}: there is nothing left to decide.");
        if (!RollUps.NeedsDecision(package, Packages))
            return Decision.Refused(package.IsStranded
                ? "The package was replaced already."
                : $"The package is {package.Status.ToWord()}: only one that is lost, disposed of or returned needs a decision.");

        Learn(policy, occasion, () =>
        {
            package.Resolve(choice);
            if (choice == Resolution.Replace)
            {
                Packages.Add(OrderPackage.Asked(replacementId, package));
                _termsChanged = true;
            }

            return true;
        });
        return Decision.Done;
    }

    /// <summary>
    /// What to give back for a package: its pieces' price less their part of the discount. Null = everything, where nothing else of the
    /// order reached the buyer.
    /// </summary>
    public decimal? RefundFor(Guid packageId)
    {
        var package = Packages.Find(p => p.Id == packageId) ?? throw new ArgumentException("Not a package of this order.", nameof(packageId));
        if (Packages.TrueForAll(p => p == package || p.Status == PackageStatus.Cancelled || p.Resolution == Resolution.Refund))
            return null;
        var goods = Lines.Sum(line => line.Quantity * line.UnitPrice);
        return goods == 0 ? 0 : Currencies.Express(Currency, package.Worth - (Discount * package.Worth / goods));
    }

    /// <summary>
    /// The clock has run down. Whether that means anything the state decides now: the order may have been paid since, or have got more time.
    /// </summary>
    /// <returns>Whether it expired.</returns>
    public bool Expire(OrderPolicy policy, Occasion occasion)
    {
        if (IsTerminal || Deadline is not { } deadline || occasion.RecordedAt < deadline || Packages.Exists(p => p.WasPickedUp))
            return false;
        // An authorised buyer has done their part; it is the gateway that ends an authorisation.
        if (IsHeld)
            return false;

        TouchedAt = occasion.RecordedAt;
        return Step(Expired, Status == Submitted
            ? $"Not in stock for {Days(policy.BackorderedFor)}. {StockReason}"
            : $"Not paid within {Days(policy.UnpaidFor)}.", policy, occasion);
    }

    static string Days(TimeSpan time) => time.TotalHours < 48 ? $"{time.TotalHours:0.##} hours" : $"{time.TotalDays:0.##} days";
}
