using System.Data;
using MassTransit;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace StatusTracking.Messaging;

/// <summary>
/// Handles each message at most once a consumer: its id is inserted first, in the transaction that holds everything that the handler does.
/// A second delivery waits for the first one's transaction, finds the row, and is done.
/// </summary>
sealed class InboxContextFactory<TDb>(TDb db, DatabaseDialect dialect, ErasedOrders<TDb> erased, IServiceProvider provider, ILogger<InboxContextFactory<TDb>> logger)
    : IOutboxContextFactory<TDb> where TDb : ServiceDb
{
    public async Task Send<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IPipe<OutboxConsumeContext<T>> next) where T : class
    {
        var messageId = MessageIdentity.Of(context);
        // Before the transaction: what is asked here takes a connection of its own, and all of the pool's may be held by those who wait for one more.
        var message = await erased.Strip(context);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, context.CancellationToken);
        var row = new InboxMessage
        {
            MessageId = messageId,
            ConsumerId = options.ConsumerId,
            ReceivedAt = await db.Host.Clock.GetUtcNow(context.CancellationToken),
        };
        if ((await dialect.InsertInbox(db, [row], context.CancellationToken)).Count == 0)
        {
            logger.LogDebug("Message {MessageId} was handled before by {Consumer}", messageId, options.ConsumerType);
            // Else the endpoint takes it for one that nobody understood, and puts it aside.
            await context.NotifyConsumed(context.ReceiveContext.ElapsedTime, options.ConsumerType);
            return;
        }

        CrashPoint.Reached(CrashPoint.InboxInserted);
        db.Source.Cause = new MessageCause(messageId, options.ConsumerId, context.ConversationId);
        var inbox = new InboxConsumeContext<T>(message, options, provider, new TransactionUnit<TDb>(db));
        await inbox.Handle(async () =>
        {
            await next.Send(inbox);
            CrashPoint.Reached(CrashPoint.InboxBeforeCommit);
            await transaction.CommitAsync(CancellationToken.None);
            CrashPoint.Reached(CrashPoint.InboxCommitted);
        });
        db.Committed();
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");
}
