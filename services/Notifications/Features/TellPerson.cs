using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>
/// Decides, within the transaction of the message that brought the news, on which channels a person is told of it, and writes the
/// intents. Every message that is not sent has a row as well, with its reason. The same news again writes nothing.
/// </summary>
sealed class TellPerson(NotificationsDb db, Composer composer, IOptions<NotificationsOptions> options, TimeProvider time)
{
    /// <summary>Adds the rows; the caller saves. Whoever adds the same at the same moment fails on the unique key, and finds it here when tried again.</summary>
    public async Task Tell(Alert alert, CancellationToken cancellationToken)
    {
        var channels = await db.Rules.Where(r => r.Kind == alert.Kind && r.Enabled).Select(r => r.Channel).ToListAsync(cancellationToken);
        if (channels.Count == 0)
            return;
        var told = await db.Notifications
            .Where(n => n.About == alert.About && n.Kind == alert.Kind && n.Occurrence == alert.Occurrence)
            .Select(n => new { n.Channel, n.Recipient })
            .ToListAsync(cancellationToken);
        var now = await db.GetUtcNow(cancellationToken);
        foreach (var channel in channels)
        {
            var address = alert.AddressOn(channel);
            if (!told.Exists(t => t.Channel == channel && string.Equals(t.Recipient, address ?? "", StringComparison.OrdinalIgnoreCase)))
                Add(alert, channel, now);
        }
    }

    /// <summary>Adds one row, decided.</summary>
    public Notification Add(Alert alert, Channel channel, DateTimeOffset now)
    {
        var notification = Notification.Of(alert, channel, time);
        var occasion = Occasion.Heard(alert.OccurredAt, time);
        db.Notifications.Add(notification);
        if (notification.Recipient.Length == 0)
        {
            notification.Suppress(SuppressionReason.NoAddress, occasion);
        }
        else if (!alert.IsResend && options.Value.IsStale(alert.OccurredAt, occasion.RecordedAt))
        {
            notification.Suppress(SuppressionReason.Stale, occasion);
        }
        else
        {
            db.Messages.Add(composer.Compose(notification.Id, alert, channel));
            notification.Queue(now, occasion);
        }

        return notification;
    }
}
