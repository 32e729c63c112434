using System.Text.Json.Serialization;

namespace StatusTracking.Contracts;

/// <summary>The fields that every status change has. Not a message type of its own: nothing is published as this.</summary>
public abstract record StatusChanged : IStatusChanged
{
    /// <inheritdoc/>
    public abstract string Subject { get; }

    /// <inheritdoc/>
    public required Guid SubjectId { get; init; }

    /// <inheritdoc/>
    public required Guid OrderId { get; init; }

    /// <inheritdoc/>
    public string? From { get; init; }

    /// <inheritdoc/>
    public required string To { get; init; }

    /// <inheritdoc/>
    public string? Detail { get; init; }

    /// <inheritdoc/>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public bool Late { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <inheritdoc/>
    public required long Sequence { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public string RoutingKey => Contracts.RoutingKey.For(Subject, To, Detail);
}

/// <summary>
/// A change that was asked for and not applied, with the reason: illegal where the subject stands, or overtaken.
/// Published with the key <c>{subject}.change_ignored.none</c>, so that the timeline can show what was heard and not done.
/// </summary>
public sealed record StatusChangeIgnored : IStatusEvent
{
    /// <inheritdoc/>
    public required string Subject { get; init; }

    /// <inheritdoc/>
    public required Guid SubjectId { get; init; }

    /// <inheritdoc/>
    public required Guid OrderId { get; init; }

    /// <summary>The status that the subject kept.</summary>
    public string? From { get; init; }

    /// <summary>The status that was asked for.</summary>
    public required string To { get; init; }

    /// <summary>The finer word that was asked for.</summary>
    public string? Detail { get; init; }

    /// <summary>Why it was not applied, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>True where an older scan arrived after a newer one.</summary>
    public bool Late { get; init; }

    /// <summary>Of a package's scan, why it cannot have happened at that time: the word of an <see cref="ImpossibleTime"/>; else null.</summary>
    public string? Impossible { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public string RoutingKey => Contracts.RoutingKey.For(Subject, "change_ignored", null);
}
