namespace StatusTracking.Payments.Domain;

/// <summary>What came of a call to the gateway.</summary>
enum GatewayOutcome
{
    /// <summary>The money is collected.</summary>
    Captured,

    /// <summary>The money is set aside until it is captured or the authorization lapses.</summary>
    Authorized,

    /// <summary>The buyer has to do something first.</summary>
    ActionRequired,

    /// <summary>The gateway works on it; a callback will tell.</summary>
    Accepted,

    /// <summary>No, and asking again will not help.</summary>
    Declined,

    /// <summary>Nothing will be collected.</summary>
    Voided,

    /// <summary>The money is on its way back to the buyer.</summary>
    Refunded,

    /// <summary>No answer, or none that says anything: ask again, with the same key.</summary>
    Unavailable,
}

/// <summary>The gateway's answer to a call. <paramref name="RefundId"/> is its own id of the refund that was asked for, where it gives one.</summary>
sealed record GatewayAnswer(GatewayOutcome Outcome, string? Reason = null, string? ActionUrl = null, decimal? Amount = null, string? RefundId = null);

/// <summary>A call to the gateway. A class, so that nothing prints the token.</summary>
sealed class GatewayRequest
{
    /// <summary>The same for every attempt of one call: the gateway acts on it once.</summary>
    public required Guid IdempotencyKey { get; init; }

    /// <summary>The payment, by the name that we gave it.</summary>
    public required Guid PaymentId { get; init; }

    /// <summary>What to collect, capture or give back.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Such as <c>card</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The secret of the buyer's payment method; only where a payment is started.</summary>
    public string? Token { get; init; }
}

/// <summary>
/// Whoever collects the money. Each call is made outside of any transaction and repeated with the same
/// <see cref="GatewayRequest.IdempotencyKey"/> until it is answered. An exception counts as <see cref="GatewayOutcome.Unavailable"/>.
/// </summary>
interface IPaymentGateway
{
    /// <summary>Collects, or begins to.</summary>
    Task<GatewayAnswer> StartAsync(GatewayRequest request, CancellationToken cancellation);

    /// <summary>Collects what was authorized.</summary>
    Task<GatewayAnswer> CaptureAsync(GatewayRequest request, CancellationToken cancellation);

    /// <summary>Sees to it that nothing is collected; <see cref="GatewayOutcome.Captured"/> where that comes too late.</summary>
    Task<GatewayAnswer> VoidAsync(GatewayRequest request, CancellationToken cancellation);

    /// <summary>Gives money back.</summary>
    Task<GatewayAnswer> RefundAsync(GatewayRequest request, CancellationToken cancellation);
}
