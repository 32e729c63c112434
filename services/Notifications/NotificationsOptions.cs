using System.ComponentModel.DataAnnotations;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>How people are told. Section <c>Notifications</c>.</summary>
sealed class NotificationsOptions : IValidatableObject
{
    static readonly TimeSpan LongestLease = TimeSpan.FromDays(1);

    /// <summary>How old a change may be, by <c>occurredAt</c>, for anybody to be told of it. Older: <c>suppressed</c>, <c>stale</c>.</summary>
    /// <value>Default: 3 days. 0 = no limit.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Whether an e-mail whose fate is unknown is sent again by itself. Receivers may then see it twice.</summary>
    /// <value>Default: false; it stays <c>uncertain</c> until an operator decides.</value>
    public bool ResendUncertainEmail { get; set; }

    /// <summary>The shop's name, as messages sign.</summary>
    /// <value>Default: <c>Your shop</c>.</value>
    [Required, StringLength(60, MinimumLength = 1)]
    public string ShopName { get; set; } = "Your shop";

    /// <summary>For people whose language we do not write: <c>en</c> or <c>de</c>.</summary>
    /// <value>Default: <c>en</c>.</value>
    [Required]
    public string DefaultLanguage { get; set; } = "en";

    /// <summary>A message that waited longer than this is checked before it leaves for being overtaken or too old.</summary>
    /// <value>Default: 15 minutes.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many messages one recipient may get within an hour on one channel. 0 = no limit.</summary>
    /// <value>Default: 20.</value>
    [Range(0, 100_000)]
    public int MaxPerRecipientAndHour { get; set; } = 20;

    /// <summary>How many messages there may be about one order, ever. 0 = no limit.</summary>
    /// <value>Default: 60.</value>
    [Range(0, 100_000)]
    public int MaxPerOrder { get; set; } = 60;

    /// <summary>How many times a message is tried before it has failed.</summary>
    /// <value>Default: 20, which with the waits between them is about 20 hours.</value>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 20;

    /// <summary>How long to wait after the first failed try. Doubles with each, up to <see cref="LongestBackOff"/>; a fifth of it is left to chance.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan BackOff { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait between two tries.</summary>
    /// <value>Default: 2 hours.</value>
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromHours(2);

    /// <summary>
    /// How long, beyond the time-out of its channel, a process may take to record what became of a message. After that it is taken for dead
    /// and the message for uncertain.
    /// </summary>
    /// <value>Default: 1 minute; at most 1 day. Ignored for files, which are simply written again.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many messages one process sends at once on one channel.</summary>
    /// <value>Default: 8.</value>
    [Range(1, 100)]
    public int Concurrency { get; set; } = 8;

    /// <summary>How often to look for messages where no signal came: due retries, other processes' messages.</summary>
    /// <value>Default: 2 seconds.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long files under <c>DataDirectory/outbox</c> are kept. 0 = for ever.</summary>
    /// <value>Default: 30 days.</value>
    public TimeSpan KeepFiles { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the words of a message and its attempts are kept. 0 = for ever. Its row stays: it keeps a replay from telling again.</summary>
    /// <value>Default: 90 days.</value>
    public TimeSpan KeepMessages { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Whether a change is too old to tell anybody.</summary>
    public bool IsStale(DateTimeOffset occurredAt, DateTimeOffset now) => MaxAge > TimeSpan.Zero && occurredAt < now - MaxAge;

    /// <summary>Whether one whose fate is unknown goes out once more by itself.</summary>
    public bool SendsAgain(Notification uncertain) =>
        ResendUncertainEmail && uncertain is { Channel: Channel.Email, Status: NotificationStatus.Uncertain } && uncertain.Attempts < MaxAttempts;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TemplateFiles.Languages.Contains(DefaultLanguage))
            yield return new($"Notifications:DefaultLanguage must be one of {string.Join(", ", TemplateFiles.Languages)}.", [nameof(DefaultLanguage)]);
        foreach (var (name, value) in new[] { (nameof(MaxAge), MaxAge), (nameof(Patience), Patience), (nameof(KeepFiles), KeepFiles), (nameof(KeepMessages), KeepMessages) })
            if (value < TimeSpan.Zero)
                yield return new($"Notifications:{name} must not be negative.", [name]);
        foreach (var (name, value) in new[] { (nameof(BackOff), BackOff), (nameof(LongestBackOff), LongestBackOff), (nameof(Lease), Lease), (nameof(PollInterval), PollInterval) })
            if (value <= TimeSpan.Zero)
                yield return new($"Notifications:{name} must be longer than nothing.", [name]);
        if (Lease > LongestLease)
            yield return new($"Notifications:Lease must be at most {LongestLease.TotalDays:0} day: until it has run out, nobody learns of a message whose sender died.", [nameof(Lease)]);
    }
}
