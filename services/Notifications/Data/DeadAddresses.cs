using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Remembers addresses that do not exist. The caller saves.</summary>
static class DeadAddresses
{
    const int LongestReason = 400;

    /// <summary>A provider said so of the recipient of a message.</summary>
    public static async Task Bury(this NotificationsDb db, Notification notification, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var address = Addresses.Normal(notification.Recipient);
        if (await db.DeadAddresses.FindAsync([notification.Channel, address], cancellationToken) is not { } dead)
            db.DeadAddresses.Add(dead = new() { Channel = notification.Channel, Address = address, Reason = reason });
        (dead.Since, dead.Reason, dead.NotificationId) = (now, reason.To(LongestReason), notification.Id);
    }

    /// <summary>An operator says that it works.</summary>
    /// <returns>Whether it was known as dead.</returns>
    public static async Task<bool> Revive(this NotificationsDb db, Channel channel, string address, CancellationToken cancellationToken)
    {
        var normal = Addresses.Normal(address);
        return await db.DeadAddresses.Where(d => d.Channel == channel && d.Address == normal).ExecuteDeleteAsync(cancellationToken) > 0;
    }
}
