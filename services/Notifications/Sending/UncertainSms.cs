using System.Net;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>
/// Asks Twilio what became of an SMS whose answer was lost, by number, day and words: every minute for ten minutes, then every quarter of an
/// hour for a day, since what lost the answer may keep Twilio out of reach for longer. Most often Twilio's own report is faster. What is not
/// found stays uncertain: Twilio may still take it, so only an operator may have it sent again.
/// </summary>
sealed class UncertainSms(IEnumerable<IChannel> channels, IDbContextFactory<NotificationsDb> databases, TimeProvider time, ILogger<UncertainSms> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    static readonly TimeSpan AskOftenFor = TimeSpan.FromMinutes(11);
    static readonly TimeSpan AskFor = TimeSpan.FromDays(1);
    const int SeldomEvery = 15;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (channels.OfType<TwilioChannel>().SingleOrDefault() is not { } twilio)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        for (var tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                await Resolve(twilio, tick % SeldomEvery == 0 ? AskFor : AskOftenFor, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Twilio could not be asked for the SMS that are uncertain; the next try is in {Interval}", Interval);
            }
        }
    }

    async Task Resolve(TwilioChannel twilio, TimeSpan age, CancellationToken cancellationToken)
    {
        List<Guid> uncertain;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var since = time.GetUtcNow() - age;
            uncertain = await db.Notifications
                .Where(n => n.Status == NotificationStatus.Uncertain && n.Channel == Channel.Sms && n.UpdatedAt > since)
                .OrderBy(n => n.UpdatedAt).Take(100).Select(n => n.Id).ToListAsync(cancellationToken);
        }

        foreach (var id in uncertain)
        {
            try
            {
                await Resolve(twilio, id, cancellationToken);
            }
            catch (HttpRequestException e) when (e.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests)
            {
                // Something about this one: the others behind it are asked for all the same.
                logger.LogWarning("Notification {Id}: Twilio answered {Status} when it was asked what became of it", id, (int)e.StatusCode);
            }
        }
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
        var same = known.Where(m => m.Body?.EndsWith(TwilioChannel.Body(words.Text), StringComparison.Ordinal) == true).ToList();
        var sids = same.Select(m => m.Sid).ToList();
        // The same words may have been sent before: those messages belong to other notifications.
        var taken = await db.Notifications.Where(n => n.Id != id && n.ProviderId != null && sids.Contains(n.ProviderId)).Select(n => n.ProviderId).ToListAsync(cancellationToken);
        if (same.Find(m => !taken.Contains(m.Sid)) is not { } found)
            return;

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.FindForUpdate<Notification>(id, cancellationToken) is { Status: NotificationStatus.Uncertain } current)
            current.Report(RecordTwilioStatus.Status(found.Status) ?? NotificationStatus.Sent, found.Sid, "Found in Twilio's list.", Occasion.Now(time));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
