using StatusTracking.Contracts;
using StatusTracking.Messaging;
using static StatusTracking.Contracts.NotificationStatus;

namespace StatusTracking.Notifications;

/// <summary>
/// One message to one person on one channel. It is unique by (<see cref="About"/>, <see cref="Kind"/>, <see cref="Occurrence"/>,
/// <see cref="Channel"/>, <see cref="Recipient"/>), and its row outlives the memory of seen messages.
/// </summary>
sealed class Notification : Subject<NotificationStatus>
{
    internal static readonly Transitions<NotificationStatus> Moves = new()
    {
        { Created, Suppressed, Deferred, Queued },
        { Deferred, Queued, Suppressed, Merged },
        { Queued, Sending, Deferred, Suppressed },
        { Sending, Sent, Retrying, Uncertain, Failed, Suppressed, Delivered, Undelivered, Bounced },
        { Retrying, Sending, Failed, Suppressed },
        { Uncertain, Sent, Delivered, Undelivered, Bounced, Failed, Queued },
        { Sent, Delivered, Undelivered, Bounced },
    };

    /// <summary>What a row holds of a name, in characters.</summary>
    internal const int LongestName = 200;

    /// <summary>Why one is deferred that would disturb its reader now.</summary>
    internal const string QuietHours = "quiet_hours";

    internal const string SentAgainByPolicy = "Sent again by policy, with the same Message-ID.";

    Notification()
    {
    }

    Notification(Guid id, Alert alert, Channel channel, Occasion occasion)
    {
        Id = id;
        Order = alert.OrderId;
        About = alert.About;
        Kind = alert.Kind;
        Occurrence = alert.Occurrence;
        Channel = channel;
        Recipient = alert.AddressOn(channel) ?? "";
        RecipientName = alert.To.Name.To(LongestName);
        Alert = alert;
        CauseOccurredAt = alert.OccurredAt;
        CauseSequence = alert.Sequence;
        Begin(Created, occasion);
    }

    public override Guid OrderId => Order;

    public override string SubjectWord => Subjects.Notification;

    protected override Transitions<NotificationStatus> Legal => Moves;

    public Guid Order { get; private set; }

    /// <summary>The subject of the alert: a package, an order or a payment.</summary>
    public Guid About { get; private set; }

    public AlertKind Kind { get; private set; }

    public string Occurrence { get; private set; } = "";

    public Channel Channel { get; private set; }

    /// <summary>The address; empty where the person has none on this channel.</summary>
    public string Recipient { get; private set; } = "";

    public string RecipientName { get; private set; } = "";

    /// <summary>The facts, so that the same news can be told again.</summary>
    public Alert Alert { get; private set; } = null!;

    public DateTimeOffset CauseOccurredAt { get; private set; }

    public long CauseSequence { get; private set; }

    /// <summary>When it may be tried next; null where it is not waiting to be sent.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>When it was queued first. Waiting long from then on makes it worth a second look.</summary>
    public DateTimeOffset? QueuedAt { get; private set; }

    /// <summary>When it first left the queue; what the caps count.</summary>
    public DateTimeOffset? ClaimedAt { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>The fencing token of whoever sends it now. Only that one may record what came of it.</summary>
    public long? Claim { get; private set; }

    /// <summary>Until when the claim holds, by the database's clock.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    public string? ProviderId { get; private set; }

    /// <summary>The notification that tells its news together with that of other packages; null = none does.</summary>
    public Guid? CarriedBy { get; private set; }

    /// <summary>An operator asked for it: it goes out now, however old its news is.</summary>
    public bool IsAskedFor => Alert.IsResend || Detail == Resolution.SendAgain.ToWord();

    /// <summary>Whether its news should be looked at again before it leaves: it was held up, and no operator asked for it.</summary>
    public bool WasHeldUp(DateTimeOffset now, TimeSpan patience) => !IsAskedFor && (Attempts > 0 || Status == Deferred || QueuedAt is { } queued && now - queued > patience);

    /// <summary>Its news was overtaken before it came, so that it only takes its key: it waited for nothing, and nobody was told.</summary>
    public bool WasNeverToBeTold => QueuedAt is null && Status == Suppressed && Detail == SuppressionReason.Superseded.ToWord();

    /// <summary>An intent to tell someone; not yet decided whether.</summary>
    public static Notification Of(Alert alert, Channel channel, TimeProvider time)
    {
        var occasion = Occasion.Heard(alert.OccurredAt, time);
        return new(Guid.CreateVersion7(occasion.RecordedAt), alert, channel, occasion);
    }

    public void Queue(DateTimeOffset now, Occasion occasion)
    {
        if (!Move(Queued, occasion))
            return;
        QueuedAt ??= now;
        DueAt = now;
    }

    /// <summary>It waits until then: its reader is not to be disturbed now. One that is tried again is only tried later.</summary>
    public void Defer(DateTimeOffset until, string reason, Occasion occasion)
    {
        if (Status is Retrying or Deferred || Move(Deferred, occasion, reason, reason))
            DueAt = until;
    }

    public void Suppress(SuppressionReason reason, Occasion occasion)
    {
        if (Move(Suppressed, occasion, reason.ToWord(), reason.ToWord()))
            LeaveQueue();
    }

    /// <summary>Takes others along, whose news its message tells from now on as well: they are not sent by themselves.</summary>
    public void Carry(IReadOnlyList<Notification> others, Occasion occasion)
    {
        Alert = Alert with { Others = [.. others.Select(o => o.Alert)] };
        foreach (var other in others)
        {
            if (!other.Move(Merged, occasion))
                continue;
            other.LeaveQueue();
            other.CarriedBy = Id;
        }
    }

    /// <summary>Someone takes it to send it.</summary>
    /// <returns>The attempt, to be saved before the first byte leaves.</returns>
    public Attempt? Take(long claim, DateTimeOffset now, TimeSpan lease, Occasion occasion)
    {
        if (Status == Deferred)
            Queue(now, occasion);
        if (!Move(Sending, occasion))
            return null;
        Attempts++;
        ClaimedAt ??= now;
        Claim = claim;
        ClaimedUntil = now + lease;
        DueAt = null;
        return new Attempt(Id, Attempts, claim, now);
    }

    public void RecordSent(string? providerId, Occasion occasion)
    {
        ProviderId ??= providerId;
        // A report of the provider may have come before its answer to us: then it is further than sent already.
        if (Status is Sending or Uncertain)
            Move(Sent, occasion);
        LeaveQueue();
    }

    public void RecordRetry(DateTimeOffset due, string reason, Occasion occasion)
    {
        LeaveQueue();
        if (Status == Sending && IsErased)
            Suppress(SuppressionReason.Erased, occasion);
        else if (Status == Sending && Move(Retrying, occasion, reason: reason))
            DueAt = due;
    }

    public void RecordFailed(string reason, Occasion occasion)
    {
        LeaveQueue();
        if (Status is Sending or Uncertain)
            Move(Failed, occasion, reason: reason);
    }

    public void RecordUncertain(string reason, Occasion occasion)
    {
        LeaveQueue();
        if (Status == Sending)
            Move(Uncertain, occasion, reason: reason);
    }

    public void RecordOptedOut(Occasion occasion)
    {
        if (Status == Sending)
            Suppress(SuppressionReason.OptedOut, occasion);
        LeaveQueue();
    }

    /// <summary>An operator's word on an uncertain one.</summary>
    /// <returns>False where it is not uncertain: then nothing changes.</returns>
    public bool Resolve(Resolution resolution, string reason, DateTimeOffset now, Occasion occasion)
    {
        if (Status != Uncertain || (IsErased && resolution == Resolution.SendAgain))
            return false;
        Move(
            resolution switch
            {
                Resolution.Arrived => Sent,
                Resolution.DidNotArrive => Failed,
                _ => Queued,
            },
            occasion,
            resolution.ToWord(),
            reason);
        if (resolution == Resolution.SendAgain)
            DueAt = now;
        return true;
    }

    /// <summary>Sends an uncertain one again: the shop's policy for e-mail.</summary>
    public bool SendAgain(DateTimeOffset due, string reason, Occasion occasion)
    {
        if (Status != Uncertain || IsErased)
            return false;
        Move(Queued, occasion, reason: reason);
        DueAt = due;
        return true;
    }

    /// <summary>
    /// What the provider reports later, in whatever order its reports come. Whoever sends it now keeps its claim. A report that comes too
    /// late, or contradicts what is known, is noted as ignored.
    /// </summary>
    /// <param name="status">What it has become.</param>
    /// <param name="providerId">The provider's own id of it.</param>
    /// <param name="reason">The provider's.</param>
    /// <param name="occasion">When.</param>
    /// <param name="isKnown">It was in that status before, or a report of it was noted before: to say so again says nothing new.</param>
    public void Report(NotificationStatus status, string? providerId, string? reason, Occasion occasion, bool isKnown = false)
    {
        ProviderId ??= providerId;
        if (CanMove(status))
        {
            Move(status, occasion, reason: reason);
            DueAt = null;
        }
        else if (status != Status && !isKnown)
        {
            Ignore(status, new StatusChange { To = status.ToWord(), Sequence = 0, Occasion = occasion },
                $"It was {Status.ToWord()} when the provider reported {status.ToWord()}{(reason is null ? "" : $" ({reason})")}.");
        }
    }

    /// <summary>Its sender has died, or lost its claim. Nothing that it still does counts.</summary>
    /// <param name="mayHaveLeft">Whether it may have been handed over, so that to send it again could be to send it twice.</param>
    /// <param name="now">The database's time.</param>
    /// <param name="occasion">The process's.</param>
    public void Abandon(bool mayHaveLeft, DateTimeOffset now, Occasion occasion)
    {
        if (!mayHaveLeft)
            RecordRetry(now, "The process that was sending it ended before it handed it over.", occasion);
        else
            RecordUncertain("The process that was sending it ended before it knew what became of it.", occasion);
    }

    /// <summary>
    /// Forgets whom it is for. What waits is not sent any more; what is being sent at this moment ends as it does, and is not tried again.
    /// </summary>
    /// <returns>Whether they were known.</returns>
    public bool Erase(Occasion occasion)
    {
        if (DueAt is not null)
            Suppress(SuppressionReason.Erased, occasion);
        if (IsErased)
            return false;
        Recipient = Recipient.Length == 0 ? "" : ErasedRecipient;
        RecipientName = Erasures.Erased;
        Alert = Alert.WithoutPeople();
        return true;
    }

    /// <summary>Whom it was for is forgotten: it is never sent again.</summary>
    public bool IsErased => Recipient == ErasedRecipient || (Recipient.Length == 0 && RecipientName == Erasures.Erased);

    /// <summary>No address. Unique together with what it is about: two people may have been told the same.</summary>
    string ErasedRecipient => $"{Erasures.Erased} {Id:N}";

    void LeaveQueue()
    {
        DueAt = null;
        Claim = null;
        ClaimedUntil = null;
    }

    public override StatusChanged ToMessage(StatusChange change) => new NotificationStatusChanged
    {
        SubjectId = Id,
        OrderId = Order,
        From = change.From,
        To = change.To,
        Detail = change.Detail,
        Reason = change.Reason,
        Late = change.Late,
        OccurredAt = change.Occasion.OccurredAt,
        RecordedAt = change.Occasion.RecordedAt,
        Sequence = change.Sequence,
        Channel = Channel.ToWord(),
        Kind = Kind.ToWord(),
        About = About,
        Recipient = Mask.Address(Recipient),
    };
}
