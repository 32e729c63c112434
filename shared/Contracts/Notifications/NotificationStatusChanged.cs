using System.Text.Json.Serialization;

namespace StatusTracking.Contracts;

/// <summary>A notification's statuses. Legal moves: <c>Notifications/Domain</c>.</summary>
public enum NotificationStatus
{
    Created, Suppressed, Deferred, Merged, Queued, Sending, Retrying, Uncertain, Sent, Delivered, Undelivered, Bounced, Failed,
}

/// <summary>How a message reaches a person.</summary>
public enum Channel { Email, Sms }

/// <summary>What a person is told.</summary>
public enum AlertKind
{
    OrderConfirmed, OrderCancelled, PaymentFailed, PaymentActionRequired, Refunded,
    Shipped, LeftDistributionCentre, OutForDelivery, AvailableForPickup, DeliveryAttempted, Delivered, Exception, Delayed, Returned,
    StatusUpdate,
}

/// <summary>A notification changed its status. Owner: Notifications.</summary>
public sealed record NotificationStatusChanged : StatusChanged
{
    /// <inheritdoc/>
    public override string Subject => Subjects.Notification;

    /// <summary>The word of a <see cref="Contracts.Channel"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>The word of an <see cref="AlertKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What the alert was about: a package's or an order's id.</summary>
    public required Guid About { get; init; }

    /// <summary>Masked, such as <c>a…@example.org</c>.</summary>
    public required string Recipient { get; init; }

    /// <summary>The status as a value; null for a word that this version does not know.</summary>
    [JsonIgnore]
    public NotificationStatus? Status => Word.Parse<NotificationStatus>(To);
}

/// <summary>
/// Command to <c>notifications-send-alert</c>: a kind of alert about a package is due. The saga decides that it is due; Notifications
/// decides who gets it, on which channel, in which words, and that it happens once a (subject, kind, occurrence, channel, recipient).
/// </summary>
public sealed record SendAlert
{
    /// <summary>The package.</summary>
    public required Guid PackageId { get; init; }

    /// <summary>Its order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The word of an <see cref="AlertKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>1</c>, the recipient's local date of the change (<c>2026-11-23</c>), or <c>resend-n</c>.</summary>
    public required string Occurrence { get; init; }

    /// <summary>The change that made it due: status, detail, place, time.</summary>
    public required AlertCause Cause { get; init; }

    /// <summary>The package at that moment.</summary>
    public required PackageSnapshot Package { get; init; }

    /// <summary>
    /// Whether it is overtaken already, by a newer scan or by news that say more: nobody is told, and its key is taken all the same. Null =
    /// false.
    /// </summary>
    public bool? Superseded { get; init; }

    /// <summary>
    /// Words of the <see cref="AlertKind"/>s to which this one gives way, because they say more of the same change: it is overtaken only on
    /// a channel where the rule of one of them is on, and told on the others. Comes with <see cref="Superseded"/>. Null = on every channel.
    /// </summary>
    public IReadOnlyList<string>? GivesWayTo { get; init; }
}

/// <summary>What made an alert due. <paramref name="OccurredAt"/> decides whether the news is too old to tell.</summary>
public sealed record AlertCause(string Status, string? Detail, string? Location, string? Description, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, long Sequence);
