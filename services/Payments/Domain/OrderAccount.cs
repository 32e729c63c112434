using StatusTracking.Contracts;
using StatusTracking.Messaging;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Domain;

/// <summary>What a line of an order cost, tax included.</summary>
sealed class PricedLine
{
    public string Sku { get; set; } = "";

    public int Quantity { get; set; }

    public decimal UnitPrice { get; set; }
}

/// <summary>
/// All that Payments knows of an order: its prices, whether it has ended, its payments. Whoever changes any of it locks this row first, so
/// an order's money moves one step at a time.
/// </summary>
sealed class OrderAccount
{
    readonly List<Payment> _payments = [];
    readonly List<Shipment> _shipments = [];

    OrderAccount() => Number = "";

    public OrderAccount(Guid orderId, string number)
    {
        OrderId = orderId;
        Number = number;
    }

    public Guid OrderId { get; private set; }

    public string Number { get; private set; }

    public string? Currency { get; private set; }

    public decimal Total { get; private set; }

    public List<PricedLine> Lines { get; private set; } = [];

    /// <summary>The word of the status that ended the order: cancelled, failed or expired.</summary>
    public string? Ended { get; private set; }

    /// <summary>The payment that the order was paid with.</summary>
    public Guid? PaidBy { get; private set; }

    /// <summary>Written first by every transaction that means to change anything of the order: that is its lock.</summary>
    public int Version { get; private set; }

    public IReadOnlyList<Payment> Payments => _payments;

    public IReadOnlyList<Shipment> Shipments => _shipments;

    /// <summary>The payment that money is given back from.</summary>
    public Payment? Paid => _payments.Find(p => p.Id == PaidBy);

    public void Learn(OrderSnapshot order)
    {
        Number = order.Number;
        Currency = order.Currency;
        Total = order.Total;
        Lines = [.. order.Lines.Select(l => new PricedLine { Sku = l.Sku, Quantity = l.Quantity, UnitPrice = l.UnitPrice })];
    }

    /// <summary>The order waits for its money: the first payment is ours to start. Paying again is a command of its own.</summary>
    public void Collect(PaymentRequest request, Occasion occasion)
    {
        if (Ended is null && _payments.Count == 0)
            Start(Guid.CreateVersion7(occasion.RecordedAt), request, occasion);
    }

    /// <summary>The buyer pays again. A payment that waits for an action of theirs gives way; any other that is open does not.</summary>
    public void PayAgain(Guid paymentId, PaymentRequest request, Occasion occasion)
    {
        if (_payments.Exists(p => p.Id == paymentId))
            return;
        var refusal = Ended is not null ? $"The order is {Ended}."
            : Paid is { IsPaid: true } ? "The order is paid already."
            : _payments.Exists(p => p.Status is Pending or Authorized) ? "Another payment of the order is open."
            : null;
        if (refusal is null)
        {
            foreach (var left in _payments.Where(p => p.Status == ActionRequired))
                Abandon(left, Cancelled, occasion, "The buyer pays in another way.");
            Start(paymentId, request, occasion);
        }
        else
        {
            Payment refused = new(paymentId, OrderId, Number, request, occasion);
            refused.GiveUp(Cancelled, occasion, refusal);
            _payments.Add(refused);
        }
    }

    /// <summary>The order has ended: nothing more is collected, what was collected goes back, but for packages on their way.</summary>
    public void End(OrderStatus status, Occasion occasion)
    {
        if (Ended is not null)
            return;
        Ended = status.ToWord();
        var reason = $"The order is {Ended}.";
        foreach (var payment in _payments.ToArray())
        {
            if (payment.Status is Pending or ActionRequired)
                Abandon(payment, status == OrderStatus.Expired ? Expired : Cancelled, occasion, reason);
            else if (payment.Status == Authorized)
                payment.Call(GatewayCallKind.Void, occasion);
            else if (payment.IsPaid)
                GiveBackOfEnded(payment, "order:ended", reason, occasion);
        }
    }

    /// <summary>An authorization that nobody captured in time.</summary>
    public static void ExpireAuthorization(Payment payment, Occasion occasion)
    {
        if (payment.Status != Authorized)
            return;
        payment.Call(GatewayCallKind.Void, occasion);
        payment.GiveUp(Expired, occasion, "Nobody captured it in time.");
    }

    /// <summary>
    /// Applies what the gateway says of a payment. A capture that nobody waits for any more is given back at once, and listed; an
    /// authorization that nobody waits for is voided.
    /// </summary>
    public void Hear(Payment payment, GatewayNews news, Occasion occasion)
    {
        if (!payment.Hear(news, occasion))
        {
            if (news.Status == Authorized && payment.Status is (Failed or Cancelled or Expired))
                payment.Call(GatewayCallKind.Void, occasion);
            return;
        }

        var unwanted = Ended is not null ? $"Captured although the order is {Ended}: given back at once."
            : Paid is { IsPaid: true } ? "Captured although the order was paid already: given back at once."
            : null;
        if (unwanted is null)
        {
            PaidBy = payment.Id;
            return;
        }

        payment.NeedsAttention(unwanted);
        GiveBack(payment, payment.Refundable, $"unwanted:{payment.Id}", unwanted, occasion);
    }

    /// <summary>Applies an answer of the gateway to one of our calls.</summary>
    public void Answer(Payment payment, GatewayCall call, GatewayAnswer answer, Occasion occasion)
    {
        if (answer.Outcome == GatewayOutcome.Unavailable)
        {
            call.TryAgain(answer.Reason ?? "The gateway could not be reached.");
            if (call.State == GatewayCallState.Waiting && call.Kind != GatewayCallKind.Start && call.Attempts >= 10)
                payment.NeedsAttention($"The gateway could not be asked to {call.Kind.ToWord()} in {call.Attempts} attempts: {call.LastError}");
            return;
        }

        call.Finish();
        if (call.Kind == GatewayCallKind.Start)
            payment.ForgetToken();
        var refund = payment.Refunds.FirstOrDefault(r => r.Id == call.RefundId);
        switch (answer.Outcome)
        {
            case GatewayOutcome.Captured:
                Hear(payment, new(Captured, answer.Amount, answer.Reason), occasion);
                break;
            case GatewayOutcome.Authorized:
                Hear(payment, new(Authorized, null, answer.Reason), occasion);
                break;
            case GatewayOutcome.ActionRequired:
                Hear(payment, new(ActionRequired, null, answer.Reason, ActionUrl: answer.ActionUrl), occasion);
                break;
            case GatewayOutcome.Voided when payment.Status == Authorized:
                Hear(payment, new(Voided, null, answer.Reason ?? (Ended is null ? null : $"The order is {Ended}.")), occasion);
                break;
            case GatewayOutcome.Refunded when refund is not null:
                payment.Settle(refund, null, occasion, answer.RefundId);
                break;
            case GatewayOutcome.Declined when refund is not null:
                payment.Settle(refund, answer.Reason ?? "declined", occasion);
                break;
            case GatewayOutcome.Declined when call.Kind == GatewayCallKind.Start:
                Hear(payment, new(Failed, null, answer.Reason ?? "declined"), occasion);
                break;
            case GatewayOutcome.Declined:
                payment.NeedsAttention($"The gateway declined to {call.Kind.ToWord()}: {answer.Reason}");
                break;
        }
    }

    /// <summary>Gives back what was decided elsewhere: all that is left where no amount is said, never more than is left.</summary>
    public void Refund(decimal? amount, string key, string reason, Occasion occasion)
    {
        foreach (var held in _payments.Where(p => p.Status == Authorized && amount is null))
            held.Call(GatewayCallKind.Void, occasion);
        if (Paid is not { } paid)
            return;
        key = Again(key);
        if (amount > paid.Refundable && Ended is null && !HasRefund(key))
            paid.NeedsAttention($"{amount} {paid.Currency} was to be given back; {paid.Refundable} was left.");
        GiveBack(paid, Math.Min(amount ?? paid.Refundable, paid.Refundable), key, reason, occasion);
    }

    /// <summary>
    /// A package was made, left, was stopped, came back or will never come. Of a live order only one that came back gives money back, and
    /// only where <paramref name="byPolicy"/> says so; of one that has ended, each that is settled gives back what no other holds on to.
    /// </summary>
    public void Follow(Guid packageId, IReadOnlyList<SkuQuantity> contents, ShipmentState state, bool byPolicy, Occasion occasion)
    {
        var shipment = _shipments.Find(s => s.Id == packageId);
        if (shipment is null)
            _shipments.Add(shipment = new(packageId, OrderId));
        if (!shipment.Go(state, ValueOf(contents)) || Paid is not { } paid)
            return;
        var (key, reason) = state switch
        {
            ShipmentState.Back => ($"package:{packageId}", "The package came back."),
            ShipmentState.Stopped => ($"package:{packageId}", $"The order is {Ended}."),
            ShipmentState.Gone => ($"package:{packageId}", "The package will not arrive."),
            _ => ("order:ended", $"The order is {Ended}."),
        };
        if (state == ShipmentState.OnTheWay && Ended is not null && paid.Refundable < shipment.Value)
            paid.NeedsAttention($"A package left although the order is {Ended} and its money was given back.");
        else if (Ended is not null)
            GiveBackOfEnded(paid, key, reason, occasion);
        else if (state == ShipmentState.Back && byPolicy)
            GiveBack(paid, Math.Min(shipment.Value, paid.Refundable), key, reason, occasion);
    }

    /// <summary>What the buyer paid for these pieces: their prices, less their share of a discount. Shipping is not part of it.</summary>
    public decimal ValueOf(IReadOnlyList<SkuQuantity> contents)
    {
        var listed = Lines.Sum(l => l.UnitPrice * l.Quantity);
        if (listed <= 0 || Currency is null)
            return 0;
        var prices = Lines.GroupBy(l => l.Sku, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => g.Sum(l => l.UnitPrice * l.Quantity) / Math.Max(1, g.Sum(l => l.Quantity)),
            StringComparer.Ordinal);
        var value = contents.Sum(c => prices.GetValueOrDefault(c.Sku) * c.Quantity);
        return Money.Round(value * Math.Min(1, Total / listed), Currency);
    }

    void Start(Guid id, PaymentRequest request, Occasion occasion)
    {
        Payment payment = new(id, OrderId, Number, request, occasion);
        payment.Call(GatewayCallKind.Start, occasion);
        _payments.Add(payment);
    }

    /// <summary>Gives up a payment that the gateway may have started already, and asks it to stop.</summary>
    static void Abandon(Payment payment, PaymentStatus status, Occasion occasion, string reason)
    {
        var mayHaveStarted = payment.Calls.Any(c => c.Kind == GatewayCallKind.Start && c.Attempts > 0);
        foreach (var call in payment.Calls)
            call.Drop();
        payment.GiveUp(status, occasion, reason);
        if (mayHaveStarted)
            payment.Call(GatewayCallKind.Void, occasion);
    }

    /// <summary>
    /// Gives back all that is left but for packages on their way. While one may still be stopped or leave in this moment, nothing: it says
    /// itself, shortly, which of the two it was.
    /// </summary>
    void GiveBackOfEnded(Payment payment, string key, string reason, Occasion occasion)
    {
        if (!_shipments.Exists(s => s.State == ShipmentState.Packed))
            GiveBack(payment, payment.Refundable - _shipments.Where(s => s.State == ShipmentState.OnTheWay).Sum(s => s.Value), key, reason, occasion);
    }

    void GiveBack(Payment payment, decimal amount, string key, string reason, Occasion occasion)
    {
        if (amount > 0 && !HasRefund(key) && payment.BeginRefund(amount, key, reason, occasion) is null)
            payment.NeedsAttention($"{amount} {payment.Currency} should go back and cannot while the payment is {payment.Status.ToWord()}: {reason}");
    }

    /// <summary>The key of a decision that is made again: what the gateway has declined to give back does not stand in its way.</summary>
    string Again(string key)
    {
        var tries = _payments.SelectMany(p => p.Refunds).Where(r => r.Key == key || r.Key.StartsWith($"{key}#", StringComparison.Ordinal)).ToList();
        return tries.Count > 0 && tries.TrueForAll(r => r.Status == RefundStatus.Failed) ? $"{key}#{tries.Count + 1}" : key;
    }

    bool HasRefund(string key) => _payments.Exists(p => p.Refunds.Any(r => r.Key == key));
}
