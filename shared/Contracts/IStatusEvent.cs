namespace StatusTracking.Contracts;

/// <summary>
/// Anything that goes through the topic exchange <c>status-changes</c>: a status change, a signal, or a change that was ignored.
/// </summary>
public interface IStatusEvent
{
    /// <summary>The subject's word: <c>order</c>, <c>payment</c>, <c>stock</c>, <c>package</c>, <c>notification</c>.</summary>
    string Subject { get; }

    /// <summary>Which one of its kind.</summary>
    Guid SubjectId { get; }

    /// <summary>The order that it belongs to; <see cref="Guid.Empty"/> where there is none (a SKU's stock signal).</summary>
    Guid OrderId { get; }

    /// <summary>When it happened, as its source says.</summary>
    DateTimeOffset OccurredAt { get; }

    /// <summary>When its owner heard of it. Clocks run on this.</summary>
    DateTimeOffset RecordedAt { get; }

    /// <summary>Always three words, <c>{subject}.{status}.{detail|none}</c>. Travels as the AMQP routing key, not in the body.</summary>
    string RoutingKey { get; }
}

/// <summary>A subject's change of status: saved together with the subject and its history, published after the commit.</summary>
public interface IStatusChanged : IStatusEvent
{
    /// <summary>The status before, as its word on the wire; null for the first one.</summary>
    string? From { get; }

    /// <summary>The status after, as its word on the wire. A reader accepts words that it does not know.</summary>
    string To { get; }

    /// <summary>A finer word, such as <c>departed_facility</c>.</summary>
    string? Detail { get; }

    /// <summary>Why, for people: which SKU was short, what the gateway said.</summary>
    string? Reason { get; }

    /// <summary>True where an older scan arrived after a newer one. Decided once, by the owner.</summary>
    bool Late { get; }

    /// <summary>Grows by one with each change of this subject. A listener ignores what is lower than what it has applied.</summary>
    long Sequence { get; }
}
