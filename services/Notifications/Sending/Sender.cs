using Microsoft.Extensions.Options;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>
/// Sends what was decided, outside every message's transaction: takes messages, hands each to its channel, records what came of it.
/// Channels do not wait for each other.
/// </summary>
sealed class Sender(
    IEnumerable<IChannel> channels,
    Claims claims,
    Outcomes outcomes,
    SenderSignal signal,
    SenderMetrics metrics,
    IOptions<NotificationsOptions> options,
    TimeProvider time,
    ILogger<Sender> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(channels.Select(channel => Task.Run(() => Run(channel, stoppingToken), CancellationToken.None)));

    async Task Run(IChannel channel, CancellationToken stop)
    {
        var running = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            var next = signal.Next;
            running.RemoveAll(t => t.IsCompleted);
            var free = options.Value.Concurrency - running.Count;
            var taken = free > 0 ? await Take(channel, free, stop) : Taken.Nothing;
            running.AddRange(taken.Claimed.Select(c => Send(channel, c)));
            if (taken.Due == 0 || running.Count >= options.Value.Concurrency)
                await Wait(next, running, stop);
        }

        // What is on its way is not torn off: its outcome would be unknown. Each has a time-out of its own.
        await Task.WhenAll(running);
    }

    async Task Wait(Task next, List<Task> running, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var poll = Task.Delay(options.Value.PollInterval, time, end.Token);
        await Task.WhenAny([poll, .. running.Count >= options.Value.Concurrency ? running : [.. running, next]]);
        await end.CancelAsync();
    }

    async Task<Taken> Take(IChannel channel, int limit, CancellationToken stop)
    {
        try
        {
            return await claims.Take(channel, limit, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Taken.Nothing;
        }
        catch (Exception e)
        {
            // The database is away or another process was in the way: nothing was taken, and the next round takes it.
            logger.LogWarning(e, "No messages could be taken to be sent by {Channel}; the next try is in {Interval}", channel.Channel, options.Value.PollInterval);
            return Taken.Nothing;
        }
    }

    async Task Send(IChannel channel, Claimed claimed)
    {
        Submission submission;
        try
        {
            submission = await channel.SubmitAsync(claimed.Message with { MayLeave = () => MayLeave(claimed) }, CancellationToken.None);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Notification {Id}: sending by {Channel} failed in a way that nobody foresaw", claimed.NotificationId, channel.Channel);
            submission = Submission.Uncertain($"Sending failed in an unforeseen way: {e.GetType().Name}");
        }

        logger.LogInformation(
            "Notification {Id}: attempt {Attempt} by {Channel} to {Recipient} is {Outcome}",
            claimed.NotificationId, claimed.Attempt, channel.Channel, Mask.Address(claimed.Message.To), submission.Outcome);
        metrics.Attempted(channel.Channel, submission.Outcome);
        if (submission.Outcome == SubmissionOutcome.Accepted)
        {
            CrashPoint.Reached(CrashPoint.SenderAccepted);
            await HasTaken(claimed, submission);
        }

        await Record(claimed, submission);
    }

    async Task HasTaken(Claimed claimed, Submission submission)
    {
        try
        {
            await claims.HasTaken(claimed, submission);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Notification {Id}: that the provider has it could not be written down yet; it is recorded with its outcome", claimed.NotificationId);
        }
    }

    async Task<bool> MayLeave(Claimed claimed)
    {
        try
        {
            return await claims.MayLeave(claimed);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Notification {Id}: it could not be written down that it leaves, so it does not", claimed.NotificationId);
            return false;
        }
    }

    /// <summary>As long as the claim holds, the outcome can be recorded; after that the message belongs to whoever takes it over.</summary>
    async Task Record(Claimed claimed, Submission submission)
    {
        using var lease = new CancellationTokenSource(options.Value.Lease);
        for (var tries = 1; ; tries++)
        {
            try
            {
                await outcomes.Record(claimed, submission, lease.Token);
                return;
            }
            catch (Exception e) when (!lease.IsCancellationRequested)
            {
                logger.LogWarning(e, "Notification {Id}: its outcome {Outcome} could not be recorded yet", claimed.NotificationId, submission.Outcome);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Notification {Id}: its outcome {Outcome} could not be recorded in time; whoever takes the message over finds what was written down of it", claimed.NotificationId, submission.Outcome);
                return;
            }

            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5000, 50 * Math.Pow(2, tries))), lease.Token));
        }
    }
}
