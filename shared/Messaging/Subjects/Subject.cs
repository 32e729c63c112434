using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>When something happened, as its source says, and when we heard of it. A change inherits both from its cause.</summary>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="RecordedAt">When we heard. Clocks run on this.</param>
public readonly record struct Occasion(DateTimeOffset OccurredAt, DateTimeOffset RecordedAt)
{
    /// <summary>Something that happens now.</summary>
    public static Occasion Now(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new(now, now);
    }

    /// <summary>Something that happened earlier and that we hear of now.</summary>
    public static Occasion Heard(DateTimeOffset occurredAt, TimeProvider time) => new(occurredAt, time.GetUtcNow());
}

/// <summary>One change of a subject, applied or ignored, before it becomes a row of history and a message.</summary>
public sealed record StatusChange
{
    /// <summary>The status before, as a word; null for the first. Of an ignored change: the status that was kept.</summary>
    public string? From { get; init; }

    /// <summary>The status after, as a word. Of an ignored change: the one that was asked for.</summary>
    public required string To { get; init; }

    /// <summary>A finer word.</summary>
    public string? Detail { get; init; }

    /// <summary>Why, for people. Always given for an ignored change.</summary>
    public string? Reason { get; init; }

    /// <summary>Recorded, not applied.</summary>
    public bool Ignored { get; init; }

    /// <summary>An older scan came after a newer one.</summary>
    public bool Late { get; init; }

    /// <summary>The subject's sequence after the change. An ignored change has the one that it found.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it happened and when we heard.</summary>
    public required Occasion Occasion { get; init; }

    /// <summary>Where it happened, for people (a scan's place).</summary>
    public string? Location { get; init; }

    /// <summary>The source's own words.</summary>
    public string? Description { get; init; }

    /// <summary>Who caused it: the word of a <see cref="Contracts.Blame"/>.</summary>
    public string? Blame { get; init; }

    /// <summary>Why it cannot have happened at that time: the word of an <see cref="Contracts.ImpossibleTime"/>.</summary>
    public string? Impossible { get; init; }
}

/// <summary>What <see cref="ServiceDb"/> needs of a subject when it saves one.</summary>
public interface ISubject
{
    /// <summary>Which one.</summary>
    Guid Id { get; }

    /// <summary>The order that it belongs to.</summary>
    Guid OrderId { get; }

    /// <summary>The first word of its routing keys.</summary>
    string SubjectWord { get; }

    /// <summary>Bumped by <see cref="ServiceDb"/> at each save; a concurrency token.</summary>
    int Version { get; set; }

    /// <summary>Hands over the changes made since the last save, in their order, and forgets them.</summary>
    IReadOnlyList<StatusChange> TakeChanges();

    /// <summary>The message of an applied change.</summary>
    StatusChanged ToMessage(StatusChange change);
}

/// <summary>A subject that has more to tell than its changes of status. What it tells is saved with it, as they are.</summary>
public interface ITells
{
    /// <summary>Hands over what was not told since the last save, and forgets it.</summary>
    IReadOnlyList<IStatusEvent> TakeEvents();
}

/// <summary>
/// Something whose status is tracked. It moves only along its legal transitions and collects what it did; saving it writes the history and
/// the outgoing message in the same transaction, so that no status can be saved without being published.
/// </summary>
public abstract class Subject<TStatus> : ISubject where TStatus : struct, Enum
{
    readonly List<StatusChange> _changes = [];

    /// <inheritdoc/>
    public Guid Id { get; protected set; }

    /// <inheritdoc/>
    public abstract Guid OrderId { get; }

    /// <inheritdoc/>
    public abstract string SubjectWord { get; }

    /// <summary>Where it stands.</summary>
    public TStatus Status { get; private set; }

    /// <summary>A finer word of where it stands.</summary>
    public string? Detail { get; private set; }

    /// <summary>Why it stands there, for people.</summary>
    public string? Reason { get; private set; }

    /// <summary>The number of changes so far.</summary>
    public long Sequence { get; private set; }

    /// <inheritdoc/>
    public int Version { get; set; }

    /// <summary>When it was first recorded.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When its last change was recorded.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The table of legal moves.</summary>
    protected abstract Transitions<TStatus> Legal { get; }

    /// <summary>Whether nothing can follow any more.</summary>
    public bool IsTerminal => Legal.IsTerminal(Status);

    /// <summary>Whether a move would be legal now.</summary>
    public bool CanMove(TStatus to) => Legal.Allows(Status, to);

    /// <summary>The first status. Called once, by the constructor.</summary>
    protected void Begin(TStatus first, Occasion occasion, string? detail = null, string? reason = null)
    {
        if (Sequence != 0)
            throw new InvalidOperationException($"{SubjectWord} {Id} has begun already.");
        CreatedAt = occasion.RecordedAt;
        Apply(new StatusChange { To = first.ToWord(), Detail = detail, Reason = reason, Sequence = 1, Occasion = occasion }, first);
    }

    /// <summary>
    /// Moves where the table allows it; elsewhere records that the move was ignored, and why. A move to where it stands, with the same
    /// detail, that the table does not allow writes nothing: it says nothing new.
    /// </summary>
    /// <returns>Whether the status changed.</returns>
    protected bool Move(TStatus to, Occasion occasion, string? detail = null, string? reason = null) =>
        Move(to, new StatusChange { To = to.ToWord(), Detail = detail, Reason = reason, Sequence = 0, Occasion = occasion });

    /// <summary>The same, with all that a change can carry; From and Sequence are filled in here.</summary>
    protected bool Move(TStatus to, StatusChange change)
    {
        if (Legal.Allows(Status, to))
        {
            Apply(change with { From = Status.ToWord(), To = to.ToWord(), Sequence = Sequence + 1, Ignored = false }, to);
            return true;
        }

        if (!EqualityComparer<TStatus>.Default.Equals(Status, to) || change.Detail != Detail)
            Ignore(to, change, change.Reason ?? $"{SubjectWord} is {Status.ToWord()}: it cannot become {to.ToWord()}.");
        return false;
    }

    /// <summary>
    /// Changes to what the history turns out to have been (an older scan that came late, an operator's correction), also where the table
    /// has no such move. From and Sequence are filled in here.
    /// </summary>
    protected void Restate(TStatus to, StatusChange change) =>
        Apply(change with { From = Status.ToWord(), To = to.ToWord(), Sequence = Sequence + 1, Ignored = false }, to);

    /// <summary>Records a change that was heard and not applied.</summary>
    protected void Ignore(TStatus to, StatusChange change, string reason) =>
        _changes.Add(change with { From = Status.ToWord(), To = to.ToWord(), Reason = reason, Sequence = Sequence, Ignored = true });

    /// <inheritdoc/>
    public abstract StatusChanged ToMessage(StatusChange change);

    /// <inheritdoc/>
    public IReadOnlyList<StatusChange> TakeChanges()
    {
        if (_changes.Count == 0)
            return [];
        StatusChange[] taken = [.. _changes];
        _changes.Clear();
        return taken;
    }

    void Apply(StatusChange change, TStatus status)
    {
        Status = status;
        Detail = change.Detail;
        Reason = change.Reason;
        Sequence = change.Sequence;
        UpdatedAt = change.Occasion.RecordedAt;
        _changes.Add(change);
    }
}
