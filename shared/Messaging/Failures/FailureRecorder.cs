using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>
/// Writes failures into a service's own database: the message as a parked row, and the command that tells Admin, in one transaction. After
/// that the message may be acknowledged. Admin need not run: the command waits in the outbox.
/// </summary>
sealed class FailureRecorder<TDb>(IDbContextFactory<TDb> databases, IHostApplicationLifetime lifetime, ILogger<FailureRecorder<TDb>> logger) where TDb : ServiceDb
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Keeps a message and records its failure.</summary>
    public async Task Record(FailedMessage message)
    {
        await Write(db => Add(db, message));
        logger.LogError("Message {MessageId} failed on {Queue} ({Error}). It is kept, and recorded as a failure", message.MessageId, message.Queue, message.Error);
    }

    /// <summary>Tells Admin that a message that was tried again has been handled.</summary>
    public Task Report(RetryOf retry) => Write(async db => await new Outbox<TDb>(db).Send(Failures.Queue, new ReportRetry { FailureId = retry.FailureId, Retry = retry.Retry, Handled = true }));

    /// <summary>Adds a message and the command that records its failure to a context.</summary>
    public static async Task Add(TDb db, FailedMessage message)
    {
        var now = await db.GetUtcNow(CancellationToken.None);
        message = await WithoutErasedPeople(db, message);
        var row = message.ToParkedRow(now);
        db.Add(row);
        await Tell(db, message, row.Id, now);
    }

    /// <summary>A message of before an erasure that fails after it is kept without whom it names.</summary>
    static async Task<FailedMessage> WithoutErasedPeople(TDb db, FailedMessage message)
    {
        var named = Scrubbing.OrdersIn(message.Body);
        var erased = named.Count == 0 ? [] : await db.Set<ErasedOrder>().Where(e => named.Contains(e.OrderId)).Select(e => e.OrderId).ToListAsync();
        if (erased.Count == 0)
            return message;
        var scrubbing = new Scrubbing(erased, []);
        return scrubbing.Of(message.Body) is { } body ? message.Without(scrubbing.Taken) with { Body = body } : message;
    }

    /// <summary>Adds the command that records the failure of a message that is kept already.</summary>
    public static async Task Tell(TDb db, FailedMessage message, Guid keptAs, DateTimeOffset now) =>
        await new Outbox<TDb>(db).Send(Failures.Queue, message.ToCommand(db.Schema, keptAs, now));

    async Task Write(Func<TDb, Task> add)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            await add(db);
            await db.SaveChangesAsync();
        }
        catch (Exception e) when (DatabaseDialect.IsUnavailable(e))
        {
            // A database that is away is most likely what the message failed on, and no failure of the message. Whoever has it holds it
            // until the database answers, and then gives it back to its queue; at once, it would come back at once.
            logger.LogWarning("{Database} does not answer ({Reason}). Messages are held until it does", typeof(TDb).Name, e.Message);
            await UntilDatabaseAnswers();
            throw;
        }
    }

    async Task UntilDatabaseAnswers()
    {
        var pause = TimeSpan.FromMilliseconds(250);
        while (!await CanConnect())
        {
            await Task.Delay(pause, lifetime.ApplicationStopping);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    async Task<bool> CanConnect()
    {
        await using var db = await databases.CreateDbContextAsync(lifetime.ApplicationStopping);
        return await db.Database.CanConnectAsync(lifetime.ApplicationStopping);
    }
}
