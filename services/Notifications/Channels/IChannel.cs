using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>A way to reach a person. One try a call: whether and when to try again is the sender's decision.</summary>
interface IChannel
{
    Channel Channel { get; }

    /// <summary>
    /// True where the same message may be handed over twice without reaching the person twice (a file named for the message).
    /// An attempt that a crash left open is then made again; elsewhere it is uncertain for ever.
    /// </summary>
    bool MayRepeat { get; }

    /// <summary>How long one call may take. Whoever takes longer is taken for dead.</summary>
    TimeSpan LongestTry { get; }

    /// <summary>Never throws for what can go wrong outside: that is the submission's outcome.</summary>
    Task<Submission> SubmitAsync(OutgoingMessage message, CancellationToken cancellationToken);
}

/// <summary>One message, ready to leave.</summary>
sealed record OutgoingMessage
{
    /// <summary>The notification; the same over all attempts, as is everything derived from it.</summary>
    public required Guid Id { get; init; }

    /// <summary>An e-mail address, or a number in E.164.</summary>
    public required string To { get; init; }

    public required string ToName { get; init; }

    /// <summary>Of an e-mail.</summary>
    public string? Subject { get; init; }

    public required string Text { get; init; }

    /// <summary>Of an e-mail.</summary>
    public string? Html { get; init; }

    /// <summary>Of an e-mail: iCalendar that goes with it.</summary>
    public string? Calendar { get; init; }

    /// <summary>BCP 47.</summary>
    public string? Language { get; init; }

    /// <summary>Of an e-mail: where its reader ends such e-mails.</summary>
    public string? UnsubscribeUrl { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Asked as late as can be: when the provider was reached, and before the bytes leave with which it takes the message over. It writes down
    /// that nobody can say from now on whether the message arrived. False: it must not leave, for somebody else may have it.
    /// </summary>
    public Func<Task<bool>> MayLeave { get; init; } = () => Task.FromResult(true);
}

enum SubmissionOutcome
{
    /// <summary>The provider has taken it over.</summary>
    Accepted,

    /// <summary>Surely not sent; may be tried again.</summary>
    Retryable,

    /// <summary>The provider will not take it, ever.</summary>
    Rejected,

    /// <summary>The provider will not take it: the person does not want to hear from us.</summary>
    OptedOut,

    /// <summary>Nobody can know: the answer was lost after the last byte was sent.</summary>
    Uncertain,
}

/// <summary>What came of one try.</summary>
/// <param name="Outcome">The class of it, RELIABILITY decision 4.</param>
/// <param name="Reason">For people, without anybody's address.</param>
/// <param name="ProviderId">The provider's id of the message.</param>
/// <param name="RetryAfter">How long the provider asks us to wait.</param>
/// <param name="ProviderIsDown">The provider could not be reached, or refused us whatever the message.</param>
/// <param name="AddressIsDead">The provider says that there is no such address.</param>
sealed record Submission(SubmissionOutcome Outcome, string? Reason = null, string? ProviderId = null, TimeSpan? RetryAfter = null, bool ProviderIsDown = false, bool AddressIsDead = false)
{
    public static Submission Accepted(string? providerId, string? reply = null) => new(SubmissionOutcome.Accepted, Clean(reply), providerId);

    /// <summary>What <see cref="OutgoingMessage.MayLeave"/> refused.</summary>
    public static Submission Held => Retryable("It could not be made sure that no other process sends it.");

    public static Submission Retryable(string reason, TimeSpan? after = null) => new(SubmissionOutcome.Retryable, Clean(reason), RetryAfter: after);

    /// <summary>No provider's fault of the message: none was there.</summary>
    public static Submission Down(string reason) => Retryable(reason) with { ProviderIsDown = true };

    public static Submission Rejected(string reason, bool addressIsDead = false) => new(SubmissionOutcome.Rejected, Clean(reason), AddressIsDead: addressIsDead);

    public static Submission OptedOut(string reason) => new(SubmissionOutcome.OptedOut, Clean(reason));

    public static Submission Uncertain(string reason) => new(SubmissionOutcome.Uncertain, Clean(reason));

    // Providers repeat the address in what they answer, and reasons are published.
    static string? Clean(string? text) => text is null ? null : Mask.Addresses(text);
}
