namespace StatusTracking.Payments.Domain;

/// <summary>Where a refund stands.</summary>
enum RefundStatus { Pending, Succeeded, Failed }

/// <summary>Money on its way back. It counts against what was captured from the moment that it is wanted, until it fails.</summary>
sealed class Refund
{
    Refund() => (Key, Reason) = ("", "");

    public Refund(Guid paymentId, Guid orderId, string key, decimal amount, string reason, DateTimeOffset at)
    {
        Id = Guid.CreateVersion7(at);
        PaymentId = paymentId;
        OrderId = orderId;
        Key = key;
        Amount = amount;
        Reason = reason.Length > 500 ? reason[..500] : reason;
        CreatedAt = UpdatedAt = at;
    }

    public Guid Id { get; private set; }

    public Guid PaymentId { get; private set; }

    public Guid OrderId { get; private set; }

    /// <summary>Unique in its order: what is asked for twice is given back once.</summary>
    public string Key { get; private set; }

    public decimal Amount { get; private set; }

    public string Reason { get; private set; }

    public RefundStatus Status { get; private set; }

    /// <summary>What the gateway said, where it failed.</summary>
    public string? Failure { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public void Settle(RefundStatus status, string? failure, DateTimeOffset at)
    {
        Status = status;
        Failure = failure?.Length > 500 ? failure[..500] : failure;
        UpdatedAt = at;
    }
}
