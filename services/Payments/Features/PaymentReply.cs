using StatusTracking.Contracts;
using StatusTracking.Payments.Domain;

namespace StatusTracking.Payments.Features;

/// <summary>A refund as the API shows it.</summary>
sealed record RefundReply(Guid Id, Guid PaymentId, decimal Amount, string Currency, RefundStatus Status, string Reason, string? Failure, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static RefundReply Of(Refund refund, string currency) =>
        new(refund.Id, refund.PaymentId, refund.Amount, currency, refund.Status, refund.Reason, refund.Failure, refund.CreatedAt, refund.UpdatedAt);
}

/// <summary>A payment as the API shows it: everything but the token.</summary>
sealed record PaymentReply
{
    public required Guid Id { get; init; }

    public required Guid OrderId { get; init; }

    public required string OrderNumber { get; init; }

    public required PaymentStatus Status { get; init; }

    public required string? Reason { get; init; }

    public required decimal Amount { get; init; }

    public required string Currency { get; init; }

    public required string Method { get; init; }

    /// <summary>What the gateway collected.</summary>
    public required decimal Captured { get; init; }

    /// <summary>What went back.</summary>
    public required decimal Refunded { get; init; }

    /// <summary>What could still go back: captured, less what went and what is on its way.</summary>
    public required decimal Refundable { get; init; }

    /// <summary>Where the buyer completes the payment.</summary>
    public required string? ActionUrl { get; init; }

    /// <summary>Whether an operator should look at it.</summary>
    public required bool NeedsAttention { get; init; }

    /// <summary>Why.</summary>
    public required string? Attention { get; init; }

    public required IReadOnlyList<RefundReply> Refunds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static PaymentReply Of(Payment payment) => new()
    {
        Id = payment.Id,
        OrderId = payment.OrderId,
        OrderNumber = payment.OrderNumber,
        Status = payment.Status,
        Reason = payment.Reason,
        Amount = payment.Amount,
        Currency = payment.Currency,
        Method = payment.Method,
        Captured = payment.Captured,
        Refunded = payment.Refunded,
        Refundable = payment.Refundable,
        ActionUrl = payment.ActionUrl,
        NeedsAttention = payment.Attention is not null,
        Attention = payment.Attention,
        Refunds = [.. payment.Refunds.OrderBy(r => r.CreatedAt).Select(r => RefundReply.Of(r, payment.Currency))],
        CreatedAt = payment.CreatedAt,
        UpdatedAt = payment.UpdatedAt,
    };
}
