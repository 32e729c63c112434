using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using FailureKind = StatusTracking.Contracts.FailureKind;
using Failures = StatusTracking.Contracts.Failures;

namespace StatusTracking.Messaging;

/// <summary>A row that did not leave.</summary>
/// <param name="Message">Which.</param>
/// <param name="Error">Why; null = its time was over.</param>
/// <param name="Behind">What waits with it.</param>
sealed record UnsentRow(OutboxMessage Message, Exception? Error, OutboxMessage[] Behind)
{
    /// <summary>Whether the broker is away, or blocked: that says nothing about the row.</summary>
    public bool IsBrokers => Error is BrokerAwayException or OperationCanceledException;
}

/// <summary>What becomes of rows that did not leave: they are put off, or parked for an operator.</summary>
/// <param name="returns">In memory, what came back from processes that died; null = the broker counts.</param>
/// <param name="options">How often and how soon they are tried again.</param>
/// <param name="logger">The delivery's.</param>
sealed class Unsent<TDb>(Returns? returns, MessagingOptions options, ILogger logger) where TDb : ServiceDb
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    static readonly TimeSpan BrokerPause = TimeSpan.FromSeconds(1);

    /// <summary>What waits for a row of its partition.</summary>
    public HeldBack Held { get; } = new();

    /// <summary>In memory, what came back from processes that died; null = the broker counts.</summary>
    public Returns? Returns => returns;

    /// <summary>Leaves a row to an operator, who hears of it as a failure. What cannot be recorded where failures are recorded can only be logged.</summary>
    public async Task Park(TDb db, OutboxMessage message, int attempts, string error, string reason, Exception? exception = null, FailureKind kind = FailureKind.Unsent)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        await Set(db, message, attempts, reason, next: null);
        if (message.Destination != Failures.Queue)
        {
            message.Attempts = attempts;
            var failure = FailedMessage.Unsent(message, error, reason, exception?.ToString()) with { Kind = kind };
            await FailureRecorder<TDb>.Tell(db, failure, message.Id, await db.GetUtcNow(CancellationToken.None));
            await db.SaveChangesAsync(CancellationToken.None);
        }

        await transaction.CommitAsync(CancellationToken.None);
        Held.Leave(message.PartitionKey, message.Id);
        returns?.End(message.Id);
        logger.LogError(exception, "Message {MessageId} to {Destination} is parked after {Attempts} attempts: {Reason}", message.MessageId, message.Destination, attempts, reason);
    }

    /// <summary>What comes too late is worth nothing to its receiver, and an operator is to know.</summary>
    public async Task<DateTimeOffset?> Expire(TDb db, OutboxMessage message)
    {
        await Park(db, message, message.Attempts, "expired", $"It was to be sent before {message.ExpiresAt:O}, and was not. Send it again if it is still of use.");
        return null;
    }

    /// <summary>Puts off what waits for the broker, without a word about each of them: an outage meets everything that is on its way.</summary>
    public async Task WaitForBroker(TDb db, List<UnsentRow> unsent, List<(OutboxMessage Message, DateTimeOffset Due)> waiting)
    {
        if (unsent.Count == 0)
            return;
        var due = await db.Host.Clock.GetUtcNow(CancellationToken.None) + BrokerPause;
        OutboxMessage[] rows = [.. unsent.SelectMany(u => u.Behind.Prepend(u.Message))];
        foreach (var row in rows)
        {
            Held.Fail(row, due);
            waiting.Add((row, due));
        }

        logger.LogWarning("{Count} messages wait for the broker ({Reason})", rows.Length, unsent[0].Error!.Message);
    }

    /// <returns>When it is next tried; null = it is parked.</returns>
    public async Task<DateTimeOffset?> Postpone(TDb db, OutboxMessage message, Exception error)
    {
        var attempts = message.Attempts + 1;
        var reason = error.Message.Length > 2000 ? error.Message[..2000] : error.Message;
        // The record of a failure waits for Admin however long that takes: parked, nobody would hear of it.
        if (attempts >= options.MaxAttempts && message.Destination != Failures.Queue)
        {
            await Park(db, message, attempts, error.GetBaseException().GetType().FullName!, reason, error);
            return null;
        }

        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(attempts, 10)) / 2));
        var next = await db.Host.Clock.GetUtcNow(CancellationToken.None) + pause;
        await Set(db, message, attempts, reason, next);
        Held.Fail(message, next);
        logger.LogWarning("Message {MessageId} to {Destination} was not sent ({Reason}); next attempt in {Pause}", message.MessageId, message.Destination, reason, pause);
        return next;
    }

    static Task<int> Set(TDb db, OutboxMessage message, int attempts, string reason, DateTimeOffset? next) =>
        db.Set<OutboxMessage>().Where(m => m.Id == message.Id).ExecuteUpdateAsync(s => s
            .SetProperty(m => m.Attempts, attempts)
            .SetProperty(m => m.LastError, reason)
            .SetProperty(m => m.NextAttemptAt, next), CancellationToken.None);
}
