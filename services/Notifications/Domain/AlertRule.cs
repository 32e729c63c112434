using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Whether a kind of alert goes out on a channel. Rows that an operator edits.</summary>
sealed class AlertRule
{
    public required AlertKind Kind { get; init; }

    public required Channel Channel { get; init; }

    public required bool Enabled { get; set; }

    /// <summary>The rules of a fresh installation: an e-mail each, an SMS for what cannot wait for the next look into the mailbox.</summary>
    public static IEnumerable<AlertRule> OfFreshInstallation() =>
        from kind in Enum.GetValues<AlertKind>()
        from channel in Enum.GetValues<Channel>()
        select new AlertRule { Kind = kind, Channel = channel, Enabled = channel == Channel.Email || IsUrgent(kind) };

    static bool IsUrgent(AlertKind kind) => kind
        is AlertKind.LeftDistributionCentre or AlertKind.OutForDelivery or AlertKind.AvailableForPickup
        or AlertKind.DeliveryAttempted or AlertKind.Delivered or AlertKind.Exception;
}
