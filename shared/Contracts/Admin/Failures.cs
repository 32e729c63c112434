namespace StatusTracking.Contracts;

/// <summary>How a message ended that did not do what it was sent for.</summary>
public enum FailureKind
{
    /// <summary>Its handler failed, each time that it was tried.</summary>
    Faulted,

    /// <summary>Its queue has no handler for it: it is no JSON, or names no message that the service knows.</summary>
    Skipped,

    /// <summary>The broker, or in one process its outbox, gave it up: it was delivered too often without an answer (it kills its process), or it expired.</summary>
    DeadLettered,

    /// <summary>It never left its sender's outbox.</summary>
    Unsent,

    /// <summary>It was published and nobody was bound to it.</summary>
    Unrouted,
}

/// <summary>
/// Command to <c>admin-record-failure</c>: a message failed. The message itself, byte for byte, stays with <see cref="Service"/>, which also
/// sends it again or drops it (<see cref="ReleaseFailedMessage"/>, <see cref="DropFailedMessage"/>); this is what people see of it.
/// </summary>
public sealed record RecordFailure
{
    /// <summary>Made from the queue and the message's id, so that a message that fails again joins what is known of it.</summary>
    public required Guid FailureId { get; init; }

    /// <summary>The word of a <see cref="FailureKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Who keeps the message: a service's name in lower case.</summary>
    public required string Service { get; init; }

    /// <summary>By this its keeper knows it.</summary>
    public required Guid KeptAs { get; init; }

    /// <summary>The queue that it failed on; for what was not sent or not routed, the exchange.</summary>
    public required string Queue { get; init; }

    /// <summary>The message's own id: the producer's, or one made from what it sent.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The conversation that it belongs to.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>Its types, as in the header <c>MT-MessageType</c>; empty where it names none.</summary>
    public required IReadOnlyList<string> MessageTypes { get; init; }

    /// <summary>The body's media type; null where the message has none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The headers that it travelled with, without the broker's own.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as text, secrets masked; base64 where it is no text.</summary>
    public required string Body { get; init; }

    /// <summary>Whether <see cref="Body"/> is base64.</summary>
    public bool IsBase64 { get; init; }

    /// <summary>Whether <see cref="Body"/> is only the beginning: the whole is with the keeper.</summary>
    public bool IsCut { get; init; }

    /// <summary>The whole body's length in bytes.</summary>
    public required long BodyLength { get; init; }

    /// <summary>The exception's type, or a word for what was no exception (<c>no_handler</c>, <c>delivery_limit</c>, <c>expired</c>, <c>no_binding</c>).</summary>
    public required string Error { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>The exception with its stack; null where there was none.</summary>
    public string? Details { get; init; }

    /// <summary>How often it was delivered, or tried to be sent.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it failed.</summary>
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>Which retry failed, where it was one: <see cref="ReleaseFailedMessage.Retry"/>.</summary>
    public int? Retry { get; init; }
}

/// <summary>Command to <c>admin-record-failure</c>: what became of a retry that did not fail again.</summary>
public sealed record ReportRetry
{
    /// <summary>Which failure.</summary>
    public required Guid FailureId { get; init; }

    /// <summary><see cref="ReleaseFailedMessage.Retry"/>.</summary>
    public required int Retry { get; init; }

    /// <summary>Whether the message has been handled. False: it could not be sent again.</summary>
    public required bool Handled { get; init; }

    /// <summary>Why it could not be sent again, for people.</summary>
    public string? Reason { get; init; }
}

/// <summary>Command to a service's queue <c>{service}-failures</c>: send a message again that the service keeps.</summary>
public sealed record ReleaseFailedMessage
{
    /// <summary>Which failure. It travels with the message, so that its handling is reported.</summary>
    public required Guid FailureId { get; init; }

    /// <summary><see cref="RecordFailure.KeptAs"/>.</summary>
    public required Guid KeptAs { get; init; }

    /// <summary>Counts the retries of this failure, from 1.</summary>
    public required int Retry { get; init; }

    /// <summary>What to send instead of its body, as JSON; null = as it is. A masked secret stays what it was.</summary>
    public string? Body { get; init; }

    /// <summary>The id of the edited message: it is another one. Null = its own.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>The types of a message that named none, or the wrong ones; null = its own.</summary>
    public IReadOnlyList<string>? MessageTypes { get; init; }
}

/// <summary>Command to a service's queue <c>{service}-failures</c>: forget a message that the service keeps.</summary>
public sealed record DropFailedMessage
{
    /// <summary>Which failure.</summary>
    public required Guid FailureId { get; init; }

    /// <summary><see cref="RecordFailure.KeptAs"/>.</summary>
    public required Guid KeptAs { get; init; }
}

/// <summary>
/// Command to a service's queue <c>{service}-failures</c>: keep a message that the broker gave up and Admin found, and record its failure.
/// Its owner keeps it because only its owner may send it again.
/// </summary>
public sealed record KeepFailedMessage
{
    /// <summary>The word of a <see cref="FailureKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The queue that it failed on, or the exchange.</summary>
    public required string Queue { get; init; }

    /// <summary>Where it is sent when it is released.</summary>
    public required string Destination { get; init; }

    /// <summary>The key that it was published with; null for a queue.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>Its own id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Its types; empty where it names none.</summary>
    public required IReadOnlyList<string> MessageTypes { get; init; }

    /// <summary>Its media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Its headers.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Its body.</summary>
    public required byte[] Body { get; init; }

    /// <summary>A word for what happened.</summary>
    public required string Error { get; init; }

    /// <summary>The same, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>How often it was delivered.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the broker gave it up.</summary>
    public required DateTimeOffset FailedAt { get; init; }
}

/// <summary>Where failures go, and by what a message that is tried again is known.</summary>
public static class Failures
{
    /// <summary>The queue of <see cref="RecordFailure"/> and <see cref="ReportRetry"/>.</summary>
    public const string Queue = "admin-record-failure";

    /// <summary>The header of a message that is tried again: <c>{failure id}:{retry}</c>.</summary>
    public const string RetryHeader = "statustracking-retry-of";

    /// <summary>What stands in a body for a secret.</summary>
    public const string Masked = "•••";

    /// <summary>The queue on which a service takes <see cref="ReleaseFailedMessage"/> and its like.</summary>
    /// <param name="service">Its name in lower case.</param>
    public static string QueueOf(string service) => $"{service}-failures";
}
