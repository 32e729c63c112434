using System.Text.Json.Serialization;

namespace StatusTracking.Contracts;

/// <summary>A payment's statuses. Legal moves: <c>Payments/Domain</c>.</summary>
public enum PaymentStatus { Pending, ActionRequired, Authorized, Captured, PartiallyRefunded, Refunded, Disputed, ChargedBack, Voided, Failed, Expired, Cancelled }

/// <summary>A payment changed its status. Owner: Payments. Never holds the token.</summary>
public sealed record PaymentStatusChanged : StatusChanged
{
    /// <inheritdoc/>
    public override string Subject => Subjects.Payment;

    /// <summary>In units of <see cref="Currency"/>.</summary>
    public required decimal Amount { get; init; }

    /// <summary>What was refunded so far, in units of <see cref="Currency"/>.</summary>
    public decimal Refunded { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Such as <c>card</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The order's number, for people.</summary>
    public string? OrderNumber { get; init; }

    /// <summary>Where the buyer completes the payment, on <c>action_required</c>.</summary>
    public string? ActionUrl { get; init; }

    /// <summary>The status as a value; null for a word that this version does not know.</summary>
    [JsonIgnore]
    public PaymentStatus? Status => Word.Parse<PaymentStatus>(To);
}

/// <summary>
/// Command to <c>payments-start-payment</c>: pay again for an order (<c>POST /orders/{id}/payments</c>). Holds the payment token.
/// </summary>
public sealed record StartPayment
{
    /// <summary>The new payment's id, chosen by Orders so that it can be answered at once.</summary>
    public required Guid PaymentId { get; init; }

    /// <summary>The order to pay for.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The order's number, for people.</summary>
    public required string OrderNumber { get; init; }

    /// <summary>What to collect.</summary>
    public required PaymentRequest Payment { get; init; }

    /// <summary>When the buyer asked.</summary>
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>Command to <c>payments-refund-order</c>: give an order's money back, whole or in part (an operator's choice for a lost package).</summary>
public sealed record RefundOrder
{
    /// <summary>The order whose captured payment is refunded.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>In units of the order's currency; null = all that was captured and not yet refunded.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Makes a repeated command one refund.</summary>
    public required string RefundKey { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset OccurredAt { get; init; }
}
