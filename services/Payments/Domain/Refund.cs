namespace StatusTracking.Payments.Domain;

/// <summary>Where a refund stands.</summary>
enum RefundStatus { Pending, Succeeded, Failed }

/// <summary>Money on its way back. It counts against what was captured from the moment that it is wanted, until it fails.</summary>
sealed class Refund
{
    const string ByHand = "gateway:";

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

    /// <summary>One that was made at the gateway by hand, and is done.</summary>
    public static Refund MadeAtGateway(Guid paymentId, Guid orderId, string? gatewayId, decimal amount, string reason, DateTimeOffset at) =>
        new(paymentId, orderId, $"{ByHand}{Guid.CreateVersion7(at)}", amount, reason, at) { Status = RefundStatus.Succeeded, GatewayId = gatewayId, Told = true };

    public Guid Id { get; private set; }

    public Guid PaymentId { get; private set; }

    public Guid OrderId { get; private set; }

    /// <summary>Unique in its order: what is asked for twice is given back once.</summary>
    public string Key { get; private set; }

    /// <summary>The gateway's own id of it, as far as it has said so.</summary>
    public string? GatewayId { get; private set; }

    /// <summary>A callback has told of it. The next one that could mean it means another.</summary>
    public bool Told { get; private set; }

    /// <summary>The gateway has answered what became of it; before that, it counts as done only because a callback was taken for its own.</summary>
    public bool Answered { get; private set; }

    /// <summary>We asked for it; the others were made at the gateway by hand.</summary>
    public bool IsOurs => !Key.StartsWith(ByHand, StringComparison.Ordinal);

    public decimal Amount { get; private set; }

    public string Reason { get; private set; }

    public RefundStatus Status { get; private set; }

    /// <summary>What the gateway said, where it failed.</summary>
    public string? Failure { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>A callback told of it.</summary>
    public void Tell(string? gatewayId) => (Told, GatewayId) = (true, GatewayId ?? gatewayId);

    /// <summary>The gateway has answered, and may have named it.</summary>
    public void Answer(string? gatewayId) => (Answered, GatewayId) = (true, gatewayId ?? GatewayId);

    /// <summary>What was taken for the echo of this one was that of the other, and the other way round.</summary>
    public void SwapEcho(Refund other) => ((Told, GatewayId), (other.Told, other.GatewayId)) = ((other.Told, other.GatewayId), (Told, GatewayId));

    /// <summary>What was taken for its echo told of another, and nothing is known of it yet.</summary>
    public void Reopen(DateTimeOffset at) => (Status, UpdatedAt) = (RefundStatus.Pending, at);

    /// <summary>What was taken for its echo told of another.</summary>
    /// <returns>The gateway's id of that other one.</returns>
    public string? LoseEcho()
    {
        var other = GatewayId;
        (Told, GatewayId) = (false, null);
        return other;
    }

    public void Settle(RefundStatus status, string? failure, DateTimeOffset at)
    {
        Status = status;
        Failure = failure?.Length > 500 ? failure[..500] : failure;
        UpdatedAt = at;
    }
}
