using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>
/// Decides, within the transaction of the message that brought the news, on which channels a person is told of it, and writes the
/// intents. Every message that is not sent has a row as well, with its reason. The same news again writes nothing; but where it was only
/// ever superseded and now comes fresh, the fresh one takes its place: an older scan that comes late keeps nobody from hearing of a newer one.
/// </summary>
sealed class TellPerson(NotificationsDb db, Composer composer, IOptions<NotificationsOptions> options, TimeProvider time)
{
    /// <summary>Adds the rows; the caller saves. Whoever adds the same at the same moment fails on the unique key, and finds it here when tried again.</summary>
    /// <param name="alert">The news.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="superseded">They are overtaken: nobody is told, and their keys are taken all the same.</param>
    /// <param name="givesWayTo">They are overtaken only on the channels where the rule of one of these kinds is on. Null = on every channel.</param>
    public async Task Tell(Alert alert, CancellationToken cancellationToken, bool superseded = false, IReadOnlyList<AlertKind>? givesWayTo = null)
    {
        AlertKind[] kinds = [alert.Kind, .. superseded && givesWayTo is not null ? givesWayTo : []];
        var rules = await db.Rules.AsNoTracking().Where(r => kinds.Contains(r.Kind) && r.Enabled).ToListAsync(cancellationToken);
        List<Channel> channels = [.. rules.Where(r => r.Kind == alert.Kind).Select(r => r.Channel)];
        if (channels.Count == 0)
            return;
        IReadOnlyList<Channel> overtaken = !superseded ? []
            : givesWayTo is null ? channels
            : [.. rules.Where(r => givesWayTo.Contains(r.Kind)).Select(r => r.Channel)];
        var told = await db.Notifications
            .Where(n => n.About == alert.About && n.Kind == alert.Kind && n.Occurrence == alert.Occurrence)
            .ToListAsync(cancellationToken);
        var now = await db.GetUtcNow(cancellationToken);
        foreach (var channel in channels)
        {
            var address = alert.AddressOn(channel);
            var known = told.Find(t => t.Channel == channel && string.Equals(t.Recipient, address ?? "", StringComparison.OrdinalIgnoreCase));
            var isOvertaken = overtaken.Contains(channel);
            if (known is not null && (isOvertaken || !known.WasNeverToBeTold))
                continue;
            if (known is not null)
                db.Notifications.Remove(known);
            Add(alert, channel, now, isOvertaken);
        }
    }

    /// <summary>Adds one row, decided.</summary>
    public Notification Add(Alert alert, Channel channel, DateTimeOffset now, bool superseded = false)
    {
        var notification = Notification.Of(alert, channel, time);
        var occasion = Occasion.Heard(alert.OccurredAt, time);
        db.Notifications.Add(notification);
        if (notification.Recipient.Length == 0)
        {
            notification.Suppress(SuppressionReason.NoAddress, occasion);
        }
        else if (superseded)
        {
            notification.Suppress(SuppressionReason.Superseded, occasion);
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
