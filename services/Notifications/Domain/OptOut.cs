using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>What somebody said last of whether they want messages at an address. Checked before each message leaves.</summary>
sealed class OptOut
{
    /// <summary>The source of a wish from the recipient's page.</summary>
    public const string Page = "page";

    /// <summary>A word of now is later than what is known, also where the clocks of two processes differ.</summary>
    static readonly TimeSpan Later = TimeSpan.FromMilliseconds(1);

    public required Channel Channel { get; init; }

    /// <summary>As <see cref="Addresses.Normal"/> writes it.</summary>
    public required string Address { get; init; }

    /// <summary>When they said so. A concurrency token.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>How we know: the word that they sent, the provider's answer, or <see cref="Page"/>.</summary>
    public string Source { get; private set; } = Page;

    /// <summary>They want messages again. The row stays, so that an older word that comes late does not end them once more.</summary>
    public bool Lifted { get; private set; }

    /// <summary>The longest list of <see cref="Muted"/>, in characters.</summary>
    public const int LongestMuted = 400;

    /// <summary>The kinds of news that they do not want although they want others: words with commas between, <c>,shipped,</c>. Null = none.</summary>
    public string? Muted { get; private set; }

    /// <summary>They answered, or the provider says that they did: it holds messages back as well, until they answer again.</summary>
    public bool IsAnswered => !Lifted && Source != Page;

    /// <summary>Takes in what they answer now.</summary>
    public void Answer(bool wanted, string source, DateTimeOffset now) =>
        (Lifted, Source, Since) = (wanted, source, now > Since ? now : Since + Later);

    /// <summary>
    /// Takes in what they chose on their page, unless a later word is known. It takes no answer back, since the provider would refuse the message;
    /// but its time is taken, so that the page learns of the answer.
    /// </summary>
    public void Choose(bool wanted, IReadOnlyList<string>? muted, DateTimeOffset at)
    {
        if (at < Since)
            return;
        Muted = muted is { Count: > 0 } ? $",{string.Join(',', muted)}," : null;
        if (!IsAnswered)
            (Lifted, Source) = (wanted, Page);
        Since = at;
    }
}
