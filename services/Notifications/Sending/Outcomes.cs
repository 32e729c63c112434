using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>Records what became of an attempt, if the one who made it still holds the claim.</summary>
sealed class Outcomes(
    IDbContextFactory<NotificationsDb> databases,
    SharedCommit<NotificationsDb> commits,
    BackOff backOff,
    EmailInstead instead,
    IOptions<NotificationsOptions> options,
    TimeProvider time,
    ILogger<Outcomes> logger)
{
    /// <summary>Records it with what others record at the same time. Whoever took the message over meanwhile changed its version, and this fails.</summary>
    public async Task Record(Claimed claimed, Submission submission, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await commits.Run(db, async () => await Apply(db, claimed, submission, cancellationToken));
    }

    async Task<int> Apply(NotificationsDb db, Claimed claimed, Submission submission, CancellationToken cancellationToken)
    {
        var (id, number, claim, _) = claimed;
        var held = await db.Notifications.Where(n => n.Id == id && n.Claim == claim)
            .Join(db.Attempts.Where(a => a.Number == number), n => n.Id, a => a.NotificationId, (n, a) => new { Notification = n, Attempt = a })
            .SingleOrDefaultAsync(cancellationToken);
        if (held is null)
        {
            logger.LogWarning(
                "Notification {Id}: attempt {Attempt} came back as {Outcome} after its claim had run out; it stays {Status}",
                id, number, submission.Outcome, await db.Notifications.Where(n => n.Id == id).Select(n => n.Status).SingleOrDefaultAsync(cancellationToken));
            return 0;
        }

        var now = await db.GetUtcNow(cancellationToken);
        held.Attempt.End(submission, now);
        Apply(held.Notification, submission, now);
        if (submission.Outcome == SubmissionOutcome.OptedOut)
            await db.Answer(held.Notification.Channel, held.Notification.Recipient, wanted: false, "provider", time.GetUtcNow(), cancellationToken);
        if (submission.AddressIsDead)
            await db.Bury(held.Notification, submission.Reason ?? submission.Outcome.ToWord(), now, cancellationToken);
        await instead.Tell(db, held.Notification, now, cancellationToken);
        return await db.SaveChangesAsync(cancellationToken);
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
}
