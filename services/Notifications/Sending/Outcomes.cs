using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>Records what became of an attempt, if the one who made it still holds the claim.</summary>
sealed class Outcomes(
    IDbContextFactory<NotificationsDb> databases,
    BackOff backOff,
    IOptions<NotificationsOptions> options,
    TimeProvider time,
    ILogger<Outcomes> logger)
{
    public async Task Record(Claimed claimed, Submission submission, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var notification = await db.FindForUpdate<Notification>(claimed.NotificationId, cancellationToken);
        if (notification is null || !notification.IsHeldBy(claimed.Claim))
        {
            logger.LogWarning(
                "Notification {Id}: attempt {Attempt} came back as {Outcome} after its claim had run out; it stays {Status}",
                claimed.NotificationId, claimed.Attempt, submission.Outcome, notification?.Status);
            return;
        }

        var now = await db.GetUtcNow(cancellationToken);
        var attempt = await db.Attempts.SingleAsync(a => a.NotificationId == claimed.NotificationId && a.Number == claimed.Attempt, cancellationToken);
        attempt.End(submission, now);
        Apply(notification, submission, now);
        if (submission.Outcome == SubmissionOutcome.OptedOut)
            await RememberOptOut(db, notification, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    void Apply(Notification notification, Submission submission, DateTimeOffset now)
    {
        var occasion = Occasion.Now(time);
        var reason = submission.Reason ?? submission.Outcome.ToWord();
        switch (submission.Outcome)
        {
            case SubmissionOutcome.Accepted:
                notification.RecordSent(submission.ProviderId, occasion);
                break;
            case SubmissionOutcome.Retryable when notification.Attempts < options.Value.MaxAttempts:
                notification.RecordRetry(now + backOff.After(notification.Attempts, submission.RetryAfter), reason, occasion);
                break;
            case SubmissionOutcome.Retryable:
                notification.RecordFailed($"Tried {notification.Attempts} times. {reason}", occasion);
                break;
            case SubmissionOutcome.Rejected:
                notification.RecordFailed(reason, occasion);
                break;
            case SubmissionOutcome.OptedOut:
                notification.RecordOptedOut(occasion);
                break;
            case SubmissionOutcome.Uncertain:
                notification.RecordUncertain(reason, occasion);
                if (options.Value.SendsAgain(notification))
                    notification.SendAgain(now + backOff.After(notification.Attempts), Notification.SentAgainByPolicy, occasion);
                break;
            default:
                throw new InvalidOperationException($"An attempt cannot end as {submission.Outcome}.");
        }
    }

    static async Task RememberOptOut(NotificationsDb db, Notification notification, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!await db.OptOuts.AnyAsync(o => o.Channel == notification.Channel && o.Address == notification.Recipient, cancellationToken))
            db.OptOuts.Add(new() { Channel = notification.Channel, Address = notification.Recipient, Since = now, Source = "provider" });
    }
}
