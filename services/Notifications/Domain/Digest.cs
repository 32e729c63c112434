using StatusTracking.Contracts;
using static StatusTracking.Contracts.AlertKind;

namespace StatusTracking.Notifications;

/// <summary>
/// One message for the same news of several packages of an order: the first waits for the others, for at most <see cref="NotificationsOptions.DigestWindow"/>,
/// and takes them along when it leaves. Each is a row of its own, which waits no longer than that, so that whatever becomes of the first, the others are told.
/// </summary>
static class Digest
{
    /// <summary>Why one is deferred that waits for others.</summary>
    public const string Waiting = "digest";

    /// <summary>So many packages one message tells of. More begin another.</summary>
    public const int MostPackages = 20;

    /// <summary>What changes nothing about the reader's next minutes. For the others they would have to stay at home, or to act.</summary>
    static readonly AlertKind[] Kinds = [Shipped, LeftDistributionCentre, Delayed, Delivered, Returned];

    /// <summary>The kinds that may be told together.</summary>
    public static IReadOnlyList<AlertKind> AllKinds => Kinds;

    /// <summary>Whether news may wait for the same news of other packages.</summary>
    public static bool MayWait(Alert alert) => alert is { IsAboutPackage: true, Urgent: not true, IsForOperations: false, IsResend: false, Others: null } && Kinds.Contains(alert.Kind);

    /// <summary>Those of the others that are the same news for the same reader: of each other package one, the oldest first, and no more than fit.</summary>
    public static IReadOnlyList<Notification> With(Notification first, IEnumerable<Notification> others) =>
    [
        .. others
            .Where(o => IsSame(first, o))
            .OrderBy(o => o.CauseOccurredAt).ThenBy(o => o.Id)
            .DistinctBy(o => o.About)
            .Take(MostPackages - 1),
    ];

    static bool IsSame(Notification one, Notification other) =>
        one.Id != other.Id && one.About != other.About && MayWait(other.Alert) && other.Status == NotificationStatus.Deferred && other.Attempts == 0
        && (one.Order, one.Kind, one.Channel, one.Recipient) == (other.Order, other.Kind, other.Channel, other.Recipient)
        && (one.Alert.Audience ?? Audience.Recipient) == (other.Alert.Audience ?? Audience.Recipient);
}
