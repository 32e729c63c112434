using StatusTracking.Contracts;
using StatusTracking.Messaging;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Domain;

/// <summary>What the gateway says of a payment, in an answer or in a callback.</summary>
/// <param name="Status">Where it says the payment stands.</param>
/// <param name="Amount">What the news is about; null = the whole payment.</param>
/// <param name="Reason">The gateway's words.</param>
/// <param name="At">When it happened at the gateway; null in an answer, which is about now.</param>
/// <param name="ActionUrl">Where the buyer goes, on <c>action_required</c>.</param>
/// <param name="RefundId">The gateway's id of the refund that it tells of, where it gives one.</param>
readonly record struct GatewayNews(
    PaymentStatus Status, decimal? Amount = null, string? Reason = null, DateTimeOffset? At = null, string? ActionUrl = null, string? RefundId = null);

/// <summary>One attempt to collect an order's amount.</summary>
sealed class Payment : Subject<PaymentStatus>
{
    /// <summary><c>failed, expired, cancelled, voided → captured</c>: the gateway's truth wins over what we had concluded.</summary>
    static readonly Transitions<PaymentStatus> Moves = new()
    {
        { Pending, PaymentStatus.ActionRequired, Authorized, PaymentStatus.Captured, Failed, Expired, Cancelled },
        { PaymentStatus.ActionRequired, Authorized, PaymentStatus.Captured, Failed, Expired, Cancelled },
        { Authorized, PaymentStatus.Captured, Voided, Expired },
        { PaymentStatus.Captured, PartiallyRefunded, PaymentStatus.Refunded, Disputed },
        { PartiallyRefunded, PartiallyRefunded, PaymentStatus.Refunded, Disputed },
        { Disputed, PaymentStatus.Captured, ChargedBack },
        { Failed, PaymentStatus.Captured },
        { Expired, PaymentStatus.Captured },
        { Cancelled, PaymentStatus.Captured },
        { Voided, PaymentStatus.Captured },
    };

    const string GivenByHand = "Given back at the gateway.";

    readonly List<Refund> _refunds = [];
    readonly List<GatewayCall> _calls = [];
    Guid _orderId;

    Payment() => (OrderNumber, Currency, Method) = ("", "", "");

    public Payment(Guid id, Guid orderId, string orderNumber, PaymentRequest request, Occasion occasion)
    {
        Id = id;
        _orderId = orderId;
        OrderNumber = orderNumber;
        Amount = request.Amount;
        Currency = request.Currency;
        Method = request.Method;
        Token = request.Token;
        Begin(Pending, occasion);
    }

    public override Guid OrderId => _orderId;

    public override string SubjectWord => Subjects.Payment;

    public string OrderNumber { get; private set; }

    public decimal Amount { get; private set; }

    public string Currency { get; private set; }

    public string Method { get; private set; }

    /// <summary>The secret of the buyer's payment method: here until the gateway has answered, nowhere else.</summary>
    public string? Token { get; private set; }

    public string? ActionUrl { get; private set; }

    public decimal Captured { get; private set; }

    public DateTimeOffset? CapturedAt { get; private set; }

    public decimal Refunded { get; private set; }

    /// <summary>What refunds under way will give back.</summary>
    public decimal RefundsPending { get; private set; }

    /// <summary>What an operator should look at; null when there is nothing.</summary>
    public string? Attention { get; private set; }

    /// <summary>When the newest thing happened that a callback told.</summary>
    public DateTimeOffset? GatewayAt { get; private set; }

    public IReadOnlyList<Refund> Refunds => _refunds;

    public IReadOnlyList<GatewayCall> Calls => _calls;

    /// <summary>What can still be asked to go back. What was given back at the gateway by hand may leave less than what is under way.</summary>
    public decimal Refundable => Math.Max(0, Captured - Refunded - RefundsPending);

    /// <summary>Whether the money is with the shop, wholly or in part.</summary>
    public bool IsPaid => Status is PaymentStatus.Captured or PartiallyRefunded or Disputed;

    protected override Transitions<PaymentStatus> Legal => Moves;

    /// <summary>Wants something of the gateway.</summary>
    public GatewayCall Call(GatewayCallKind kind, Occasion occasion, Refund? refund = null)
    {
        GatewayCall call = new(Id, kind, refund?.Amount ?? Amount, refund?.Id, occasion);
        _calls.Add(call);
        return call;
    }

    public void NeedsAttention(string why) => Attention = why.Length > 500 ? why[..500] : why;

    public void Acknowledge() => Attention = null;

    /// <summary>The token is not needed any more.</summary>
    public void ForgetToken() => Token = null;

    /// <summary>Applies what the gateway says, steps that it left out included. Older news than what was told already changes nothing,
    /// but that it captured after all, or gave money back: that adds up in any order.</summary>
    /// <returns>Whether money was captured by this.</returns>
    public bool Hear(GatewayNews news, Occasion occasion)
    {
        var (status, was) = (news.Status, CapturedAt);
        if (news.At < GatewayAt && status is not (PartiallyRefunded or PaymentStatus.Refunded) && !(status == PaymentStatus.Captured && CapturedAt is null))
        {
            if (status != Status)
                Ignore(status, new StatusChange { To = status.ToWord(), Sequence = 0, Late = true, Occasion = occasion }, "The gateway had told something newer already.");
            return false;
        }

        if (news.At > GatewayAt || GatewayAt is null)
            GatewayAt = news.At ?? GatewayAt;
        if (status is Disputed or ChargedBack or PartiallyRefunded or PaymentStatus.Refunded && CapturedAt is null)
            Capture(null, occasion, "The gateway told what came after it first.");
        if (status == ChargedBack && IsPaid && Status != Disputed)
            Step(Disputed, occasion, news.Reason);

        switch (status)
        {
            case PaymentStatus.Captured when Status == Disputed:
                WinDispute(occasion, news.Reason);
                break;
            case PaymentStatus.Captured:
                Capture(news.Amount, occasion, news.Reason);
                break;
            case PartiallyRefunded or PaymentStatus.Refunded:
                HearRefund(news, occasion);
                break;
            case PaymentStatus.ActionRequired:
                if (Step(status, occasion, news.Reason))
                    ActionUrl = news.ActionUrl;
                break;
            default:
                Step(status, occasion, news.Reason);
                break;
        }

        return was is null && CapturedAt is not null;
    }

    /// <summary>We give up an open payment; the gateway may know better, see the table.</summary>
    public void GiveUp(PaymentStatus status, Occasion occasion, string reason) => Step(status, occasion, reason);

    /// <summary>Sets money aside to be given back; null where there is not that much, or the payment stands where nothing can be.</summary>
    public Refund? BeginRefund(decimal amount, string key, string reason, Occasion occasion)
    {
        if (amount <= 0 || amount > Refundable || Status is not (PaymentStatus.Captured or PartiallyRefunded))
            return null;
        Refund refund = new(Id, OrderId, key, amount, reason, occasion.RecordedAt);
        _refunds.Add(refund);
        RefundsPending += amount;
        Call(GatewayCallKind.Refund, occasion, refund);
        return refund;
    }

    /// <summary>
    /// The gateway answers that it has given a refund back, or will not. Where a callback was taken for this one's before, the answer may
    /// show that it told of another of the same amount.
    /// </summary>
    /// <param name="refund">One of ours.</param>
    /// <param name="failure">Why it will not; null where it has.</param>
    /// <param name="occasion">When it answered.</param>
    /// <param name="gatewayId">The gateway's id of the refund, where it gives one.</param>
    public void Settle(Refund refund, string? failure, Occasion occasion, string? gatewayId = null)
    {
        if (failure is null)
        {
            Sort(refund, gatewayId, occasion);
            refund.Answer(gatewayId);
            if (refund.Status == RefundStatus.Pending)
                Succeed(refund, occasion);
            return;
        }

        if (refund.Status == RefundStatus.Pending)
            RefundsPending -= refund.Amount;
        else
            PassOn(refund.LoseEcho(), refund.Amount, occasion);
        refund.Answer(null);
        refund.Settle(RefundStatus.Failed, failure, occasion.RecordedAt);
        NeedsAttention($"A refund of {refund.Amount} {Currency} failed: {failure}");
    }

    public override StatusChanged ToMessage(StatusChange change) => new PaymentStatusChanged
    {
        SubjectId = Id,
        OrderId = OrderId,
        From = change.From,
        To = change.To,
        Detail = change.Detail,
        Reason = change.Reason,
        Late = change.Late,
        OccurredAt = change.Occasion.OccurredAt,
        RecordedAt = change.Occasion.RecordedAt,
        Sequence = change.Sequence,
        Amount = Amount,
        Refunded = Refunded,
        Currency = Currency,
        Method = Method,
        OrderNumber = OrderNumber,
        ActionUrl = Word.Parse<PaymentStatus>(change.To) == PaymentStatus.ActionRequired ? ActionUrl : null,
    };

    bool Step(PaymentStatus to, Occasion occasion, string? reason)
    {
        if (!Move(to, occasion, reason: reason))
            return false;
        if (to is not (Pending or PaymentStatus.ActionRequired))
            (Token, ActionUrl) = (null, null);
        return true;
    }

    void Capture(decimal? amount, Occasion occasion, string? reason)
    {
        if (!Step(PaymentStatus.Captured, occasion, reason))
            return;
        Captured = amount ?? Amount;
        CapturedAt = occasion.OccurredAt;
        if (Captured != Amount)
            NeedsAttention($"The gateway captured {Captured} {Currency} where {Amount} was asked for.");
    }

    void WinDispute(Occasion occasion, string? reason)
    {
        Step(PaymentStatus.Captured, occasion, reason);
        if (Refunded > 0)
            Step(Refunded < Captured ? PartiallyRefunded : PaymentStatus.Refunded, occasion, "What was given back before the dispute.");
    }

    /// <summary>
    /// A refund told by callback is one of ours, which it tells of once, or was made at the gateway by hand. The gateway's id of it decides;
    /// where there is none yet, each of ours takes one callback of its amount. No amount means that everything went back.
    /// </summary>
    void HearRefund(GatewayNews news, Occasion occasion)
    {
        if (news.RefundId is not null && _refunds.Find(r => r.GatewayId == news.RefundId) is { } known)
        {
            Echo(known, news.RefundId, occasion);
            return;
        }

        if (news.Amount is null)
        {
            foreach (var underWay in _refunds.FindAll(r => r.Status == RefundStatus.Pending))
                Succeed(underWay, occasion);
            GiveByHand(news.RefundId, Captured - Refunded, news.Reason ?? GivenByHand, occasion);
            return;
        }

        Attribute(news.RefundId, news.Amount.Value, news.Reason ?? GivenByHand, occasion);
    }

    void Attribute(string? gatewayId, decimal amount, string reason, Occasion occasion)
    {
        // One whose answer was heard is certain to be told of; one under way may yet be declined.
        if ((Untold(RefundStatus.Succeeded, gatewayId, amount) ?? Untold(RefundStatus.Pending, gatewayId, amount)) is { } ours)
            Echo(ours, gatewayId, occasion);
        else
            GiveByHand(gatewayId, amount, reason, occasion);
    }

    Refund? Untold(RefundStatus status, string? gatewayId, decimal amount) =>
        _refunds.Find(r => r.Status == status && r.IsOurs && !r.Told && r.Amount == amount && (gatewayId is null || r.GatewayId is null));

    void Echo(Refund refund, string? gatewayId, Occasion occasion)
    {
        refund.Tell(gatewayId);
        if (refund.Status == RefundStatus.Pending)
            Succeed(refund, occasion);
    }

    void Succeed(Refund refund, Occasion occasion)
    {
        RefundsPending -= refund.Amount;
        refund.Settle(RefundStatus.Succeeded, null, occasion.RecordedAt);
        GaveBack(refund.Amount, occasion, refund.Reason);
    }

    /// <summary>
    /// An answer shows which of the refunds told so far was this one, or may have been: what one callback and one answer say is counted once
    /// as long as both can mean the same.
    /// </summary>
    void Sort(Refund refund, string? gatewayId, Occasion occasion)
    {
        if (refund.GatewayId is { } other && gatewayId is not null && other != gatewayId && !_refunds.Exists(r => r.GatewayId == gatewayId))
        {
            refund.LoseEcho();
            refund.Answer(gatewayId);
            Attribute(other, refund.Amount, GivenByHand, occasion);
            return;
        }

        var taken = _refunds.Find(r => r != refund && r.Amount == refund.Amount && gatewayId is not null && r.GatewayId == gatewayId)
            ?? (refund.Status == RefundStatus.Pending
                ? _refunds.Find(r => r.IsOurs && r.Status == RefundStatus.Succeeded && r.Told && !r.Answered && r.Amount == refund.Amount && (r.GatewayId is null || gatewayId is null))
                : null);
        if (taken is null)
            return;
        refund.SwapEcho(taken);
        if (refund.Status == RefundStatus.Pending)
        {
            refund.Settle(RefundStatus.Succeeded, null, occasion.RecordedAt);
            taken.Reopen(occasion.RecordedAt);
        }
    }

    /// <summary>A callback was taken for one that was declined: it told of another, and what it told of has gone back all the same.</summary>
    void PassOn(string? gatewayId, decimal amount, Occasion occasion)
    {
        if (Untold(RefundStatus.Pending, gatewayId, amount) is not { } ours)
        {
            _refunds.Add(Refund.MadeAtGateway(Id, OrderId, gatewayId, amount, GivenByHand, occasion.RecordedAt));
            return;
        }

        ours.Tell(gatewayId);
        RefundsPending -= amount;
        ours.Settle(RefundStatus.Succeeded, null, occasion.RecordedAt);
    }

    void GiveByHand(string? gatewayId, decimal amount, string reason, Occasion occasion)
    {
        var left = Captured - Refunded;
        if (amount > left)
            NeedsAttention($"The gateway says that it gave back {amount} {Currency}; {left} could be.");
        amount = Math.Min(amount, left);
        if (amount <= 0)
            return;
        _refunds.Add(Refund.MadeAtGateway(Id, OrderId, gatewayId, amount, reason, occasion.RecordedAt));
        GaveBack(amount, occasion, reason);
    }

    void GaveBack(decimal amount, Occasion occasion, string reason)
    {
        if (Refunded + amount > Captured)
            NeedsAttention($"The gateway says that it gave back {Refunded + amount} {Currency} in all; it captured {Captured}.");
        Refunded = Math.Min(Captured, Refunded + amount);
        Step(Refunded < Captured ? PartiallyRefunded : PaymentStatus.Refunded, occasion, reason);
    }
}
