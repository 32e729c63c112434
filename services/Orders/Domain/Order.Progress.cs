using StatusTracking.Contracts;
using StatusTracking.Messaging;
using static StatusTracking.Contracts.OrderStatus;

namespace StatusTracking.Orders.Domain;

/// <summary>How long an order waits, and for which word of Payments.</summary>
/// <param name="ConfirmOn">Which word of Payments lets the goods go.</param>
/// <param name="UnpaidFor">How long it waits for its payment.</param>
/// <param name="BackorderedFor">How long it waits for its stock.</param>
readonly record struct OrderPolicy(ConfirmOn ConfirmOn, TimeSpan UnpaidFor, TimeSpan BackorderedFor);

/// <summary>What an order hears, and what follows: the fact is kept, and the order goes to where all the facts put it.</summary>
sealed partial class Order
{
    public const int LongestReason = 1000;

    /// <summary>SKUs that a reason names; an order may be short of two hundred.</summary>
    const int MissingNamed = 10;

    /// <returns>Whether this said anything new.</returns>
    public bool Hear(StockStatusChanged change, OrderPolicy policy, Occasion occasion)
    {
        // A reservation that was made is all that an order asks of its stock; what becomes of it later is not ours.
        if (change.Status is not (StockStatus.Reserved or StockStatus.Backordered or StockStatus.Rejected)
            || change.Sequence <= StockSequence || Stock == StockStatus.Reserved)
            return false;

        return Learn(policy, occasion, () =>
        {
            Stock = change.Status;
            StockSequence = change.Sequence;
            StockReason = change.Missing is { Count: > 0 } missing
                ? $"Out of stock: {string.Join(", ", missing.Take(MissingNamed).Select(m => $"{m.Quantity} × {m.Sku} missing"))}{(missing.Count > MissingNamed ? ", …" : "")}."
                : change.Status == StockStatus.Reserved ? null : Shorten(change.Reason);
            return true;
        });
    }

    /// <returns>Whether this said anything new.</returns>
    public bool Hear(PaymentStatusChanged change, OrderPolicy policy, Occasion occasion) =>
        change.Status is { } status && Learn(policy, occasion, () =>
            PaymentOf(change.SubjectId).Hear(change, status));

    /// <returns>Whether this said anything new.</returns>
    public bool Hear(PackageStatusChanged change, OrderPolicy policy, Occasion occasion) =>
        change.Status is { } status && Learn(policy, occasion, () =>
        {
            var package = PackageOf(change.SubjectId);
            var number = package.TrackingNumber;
            var isNew = package.Hear(change, status, Worth(change.Package.Lines));
            _termsChanged |= package.TrackingNumber != number;
            return isNew;
        });

    /// <returns>Whether this said anything new.</returns>
    public bool Hear(PackageSignal signal, OrderPolicy policy, Occasion occasion) =>
        Word.Parse<PackageSignalKind>(signal.Kind) is { } kind && Learn(policy, occasion, () =>
            PackageOf(signal.SubjectId).Hear(kind, signal.RecordedAt));

    /// <returns>Whether this said anything new.</returns>
    public bool Hear(PackageEstimateChanged change, OrderPolicy policy, Occasion occasion) =>
        Learn(policy, occasion, () => PackageOf(change.SubjectId).Hear(change));

    /// <summary>Takes in a fact, and goes to where all facts together put the order.</summary>
    bool Learn(OrderPolicy policy, Occasion occasion, Func<bool> fact)
    {
        var before = Standing.Of(this, policy.ConfirmOn);
        var wasHeld = IsHeld;
        if (!fact())
            return false;

        var after = Standing.Of(this, policy.ConfirmOn);
        RollUp();
        TouchedAt = occasion.RecordedAt;
        if (after != before)
            Follow(before, after, policy, occasion);
        // An authorisation that lapsed: its time was the shop's, who did not capture it, and the buyer's begins anew.
        if (wasHeld && !IsHeld && Deadline is not null)
            Deadline = occasion.RecordedAt + policy.UnpaidFor;
        return true;
    }

    void Follow(Standing before, Standing after, OrderPolicy policy, Occasion occasion)
    {
        if (IsTerminal)
        {
            // Heard after the end: a package that was picked up while its order was cancelled, a capture that came too late.
            if (after.Status != before.Status)
                Move(after.Status, occasion);
            return;
        }

        foreach (var step in Road.Steps(Status, LastStation, after))
            Step(step, step == after.Status ? after.Reason : null, policy, occasion);
        if (after.Obstacle == Obstacle.Backorder && before.Obstacle != Obstacle.Backorder)
            Deadline = occasion.RecordedAt + policy.BackorderedFor;
    }

    bool Step(OrderStatus to, string? reason, OrderPolicy policy, Occasion occasion)
    {
        if (!Move(to, occasion, reason: Shorten(reason)))
            return false;
        if (Road.IsStation(to))
            LastStation = to;
        // Winding it up again at each attempt would let a buyer hold the stock for ever; so the first attempt does, and its end. It runs
        // out also while an attempt is under way: what is captured after the end goes back at once.
        if (IsTerminal || Standing.Of(this, policy.ConfirmOn).Station != AwaitingPayment)
            Deadline = null;
        else if (Deadline is null || Payments.Count <= 1)
            Deadline = occasion.RecordedAt + policy.UnpaidFor;
        if (to == AwaitingPayment && PaymentToken is { } token && Payments.Count == 0)
            _collect = (Sequence, new PaymentRequest(Total, Currency, PaymentMethod, token));
        if (to == AwaitingPayment || IsTerminal)
            PaymentToken = null;
        return true;
    }

    /// <summary>The words of others may be longer than ours.</summary>
    static string? Shorten(string? reason) => reason is { Length: > LongestReason } ? $"{reason[..(LongestReason - 1)]}…" : reason;

    void RollUp()
    {
        PaymentStatus = RollUps.Payment(Payments, Total);
        FulfilmentStatus = RollUps.Fulfilment(Packages);
        DeliveryHealth = RollUps.Health(Packages);
    }

    OrderPayment PaymentOf(Guid id)
    {
        if (Payments.Find(p => p.Id == id) is { } known)
            return known;
        var added = new OrderPayment { Id = id };
        Payments.Add(added);
        return added;
    }

    OrderPackage PackageOf(Guid id)
    {
        if (Packages.Find(p => p.Id == id) is { } known)
            return known;
        var added = new OrderPackage { Id = id };
        Packages.Add(added);
        _termsChanged = true;
        return added;
    }

    decimal Worth(IEnumerable<SkuQuantity> pieces) => pieces.Sum(piece =>
        piece.Quantity * (Lines.Find(line => line.Sku == piece.Sku)?.UnitPrice ?? 0));
}
