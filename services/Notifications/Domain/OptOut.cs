using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Someone does not want messages on a channel. Checked before each message leaves.</summary>
sealed class OptOut
{
    public required Channel Channel { get; init; }

    public required string Address { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>How we know: the word that they sent, or the provider's answer.</summary>
    public required string Source { get; init; }
}
