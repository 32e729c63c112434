using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>One message to one person, as a list shows it. Whoever may read it may read its address.</summary>
record NotificationReply
{
    public NotificationReply(Notification n, string? subject)
    {
        Id = n.Id;
        OrderId = n.Order;
        About = n.About;
        Kind = n.Kind.ToWord();
        Occurrence = n.Occurrence;
        Channel = n.Channel.ToWord();
        Recipient = n.Recipient;
        RecipientName = n.RecipientName;
        Status = n.Status.ToWord();
        Reason = n.Reason;
        Subject = subject;
        AttemptCount = n.Attempts;
        NextAttemptAt = n.DueAt;
        ProviderId = n.ProviderId;
        CarriedBy = n.CarriedBy;
        OccurredAt = n.CauseOccurredAt;
        CreatedAt = n.CreatedAt;
        UpdatedAt = n.UpdatedAt;
    }

    public Guid Id { get; }

    public Guid OrderId { get; }

    /// <summary>The package, order or payment that it is about.</summary>
    public Guid About { get; }

    public string Kind { get; }

    public string Occurrence { get; }

    public string Channel { get; }

    /// <summary>The address; empty where the person has none on this channel.</summary>
    public string Recipient { get; }

    public string RecipientName { get; }

    public string Status { get; }

    /// <summary>Why it was not sent, or what the provider said.</summary>
    public string? Reason { get; }

    /// <summary>Of an e-mail.</summary>
    public string? Subject { get; }

    public int AttemptCount { get; }

    public DateTimeOffset? NextAttemptAt { get; }

    public string? ProviderId { get; }

    /// <summary>Of one that is <c>merged</c>: the message that tells its news together with that of other packages.</summary>
    public Guid? CarriedBy { get; }

    /// <summary>When that happened what it tells of.</summary>
    public DateTimeOffset OccurredAt { get; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset UpdatedAt { get; }
}

/// <summary>The same with its words, as the recipient sees them, and every attempt.</summary>
sealed record NotificationDetails : NotificationReply
{
    public NotificationDetails(Notification notification, RenderedMessage? message, IReadOnlyList<AttemptReply> attempts, IReadOnlyList<Guid> carries)
        : base(notification, message?.Subject)
    {
        Html = message?.Html;
        Text = message?.Text;
        Language = message?.Language;
        Encoding = message?.Encoding?.ToWord();
        Segments = message?.Segments;
        Calendar = message?.Calendar;
        TemplateVersion = message?.TemplateVersion;
        TemplateTrouble = message?.TemplateTrouble;
        Attempts = attempts;
        Carries = carries;
    }

    /// <summary>Of an e-mail; null where it was never written, or has been cleaned up.</summary>
    public string? Html { get; }

    /// <summary>An e-mail's text part, or the SMS; null where it was never written, or has been cleaned up.</summary>
    public string? Text { get; }

    public string? Language { get; }

    /// <summary>Of an SMS: <c>gsm7</c> or <c>ucs2</c>.</summary>
    public string? Encoding { get; }

    /// <summary>Of an SMS: how many it takes on its way.</summary>
    public int? Segments { get; }

    /// <summary>Of an e-mail: the day of delivery as iCalendar, which goes with it.</summary>
    public string? Calendar { get; }

    /// <summary>Which published version of its template it was made from; null = the one that comes with the service.</summary>
    public int? TemplateVersion { get; }

    /// <summary>Why the published template could not be used, so that the one that comes with the service was.</summary>
    public string? TemplateTrouble { get; }

    /// <summary>The first one first.</summary>
    public IReadOnlyList<AttemptReply> Attempts { get; }

    /// <summary>The messages whose news it tells as well, and which are not sent by themselves.</summary>
    public IReadOnlyList<Guid> Carries { get; }
}

/// <summary>One attempt; without an end and an outcome while it is being made.</summary>
sealed record AttemptReply(int Number, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Outcome, string? Reply);
