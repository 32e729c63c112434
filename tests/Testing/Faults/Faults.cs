namespace StatusTracking.Testing;

/// <summary>What is wrong with a way through a <see cref="FaultProxy"/>. Given anew at any time; it holds from the next byte on.</summary>
public sealed record Faults
{
    /// <summary>Nothing.</summary>
    public static Faults None { get; } = new();

    /// <summary>How long each byte is on its way, in each direction. Does not make a connection narrower.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Up to how much longer, by the proxy's seed. Bytes never overtake each other.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>How many bytes a second go each way; null = as many as there are.</summary>
    public int? BytesPerSecond { get; init; }

    /// <summary>The connection ends once so many bytes of the client have gone to the server since it was made; 0 = as soon as it is made, null = never.</summary>
    public long? CutAfterSent { get; init; }

    /// <summary>The connection ends once so many bytes of the server have gone to the client since it was made; 0 = as soon as it is made, null = never.</summary>
    public long? CutAfterReceived { get; init; }

    /// <summary>Whether a cut connection ends in an orderly way (FIN), and not by a reset.</summary>
    public bool CutOrderly { get; init; }

    /// <summary>
    /// Half open: nothing goes either way and nothing ends, new connections are accepted and never answered, as when the other side's
    /// machine lost its network. What was held goes on its way once this is over.
    /// </summary>
    public bool Frozen { get; init; }

    /// <summary>What the client sends arrives, what the server answers is lost.</summary>
    public bool SwallowReplies { get; init; }
}

/// <summary>What happens to a connection whose client has sent certain bytes.</summary>
public enum Then
{
    /// <summary>It is reset; what comes before the bytes has reached the server, they have not.</summary>
    ResetBefore,

    /// <summary>It is reset; the bytes have reached the server, what comes after them has not. Whether the server reads them before it meets the reset is open.</summary>
    ResetAfter,

    /// <summary>It is reset when the server answers: the server has done what it was asked, and the client will never know.</summary>
    ResetAtReply,

    /// <summary>From now on all that the server says is lost: it has done what it was asked, and the client waits.</summary>
    SwallowReplies,

    /// <summary>It is half open from then on, with the bytes not delivered.</summary>
    Freeze,
}
