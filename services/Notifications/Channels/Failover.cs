using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// Two providers of one channel. The second is asked where the first surely did not take the message; never where nobody can know, and never
/// where the first refused it for good. A first that cannot be reached is left alone for a while, so that not each message waits for it.
/// </summary>
sealed class Failover(IChannel first, IChannel second, TimeSpan rest, TimeProvider time, ILogger<Failover> logger) : IChannel
{
    long _restsUntil;

    public Channel Channel => first.Channel;

    public bool MayRepeat => first.MayRepeat && second.MayRepeat;

    public TimeSpan LongestTry => first.LongestTry + second.LongestTry;

    public async Task<Submission> SubmitAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow().UtcTicks < Volatile.Read(ref _restsUntil))
            return await SubmitToEach(second, first, message, cancellationToken);
        return await SubmitToEach(first, second, message, cancellationToken);
    }

    async Task<Submission> SubmitToEach(IChannel one, IChannel other, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var submission = await Submit(one, message, cancellationToken);
        if (submission.Outcome != SubmissionOutcome.Retryable || submission == Submission.Held)
            return submission;
        var again = await Submit(other, message, cancellationToken);
        return again.Outcome == SubmissionOutcome.Retryable && again != Submission.Held
            ? Submission.Retryable($"{submission.Reason} The other server: {again.Reason}", again.RetryAfter ?? submission.RetryAfter)
            : again with { Reason = $"{again.Reason} (The first server asked: {submission.Reason})" };
    }

    async Task<Submission> Submit(IChannel provider, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var submission = await provider.SubmitAsync(message, cancellationToken);
        if (submission.ProviderIsDown && provider == first && rest > TimeSpan.Zero)
        {
            Volatile.Write(ref _restsUntil, (time.GetUtcNow() + rest).UtcTicks);
            logger.LogWarning("The first server of {Channel} is left alone for {Rest}: {Reason}", Channel, rest, submission.Reason);
        }

        return submission;
    }
}
