namespace StatusTracking.Payments.Domain;

/// <summary>A callback that was heard: the same event of a payment is applied once.</summary>
sealed class GatewayEvent
{
    GatewayEvent() => (EventId, Status) = ("", "");

    public GatewayEvent(Guid paymentId, string eventId, string status, DateTimeOffset occurredAt, DateTimeOffset recordedAt)
    {
        PaymentId = paymentId;
        EventId = eventId;
        Status = status;
        OccurredAt = occurredAt;
        RecordedAt = recordedAt;
    }

    public Guid PaymentId { get; private set; }

    public string EventId { get; private set; }

    public string Status { get; private set; }

    public DateTimeOffset OccurredAt { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }
}
