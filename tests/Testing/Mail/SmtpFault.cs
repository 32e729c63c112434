namespace StatusTracking.Testing;

/// <summary>The point of a conversation at which something goes wrong.</summary>
public enum SmtpStage
{
    /// <summary>Right after the connection was accepted, before the greeting.</summary>
    Connect,

    /// <summary>EHLO or HELO.</summary>
    Hello,

    /// <summary>STARTTLS.</summary>
    StartTls,

    /// <summary>AUTH.</summary>
    Auth,

    /// <summary>MAIL FROM.</summary>
    Mail,

    /// <summary>RCPT TO.</summary>
    Recipient,

    /// <summary>DATA, before the content.</summary>
    Data,

    /// <summary>In the middle of the content: its first line has arrived, its final dot has not.</summary>
    Content,

    /// <summary>The final dot has arrived; the server has not answered it yet.</summary>
    FinalDot,
}

/// <summary>Something that goes wrong. Without a reply and without a drop the server goes on as if nothing were.</summary>
public sealed record SmtpFault
{
    /// <summary>Where.</summary>
    public required SmtpStage Stage { get; init; }

    /// <summary>What the server answers instead of its own reply: <c>451 4.3.0 Try again later</c>.</summary>
    public string? Reply { get; init; }

    /// <summary>How long the server waits first.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether the server then resets the connection without a reply.</summary>
    public bool Drop { get; init; }

    /// <summary>
    /// Whether a message counts as taken although the fault says otherwise: at <see cref="SmtpStage.FinalDot"/> the
    /// server may have kept what it never acknowledged.
    /// </summary>
    public bool Keep { get; init; }

    /// <summary>How often it happens; every time by default.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>The commands it happens to, by their line: all by default.</summary>
    public Func<string, bool> When { get; init; } = _ => true;
}
