using System.ComponentModel.DataAnnotations;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>How people are told. Section <c>Notifications</c>.</summary>
sealed class NotificationsOptions : IValidatableObject
{
    static readonly TimeSpan LongestLease = TimeSpan.FromDays(1);
    static readonly TimeSpan LongestDigest = TimeSpan.FromHours(1);

    /// <summary>How old a change may be, by <c>occurredAt</c>, for anybody to be told of it. Older: <c>suppressed</c>, <c>stale</c>.</summary>
    /// <value>Default: 3 days. 0 = no limit.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Whether an e-mail whose fate is unknown is sent again by itself. Receivers may then see it twice.</summary>
    /// <value>Default: false; it stays <c>uncertain</c> until an operator decides.</value>
    public bool ResendUncertainEmail { get; set; }

    /// <summary>
    /// Whether somebody is told by e-mail what surely did not arrive by SMS: the provider refused it, or reported that it was not delivered. Not
    /// where the same was told by e-mail anyway, and never for what is uncertain.
    /// </summary>
    /// <value>Default: false.</value>
    public bool FailedSmsByEmail { get; set; }

    /// <summary>The shop's name, as messages sign.</summary>
    /// <value>Default: <c>Your shop</c>.</value>
    [Required, StringLength(60, MinimumLength = 1)]
    public string ShopName { get; set; } = "Your shop";

    /// <summary>For people whose language we do not write: <c>en</c>, <c>de</c>, <c>fr</c>, <c>es</c> or <c>pt</c>.</summary>
    /// <value>Default: <c>en</c>.</value>
    [Required]
    public string DefaultLanguage { get; set; } = "en";

    /// <summary>A message that waited longer than this is checked before it leaves for being overtaken or too old.</summary>
    /// <value>Default: 15 minutes.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// When nobody is disturbed, by the recipient's own clock, such as <c>22:00-08:00</c>. What is not urgent waits for their end; then it is
    /// checked for being overtaken or too old. Which news is urgent say the alert rules.
    /// </summary>
    /// <value>Default: none.</value>
    public string? QuietHours { get; set; }

    /// <summary>The channels that keep the quiet hours, with commas between them. Ignored without <see cref="QuietHours"/>.</summary>
    /// <value>Default: <c>email,sms</c>.</value>
    [Required]
    public string QuietChannels { get; set; } = "email,sms";

    /// <summary>The clock of people of whom no time zone is known: an IANA name such as <c>Europe/Berlin</c>. Ignored without <see cref="QuietHours"/>.</summary>
    /// <value>Default: <c>UTC</c>.</value>
    [Required]
    public string DefaultTimeZone { get; set; } = "UTC";

    /// <summary>
    /// How long news of a package may wait for the same news of the order's other packages, so that one message tells of all. Only where an order has
    /// several, and only what can wait: see <see cref="Digest"/>.
    /// </summary>
    /// <value>Default: 0, each package is told of by itself; at most 1 hour. Two minutes are enough for what a warehouse or a van scans at once.</value>
    public TimeSpan DigestWindow { get; set; }

    /// <summary>The shop's own people, whom alert rules can tell as well.</summary>
    public OperationsOptions Operations { get; set; } = new();

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

    /// <summary>The shop's own people on the channels where they have an address.</summary>
    public Person People => new(ShopName, Operations.Email, Operations.Phone, Operations.Language, Operations.TimeZone);

    /// <summary>Whether a change is too old to tell anybody.</summary>
    public bool IsStale(DateTimeOffset occurredAt, DateTimeOffset now) => MaxAge > TimeSpan.Zero && occurredAt < now - MaxAge;

    /// <summary>When a message may leave: now, or when its reader's quiet hours end.</summary>
    public DateTimeOffset MayLeave(Notification notification, DateTimeOffset now) =>
        notification is not { Alert: { Urgent: not true, IsForOperations: false } alert, IsAskedFor: false, Channel: var channel } || Notifications.QuietHours.Parse(QuietHours ?? "") is not { } quiet || !Words(QuietChannels).Contains(channel.ToWord()) ? now : quiet.EndFrom(now, ZoneOf(alert.To));

    TimeZoneInfo ZoneOf(Person person) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(person.TimeZone ?? DefaultTimeZone, out var zone) || TimeZoneInfo.TryFindSystemTimeZoneById(DefaultTimeZone, out zone) ? zone : TimeZoneInfo.Utc;

    static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether one whose fate is unknown goes out once more by itself.</summary>
    public bool SendsAgain(Notification uncertain) =>
        ResendUncertainEmail && uncertain is { Channel: Channel.Email, Status: NotificationStatus.Uncertain } && uncertain.Attempts < MaxAttempts;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TemplateFiles.Languages.Contains(DefaultLanguage))
            yield return new($"Notifications:DefaultLanguage must be one of {string.Join(", ", TemplateFiles.Languages)}.", [nameof(DefaultLanguage)]);
        if (QuietHours is { Length: > 0 } && Notifications.QuietHours.Parse(QuietHours) is null)
            yield return new($"Notifications:QuietHours is '{QuietHours}'. Write a beginning and another end as hours and minutes, such as 22:00-08:00.", [nameof(QuietHours)]);
        if (Words(QuietChannels).FirstOrDefault(word => Word.Parse<Channel>(word) is null) is { } stranger)
            yield return new($"Notifications:QuietChannels names '{stranger}'. The channels are {string.Join(", ", Word.All<Channel>())}.", [nameof(QuietChannels)]);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(DefaultTimeZone, out _))
            yield return new($"Notifications:DefaultTimeZone is '{DefaultTimeZone}', which is no time zone here. Give an IANA name such as Europe/Berlin.", [nameof(DefaultTimeZone)]);
        foreach (var (name, value) in new[] { (nameof(MaxAge), MaxAge), (nameof(Patience), Patience), (nameof(KeepFiles), KeepFiles), (nameof(KeepMessages), KeepMessages) })
            if (value < TimeSpan.Zero)
                yield return new($"Notifications:{name} must not be negative.", [name]);
        foreach (var (name, value) in new[] { (nameof(BackOff), BackOff), (nameof(LongestBackOff), LongestBackOff), (nameof(Lease), Lease), (nameof(PollInterval), PollInterval) })
            if (value <= TimeSpan.Zero)
                yield return new($"Notifications:{name} must be longer than nothing.", [name]);
        if (DigestWindow < TimeSpan.Zero || DigestWindow > LongestDigest)
            yield return new($"Notifications:DigestWindow is {DigestWindow}. It must be between 00:00:00 (off) and {LongestDigest}: people are told late by as much.", [nameof(DigestWindow)]);
        if (Lease > LongestLease)
            yield return new($"Notifications:Lease must be at most {LongestLease.TotalDays:0} day: until it has run out, nobody learns of a message whose sender died.", [nameof(Lease)]);
    }
}

/// <summary>Where the shop's own people are told, section <c>Notifications:Operations</c>. The caps do not hold for them, nor quiet hours.</summary>
sealed class OperationsOptions
{
    /// <summary>Their e-mail address.</summary>
    /// <value>Default: none; no alert rule can then tell them by e-mail.</value>
    [EmailAddress, StringLength(320)]
    public string? Email { get; set; }

    /// <summary>Their number, E.164, such as <c>+4915112345678</c>.</summary>
    /// <value>Default: none; no alert rule can then tell them by SMS.</value>
    [RegularExpression(@"\+[1-9]\d{6,14}", ErrorMessage = "Notifications:Operations:Phone is no number in E.164, such as +4915112345678.")]
    public string? Phone { get; set; }

    /// <summary>The language of their messages, BCP 47.</summary>
    /// <value>Default: <see cref="NotificationsOptions.DefaultLanguage"/>.</value>
    public string? Language { get; set; }

    /// <summary>Their clock, an IANA name such as <c>Europe/Berlin</c>.</summary>
    /// <value>Default: UTC.</value>
    public string? TimeZone { get; set; }
}
