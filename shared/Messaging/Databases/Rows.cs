namespace StatusTracking.Messaging;

/// <summary>A row of a subject's history: a change that was applied, or one that was ignored.</summary>
public sealed class StatusHistory
{
    /// <summary>Grows with time.</summary>
    public Guid Id { get; init; }

    /// <summary>The subject's word.</summary>
    public required string Subject { get; init; }

    /// <summary>Which one.</summary>
    public Guid SubjectId { get; init; }

    /// <summary>Its order.</summary>
    public Guid OrderId { get; init; }

    /// <summary>The status before, as a word; null for the first.</summary>
    public string? From { get; init; }

    /// <summary>The status after, or the one that was asked for.</summary>
    public required string To { get; init; }

    /// <summary>A finer word.</summary>
    public string? Detail { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>Recorded, not applied.</summary>
    public bool Ignored { get; init; }

    /// <summary>An older scan came after a newer one.</summary>
    public bool Late { get; init; }

    /// <summary>The subject's sequence after the change.</summary>
    public long Sequence { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>When we heard.</summary>
    public DateTimeOffset RecordedAt { get; init; }
}

/// <summary>A message id that a consumer has handled. Committed with the handler's effects.</summary>
public sealed class InboxMessage
{
    /// <summary>The incoming message's id.</summary>
    public Guid MessageId { get; init; }

    /// <summary>Which consumer: two consumers in one database must both see the message.</summary>
    public Guid ConsumerId { get; init; }

    /// <summary>By the database's clock.</summary>
    public DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>
/// A message on its way out, or one that waits for its time. Committed with the change that it tells of; deleted once the broker
/// has confirmed it.
/// </summary>
public sealed class OutboxMessage
{
    /// <summary>The row's id, not the message's: a redelivered message may wait here twice.</summary>
    public Guid Id { get; init; }

    /// <summary>The message's id: the same at every attempt.</summary>
    public Guid MessageId { get; init; }

    /// <summary>Rows leave in this order: ticks of the clock, and one more for each message of a transaction.</summary>
    public long Position { get; init; }

    /// <summary>Messages with the same key leave one after the other; null = no order.</summary>
    public Guid? PartitionKey { get; init; }

    /// <summary>The exchange: that of a message type (<c>Namespace:Type</c>) or of a queue.</summary>
    public required string Destination { get; init; }

    /// <summary>All urns of the message, joined by <c>;</c>.</summary>
    public required string MessageTypes { get; init; }

    /// <summary>The body's media type.</summary>
    public required string ContentType { get; init; }

    /// <summary>The body, byte for byte as it will travel.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The AMQP routing key; null for commands.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>A JSON object of headers.</summary>
    public required string Headers { get; init; }

    /// <summary>W3C trace context of whoever wrote it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>After this the message is worth nothing: it is not sent, but parked and recorded as a failure. By the database's clock; null = never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>By this a scheduled message is cancelled.</summary>
    public Guid? ScheduleToken { get; init; }

    /// <summary>
    /// When somebody may next take it, by the database's clock: its due time, the end of a lease, or the next attempt.
    /// Null: parked, nobody will, until an operator says so.
    /// </summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Whether it may leave at once: not kept in the table.</summary>
    internal bool Immediate { get; init; }

    /// <summary>How often it was tried. In memory also: how often it was taken from the table.</summary>
    public int Attempts { get; set; }

    /// <summary>Why the last attempt failed; null where none has.</summary>
    public string? LastError { get; set; }
}

/// <summary>The first reply to an idempotency key, kept to be given again byte for byte.</summary>
public sealed class IdempotencyKey
{
    /// <summary>Who sent it: the API key's or user's name.</summary>
    public required string Owner { get; init; }

    /// <summary>The header's value.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of method, path and body, in hex.</summary>
    public required string RequestHash { get; init; }

    /// <summary>Null while the first request runs.</summary>
    public int? StatusCode { get; set; }

    /// <summary>The reply's media type.</summary>
    public string? ContentType { get; set; }

    /// <summary>The reply's Location header.</summary>
    public string? Location { get; set; }

    /// <summary>The reply's body.</summary>
    public byte[]? Body { get; set; }

    /// <summary>When the first request came, by the database's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when a running request holds the key: after a crash it may be tried again.</summary>
    public DateTimeOffset LockedUntil { get; set; }
}
