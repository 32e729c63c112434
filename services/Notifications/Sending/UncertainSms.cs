using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>
/// Asks Twilio what became of an SMS whose answer was lost, by number, day and words, for ten minutes. Most often Twilio's own report is
/// faster. What is not found stays uncertain: Twilio may still take it, so only an operator may have it sent again.
/// </summary>
sealed class UncertainSms(IEnumerable<IChannel> channels, IDbContextFactory<NotificationsDb> databases, TimeProvider time, ILogger<UncertainSms> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    static readonly TimeSpan AskFor = TimeSpan.FromMinutes(11);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (channels.OfType<TwilioChannel>().SingleOrDefault() is not { } twilio)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Resolve(twilio, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Twilio could not be asked for the SMS that are uncertain; the next try is in {Interval}", Interval);
            }
        }
    }

    async Task Resolve(TwilioChannel twilio, CancellationToken cancellationToken)
    {
        List<Guid> uncertain;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var since = time.GetUtcNow() - AskFor;
            uncertain = await db.Notifications
                .Where(n => n.Status == NotificationStatus.Uncertain && n.Channel == Channel.Sms && n.UpdatedAt > since)
                .OrderBy(n => n.UpdatedAt).Take(100).Select(n => n.Id).ToListAsync(cancellationToken);
        }

        foreach (var id in uncertain)
            await Resolve(twilio, id, cancellationToken);
    }

    async Task Resolve(TwilioChannel twilio, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (notification, words) = (
            await db.Notifications.AsNoTracking().SingleAsync(n => n.Id == id, cancellationToken),
            await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.NotificationId == id, cancellationToken));
        if (words is null)
            return;
        var known = await twilio.FindAsync(notification.Recipient, notification.CreatedAt.AddDays(-1), cancellationToken);
        var same = known.Where(m => m.Body?.EndsWith(words.Text, StringComparison.Ordinal) == true).ToList();
        var sids = same.Select(m => m.Sid).ToList();
        // The same words may have been sent before: those messages belong to other notifications.
        var taken = await db.Notifications.Where(n => n.Id != id && n.ProviderId != null && sids.Contains(n.ProviderId)).Select(n => n.ProviderId).ToListAsync(cancellationToken);
        if (same.Find(m => !taken.Contains(m.Sid)) is not { } found)
            return;

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.FindForUpdate<Notification>(id, cancellationToken) is { Status: NotificationStatus.Uncertain } current)
            current.Report(RecordTwilioStatus.Status(found.Status) ?? NotificationStatus.Sent, found.Sid, null, Occasion.Now(time));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
