using StatusTracking.Messaging;

namespace StatusTracking.Payments.Domain;

/// <summary>What is asked of the gateway.</summary>
enum GatewayCallKind { Start, Capture, Void, Refund }

/// <summary>Where a call stands.</summary>
enum GatewayCallState
{
    /// <summary>To be made, or made again.</summary>
    Waiting,

    /// <summary>The gateway has answered.</summary>
    Done,

    /// <summary>No longer wanted. An attempt that is under way is still heard.</summary>
    Dropped,
}

/// <summary>
/// An intent to call the gateway: written with the change that wants it, made afterwards outside of any transaction. Its id is the
/// idempotency key at the gateway, so an attempt whose answer was lost is simply made again.
/// </summary>
sealed class GatewayCall
{
    TimeSpan? _wait;

    GatewayCall()
    {
    }

    public GatewayCall(Guid paymentId, GatewayCallKind kind, decimal amount, Guid? refundId, Occasion cause)
    {
        Id = Guid.CreateVersion7(cause.RecordedAt);
        PaymentId = paymentId;
        Kind = kind;
        Amount = amount;
        RefundId = refundId;
        OccurredAt = cause.OccurredAt;
        CreatedAt = cause.RecordedAt;
        _wait = TimeSpan.Zero;
    }

    public Guid Id { get; private set; }

    public Guid PaymentId { get; private set; }

    public GatewayCallKind Kind { get; private set; }

    public decimal Amount { get; private set; }

    public Guid? RefundId { get; private set; }

    public GatewayCallState State { get; private set; }

    /// <summary>Attempts begun, each written before the network is touched.</summary>
    public int Attempts { get; private set; }

    /// <summary>When that happened which asks for the call; long ago for an order that was brought over with its past.</summary>
    public DateTimeOffset OccurredAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Not before this time of the database's clock, by which all copies of the service count.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Until when the holder of <see cref="LeaseToken"/> may be at it; after that, anyone.</summary>
    public DateTimeOffset? LeaseUntil { get; private set; }

    public Guid? LeaseToken { get; private set; }

    public string? LastError { get; private set; }

    /// <summary>
    /// When the gateway's answer happened: as long after its cause as it really took, so that an order with a past reads in order.
    /// </summary>
    public Occasion AnsweredAt(DateTimeOffset now) => new(OccurredAt + (now - CreatedAt), now);

    /// <summary>What was decided since it was read, a new call or another attempt, begins to count: by the database's clock, whatever the time is here.</summary>
    public void FallDue(DateTimeOffset now) => (DueAt, _wait) = (_wait is { } wait ? now + wait : DueAt, null);

    /// <summary>Begins the first attempt here and now, so that nobody else makes the call.</summary>
    /// <param name="leaseToken">Names this attempt.</param>
    /// <param name="until">By the database's clock.</param>
    public void BeginHere(Guid leaseToken, DateTimeOffset until) => (Attempts, LeaseToken, LeaseUntil) = (1, leaseToken, until);

    public void Finish()
    {
        if (State == GatewayCallState.Waiting)
            State = GatewayCallState.Done;
        LeaseUntil = null;
    }

    public void Drop()
    {
        if (State == GatewayCallState.Waiting)
            State = GatewayCallState.Dropped;
    }

    /// <summary>The gateway could not be asked: again after 1, 2, 4 … seconds, at most five minutes.</summary>
    public void TryAgain(string error)
    {
        LastError = error.Length > 500 ? error[..500] : error;
        LeaseUntil = null;
        _wait = TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, Math.Clamp(Attempts - 1, 0, 9))));
    }
}
