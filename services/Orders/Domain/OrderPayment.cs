using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Orders.Domain;

/// <summary>What an order knows of one attempt to pay for it.</summary>
sealed class OrderPayment
{
    public required Guid Id { get; init; }

    public PaymentStatus Status { get; private set; }

    /// <summary>The highest that was heard; 0 while only we know of it.</summary>
    public long Sequence { get; private set; }

    public decimal Amount { get; private set; }

    public decimal Refunded { get; private set; }

    public string? Reason { get; private set; }

    /// <summary>An attempt that we have just asked Payments to make.</summary>
    public static OrderPayment Asked(Guid id, decimal amount) => new() { Id = id, Amount = amount };

    /// <summary>Money was taken, whatever happened to it afterwards.</summary>
    public bool IsCollected => Status is PaymentStatus.Captured or PaymentStatus.PartiallyRefunded or PaymentStatus.Refunded
        or PaymentStatus.Disputed or PaymentStatus.ChargedBack;

    /// <summary>
    /// It may still bring the money without anyone doing anything. One that waits for the buyer is not open: the buyer may take another way.
    /// </summary>
    public bool IsOpen => Status is PaymentStatus.Pending or PaymentStatus.Authorized;

    /// <summary>What went back to the buyer.</summary>
    public decimal GivenBack => Status is PaymentStatus.Refunded or PaymentStatus.ChargedBack ? Amount : Refunded;

    /// <returns>Whether this said anything new.</returns>
    public bool Hear(PaymentStatusChanged change, PaymentStatus status)
    {
        if (change.Sequence <= Sequence)
            return false;
        Status = status;
        Sequence = change.Sequence;
        Amount = change.Amount;
        Refunded = change.Refunded;
        Reason = change.Reason;
        return true;
    }

    /// <summary>Takes words out of what somebody wrote of it.</summary>
    public void Erase(IEnumerable<string> words) => Reason = Reason is { } reason ? Scrubbing.Without(reason, words) : null;
}
