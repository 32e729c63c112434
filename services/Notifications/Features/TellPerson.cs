using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>
/// Decides, within the transaction of the message that brought the news, who is told of it on which channels, and writes the
/// intents. Every message that is not sent has a row as well, with its reason. The same news again writes nothing; but where it was only
/// ever superseded and now comes fresh, the fresh one takes its place: an older scan that comes late keeps nobody from hearing of a newer one.
/// </summary>
sealed class TellPerson(NotificationsDb db, Composer composer, IOptions<NotificationsOptions> options, TimeProvider time)
{
    /// <summary>Adds the rows; the caller saves. Whoever adds the same at the same moment fails on the unique key, and finds it here when tried again.</summary>
    /// <param name="alert">The news.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="superseded">They are overtaken: nobody is told, and their keys are taken all the same.</param>
    /// <param name="givesWayTo">They are overtaken only where the rule of one of these kinds is on. Null = everywhere.</param>
    public async Task Tell(Alert alert, CancellationToken cancellationToken, bool superseded = false, IReadOnlyList<AlertKind>? givesWayTo = null)
    {
        AlertKind[] kinds = [alert.Kind, .. superseded && givesWayTo is not null ? givesWayTo : []];
        var rules = await db.Rules.AsNoTracking().Where(r => kinds.Contains(r.Kind)).ToListAsync(cancellationToken);
        var now = await db.GetUtcNow(cancellationToken);
        if (!superseded)
            db.HeardAlerts.Add(Heard(alert, now));
        var intended = rules.Where(r => r.Kind == alert.Kind).SelectMany(rule => For(alert, rule).Select(a => (Alert: a, rule.Channel))).ToList();
        if (intended.Count == 0)
            return;
        var told = await db.Notifications
            .Where(n => n.About == alert.About && n.Kind == alert.Kind && n.Occurrence == alert.Occurrence)
            .ToListAsync(cancellationToken);
        var digests = options.Value.DigestWindow > TimeSpan.Zero && intended.Exists(i => Digest.MayWait(i.Alert))
            && Buyer.IsSplit(await db.Buyers.Where(b => b.OrderId == alert.OrderId).Select(b => b.Packages).SingleOrDefaultAsync(cancellationToken));
        var addressed = new HashSet<(Channel, string)>();
        foreach (var (news, channel) in intended)
        {
            var address = (news.AddressOn(channel) ?? "").ToUpperInvariant();
            if (!addressed.Add((channel, address)))
                continue;
            var known = told.Find(t => t.Channel == channel && t.Recipient.Equals(address, StringComparison.OrdinalIgnoreCase));
            var isOvertaken = superseded && (givesWayTo is null
                || rules.Any(r => givesWayTo.Contains(r.Kind) && r.Channel == channel && r.Tells(news.Audience ?? Audience.Recipient, alert.Detail)));
            if (known is not null && (isOvertaken || !known.WasNeverToBeTold))
                continue;
            if (known is not null)
                db.Notifications.Remove(known);
            Add(news, channel, now, isOvertaken, digests);
        }
    }

    /// <summary>The news for each whom a rule tells. That the recipient has no address is worth a row with its reason; of others it is not.</summary>
    IEnumerable<Alert> For(Alert alert, AlertRule rule)
    {
        var news = alert with { Urgent = rule.Urgent ? true : null };
        if (rule.Tells(Audience.Recipient, alert.Detail))
            yield return news;
        foreach (var (audience, person) in new[] { (Audience.Buyer, alert.Buyer), (Audience.Operations, options.Value.People) })
            if (person is not null && rule.Tells(audience, alert.Detail) && (news with { To = person, Audience = audience }) is var theirs && theirs.AddressOn(rule.Channel) is not null)
                yield return theirs;
    }

    static HeardAlert Heard(Alert alert, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        At = now,
        Kind = alert.Kind,
        Detail = alert.Detail,
        HasEmail = alert.AddressOn(Channel.Email) is not null,
        HasPhone = alert.AddressOn(Channel.Sms) is not null,
        BuyerHasEmail = !string.IsNullOrWhiteSpace(alert.Buyer?.Email),
        BuyerHasPhone = !string.IsNullOrWhiteSpace(alert.Buyer?.Phone),
    };

    /// <summary>Adds one row, decided.</summary>
    /// <param name="alert">The news.</param>
    /// <param name="channel">The way.</param>
    /// <param name="now">The database's time.</param>
    /// <param name="superseded">Nobody is told.</param>
    /// <param name="digests">The same may come of other packages of the order.</param>
    public Notification Add(Alert alert, Channel channel, DateTimeOffset now, bool superseded = false, bool digests = false)
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
            if (options.Value.MayLeave(notification, now) is var from && from > now)
                notification.Defer(from, Notification.QuietHours, occasion);
            else if (digests && Digest.MayWait(alert))
                notification.Defer(now + options.Value.DigestWindow, Digest.Waiting, occasion);
            else
                notification.Queue(now, occasion);
        }

        return notification;
    }
}
