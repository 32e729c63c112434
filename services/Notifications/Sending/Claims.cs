using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>A message that this process may send now, and nobody else.</summary>
sealed record Claimed(Guid NotificationId, int Attempt, long Claim, OutgoingMessage Message);

/// <summary>What came of one turn: how many messages were due, and those of them that may be sent. The others were suppressed.</summary>
sealed record Taken(int Due, IReadOnlyList<Claimed> Claimed)
{
    public static readonly Taken Nothing = new(0, []);
}

/// <summary>
/// Takes queued messages for sending. In one short transaction: whose turn it is, what became of claims that ran out, what must not leave
/// any more, and the attempts, written before the first byte leaves.
/// </summary>
sealed class Claims(IDbContextFactory<NotificationsDb> databases, Composer composer, IOptions<NotificationsOptions> options, TimeProvider time)
{
    static readonly List<NotificationStatus> NotTold = [NotificationStatus.Created, NotificationStatus.Suppressed, NotificationStatus.Merged, NotificationStatus.Failed];

    /// <summary>Takes up to <paramref name="limit"/> messages of a channel.</summary>
    public async Task<Taken> Take(IChannel channel, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await db.GetUtcNow(cancellationToken);
        // Most of the time there is nothing: then nothing is written.
        var waiting = await db.Turns.Where(t => t.Channel == channel.Channel).Select(t => new
        {
            Due = db.Notifications.Any(n => n.Channel == t.Channel && n.DueAt <= now),
            Abandoned = db.Notifications.Any(n => n.Channel == t.Channel && n.ClaimedUntil < now),
        }).SingleAsync(cancellationToken);
        if (!waiting.Due && !waiting.Abandoned)
            return Taken.Nothing;

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Turns.Where(t => t.Channel == channel.Channel).ExecuteUpdateAsync(s => s.SetProperty(t => t.Turn, t => t.Turn + 1), cancellationToken);
        var turn = await db.Turns.Where(t => t.Channel == channel.Channel).Select(t => t.Turn).SingleAsync(cancellationToken);
        now = await db.GetUtcNow(cancellationToken);

        if (waiting.Abandoned)
            await Recover(db, channel, now, cancellationToken);
        var due = await db.Notifications.Where(n => n.Channel == channel.Channel && n.DueAt <= now).OrderBy(n => n.DueAt).Take(limit).ToListAsync(cancellationToken);
        var claimed = await TakeEach(db, due, turn, now, channel.MayRepeat ? channel.LongestTry : channel.LongestTry + options.Value.Lease, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (claimed.Count > 0)
            CrashPoint.Reached(CrashPoint.SenderAttempted);
        return new(due.Count, claimed);
    }

    /// <summary>Writes down that an attempt is about to leave, where its claim still holds.</summary>
    /// <returns>False: somebody else has the message by now.</returns>
    public async Task<bool> MayLeave(Claimed claimed)
    {
        var (id, number, claim, _) = claimed;
        await using var db = await databases.CreateDbContextAsync();
        var now = await db.GetUtcNow(CancellationToken.None);
        var written = await db.Attempts
            .Where(a => a.NotificationId == id && a.Number == number && db.Notifications.Any(n => n.Id == id && n.Claim == claim && n.ClaimedUntil > now))
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.LeftAt, now));
        if (written > 0)
            CrashPoint.Reached(CrashPoint.SenderLeaving);
        return written > 0;
    }

    /// <summary>
    /// Writes down that a provider has taken a message, at once and in one statement: whoever dies before the outcome is recorded, which takes longer,
    /// leaves nothing uncertain behind.
    /// </summary>
    public async Task HasTaken(Claimed claimed, Submission submission)
    {
        var (id, number, claim, _) = claimed;
        await using var db = await databases.CreateDbContextAsync();
        var now = await db.GetUtcNow(CancellationToken.None);
        await db.Attempts.Where(a => a.NotificationId == id && a.Number == number && a.Claim == claim && a.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.Outcome, SubmissionOutcome.Accepted).SetProperty(a => a.Reply, submission.Reason).SetProperty(a => a.EndedAt, now));
        CrashPoint.Reached(CrashPoint.SenderNoted);
    }

    async Task Recover(NotificationsDb db, IChannel channel, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var abandoned = await db.Notifications.Where(n => n.Channel == channel.Channel && n.ClaimedUntil < now)
            .OrderBy(n => n.ClaimedUntil).Take(100).ToListAsync(cancellationToken);
        foreach (var notification in abandoned)
        {
            var last = await db.Attempts.SingleOrDefaultAsync(a => a.NotificationId == notification.Id && a.Number == notification.Attempts, cancellationToken);
            if (last?.Outcome is SubmissionOutcome.Accepted)
            {
                notification.RecordSent(providerId: null, Occasion.Now(time));
                continue;
            }

            var mayHaveLeft = !channel.MayRepeat && last?.LeftAt is not null;
            last?.End(mayHaveLeft ? Submission.Uncertain("The process ended with this attempt open.") : Submission.Retryable("The process ended before it was handed over."), now);
            notification.Abandon(mayHaveLeft, now, Occasion.Now(time));
            if (options.Value.SendsAgain(notification))
                notification.SendAgain(now, Notification.SentAgainByPolicy, Occasion.Now(time));
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    async Task<List<Claimed>> TakeEach(NotificationsDb db, List<Notification> due, long turn, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        var claimed = new List<Claimed>(due.Count);
        if (due.Count == 0)
            return claimed;
        var ids = due.Select(n => n.Id).ToList();
        var words = await db.Messages.AsNoTracking().Where(m => ids.Contains(m.NotificationId)).ToDictionaryAsync(m => m.NotificationId, cancellationToken);
        // One that has gone with another by now waits no more.
        foreach (var notification in due.Where(n => n.DueAt is not null))
        {
            if (options.Value.MayLeave(notification, now) is var from && from > now)
            {
                notification.Defer(from, Notification.QuietHours, Occasion.Now(time));
                continue;
            }

            if (await Objection(db, notification, due, now, cancellationToken) is { } reason)
            {
                notification.Suppress(reason, Occasion.Now(time));
                continue;
            }

            var waited = notification.Status == NotificationStatus.Deferred;
            if (notification.Take(turn, now, lease, Occasion.Now(time)) is not { } attempt)
                continue;
            db.Attempts.Add(attempt);
            var message = waited && attempt.Number == 1 && await TakeOthersAlong(db, notification, now, words.ContainsKey(notification.Id), cancellationToken) is { } digest
                ? digest
                : words.GetValueOrDefault(notification.Id) ?? composer.Compose(notification.Id, notification.Alert, notification.Channel);
            claimed.Add(new(notification.Id, attempt.Number, turn, Outgoing(notification, message)));
        }

        return claimed;
    }

    /// <summary>
    /// Lets a message tell what waits of the order's other packages. Nobody else takes any of them: whoever takes messages of a channel has its turn. One that
    /// is added at this moment is not seen, and leaves by itself.
    /// </summary>
    /// <returns>The words of all of them; null where nothing else waits.</returns>
    async Task<RenderedMessage?> TakeOthersAlong(NotificationsDb db, Notification first, DateTimeOffset now, bool hasWords, CancellationToken cancellationToken)
    {
        if (options.Value.DigestWindow == TimeSpan.Zero || !Digest.MayWait(first.Alert))
            return null;
        var (order, kind, channel, recipient) = (first.Order, first.Kind, first.Channel, first.Recipient);
        var waiting = await db.Notifications
            .Where(n => n.Order == order && n.Kind == kind && n.Channel == channel && n.Recipient == recipient && n.Status == NotificationStatus.Deferred && n.DueAt != null)
            .ToListAsync(cancellationToken);
        var others = new List<Notification>();
        foreach (var other in Digest.With(first, waiting))
        {
            if (options.Value.IsStale(other.CauseOccurredAt, now))
                other.Suppress(SuppressionReason.Stale, Occasion.Now(time));
            else if (await IsSuperseded(db, other, cancellationToken))
                other.Suppress(SuppressionReason.Superseded, Occasion.Now(time));
            else
                others.Add(other);
        }

        if (others.Count == 0)
            return null;
        first.Carry(others, Occasion.Now(time));
        var message = composer.Compose(first.Id, first.Alert, first.Channel);
        db.Entry(message).State = hasWords ? EntityState.Modified : EntityState.Added;
        return message;
    }

    /// <summary>Counts what has left and what this turn has taken so far; nobody else takes any in the meantime.</summary>
    async Task<SuppressionReason?> Objection(NotificationsDb db, Notification notification, List<Notification> batch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (settings, hourAgo) = (options.Value, now - TimeSpan.FromHours(1));
        var (channel, recipient, order) = (notification.Channel, notification.Recipient, notification.Order);
        var (address, kind) = (Addresses.Normal(recipient), $",{notification.Kind.ToWord()},");
        var (perHour, perOrder) = (settings.MaxPerRecipientAndHour, settings.MaxPerOrder);
        var known = await db.Turns.Where(t => t.Channel == channel).Select(t => new
        {
            OptedOut = db.OptOuts.Where(o => o.Channel == t.Channel && o.Address == address && !o.Lifted).Select(o => o.Source).FirstOrDefault(),
            IsMuted = db.OptOuts.Any(o => o.Channel == t.Channel && o.Address == address && o.Muted!.Contains(kind)),
            IsDead = db.DeadAddresses.Any(d => d.Channel == t.Channel && d.Address == address),
            LastHour = perHour > 0 ? db.Notifications.Count(n => n.Channel == t.Channel && n.Recipient == recipient && n.ClaimedAt > hourAgo) : 0,
            OfOrder = perOrder > 0 ? db.Notifications.Count(n => n.Order == order && n.ClaimedAt != null) : 0,
        }).SingleAsync(cancellationToken);
        if (known.OptedOut is { } source && !IsOwed(notification))
            return source == OptOut.Page ? SuppressionReason.Preference : SuppressionReason.OptedOut;
        if (known.IsMuted && !IsOwed(notification))
            return SuppressionReason.Preference;
        if (known.IsDead)
            return SuppressionReason.Bounced;
        if (notification.WasHeldUp(now, settings.Patience))
        {
            // What it carries is as good a reason to send it: its words stay the same over all attempts.
            var told = notification.Alert.Others is null ? [notification] : await db.Notifications.Where(n => n.Id == notification.Id || n.Order == order && n.CarriedBy == notification.Id).ToListAsync(cancellationToken);
            if (told.TrueForAll(n => settings.IsStale(n.CauseOccurredAt, now)))
                return SuppressionReason.Stale;
            var superseded = 0;
            foreach (var news in told)
                superseded += await IsSuperseded(db, news, cancellationToken) ? 1 : 0;
            if (superseded == told.Count)
                return SuppressionReason.Superseded;
        }

        if (notification.ClaimedAt is not null || notification.Alert.IsForOperations)
            return null;
        var taken = batch.Where(n => n.ClaimedAt == now).ToList();
        return perHour > 0 && known.LastHour + taken.Count(n => n.Recipient == recipient) >= perHour || perOrder > 0 && known.OfOrder + taken.Count(n => n.Order == order) >= perOrder
            ? SuppressionReason.RateLimited
            : null;
    }

    /// <summary>
    /// What is about the order and its money is part of the contract (a confirmation is even prescribed, directive 2011/83/EU article 8), and
    /// comes by e-mail whatever was chosen of news about packages; the page says so. By SMS nothing does: after STOP nothing may.
    /// </summary>
    static bool IsOwed(Notification notification) => notification is { Channel: Channel.Email, Alert.IsAboutPackage: false };

    static Task<bool> IsSuperseded(NotificationsDb db, Notification held, CancellationToken cancellationToken)
    {
        var others = db.Notifications.Where(n => n.Channel == held.Channel && n.Recipient == held.Recipient && n.Id != held.Id
            && (!NotTold.Contains(n.Status) || db.Notifications.Any(c => c.Id == n.CarriedBy && !NotTold.Contains(c.Status))));
        var kinds = held.Alert.IsAboutPackage ? Overtaking.OfPackage(held.Kind) : Overtaking.OfOrder(held.Kind);
        return held.Alert.IsAboutPackage
            ? others.AnyAsync(n => n.About == held.About && kinds.Contains(n.Kind) && n.CauseSequence > held.CauseSequence, cancellationToken)
            : others.AnyAsync(n => n.Order == held.Order && kinds.Contains(n.Kind) && n.CauseOccurredAt > held.CauseOccurredAt, cancellationToken);
    }

    static OutgoingMessage Outgoing(Notification notification, RenderedMessage message) => new()
    {
        Id = notification.Id,
        To = notification.Recipient,
        ToName = notification.RecipientName,
        Subject = message.Subject,
        Text = message.Text,
        Html = message.Html,
        Calendar = message.Calendar,
        Language = message.Language,
        UnsubscribeUrl = notification.Alert.UnsubscribeUrl,
        CreatedAt = notification.CreatedAt,
    };
}
