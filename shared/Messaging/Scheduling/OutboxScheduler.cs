using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

/// <summary>
/// A durable scheduler without a plugin: a scheduled message is an outbox row with a due time, committed with the saga's state;
/// unscheduling deletes the row in the same transaction.
/// </summary>
sealed class OutboxScheduleProvider<TDb>(ConsumeContext context, IDbContextFactory<TDb> databases) : IScheduleMessageProvider where TDb : ServiceDb
{
    public async Task<ScheduledMessage<T>> ScheduleSend<T>(Uri destinationAddress, DateTime scheduledTime, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken) where T : class
    {
        // Inside a unit, the send endpoint stages the row itself.
        if (context.TryGetPayload<IUnitContext>(out _))
            return await new DelayedScheduleMessageProvider(context).ScheduleSend(destinationAddress, scheduledTime, message, new DuePipe<T>(pipe, scheduledTime), cancellationToken);

        // A redelivery: the unit has been rolled back, and the row is all there is to commit.
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await db.Host.Clock.GetUtcNow(cancellationToken);
        var send = new MessageSendContext<T>(message, cancellationToken)
        {
            DestinationAddress = destinationAddress,
            ConversationId = context.ConversationId,
            CorrelationId = context.CorrelationId,
            InitiatorId = context.InitiatorId,
            Serializer = WireSerializer.Instance,
        };
        // The broker's own (x-death and the like) are about the delivery and not about the message.
        foreach (var (key, value) in context.Headers.GetAll().Where(h => !h.Key.StartsWith("x-", StringComparison.Ordinal)))
            send.Headers.Set(key, value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : value);
        var due = new ScheduleSendPipe<T>(new DuePipe<T>(pipe, scheduledTime), scheduledTime);
        await ((IPipe<SendContext<T>>)due).Send(send);
        // The name under which the inbox knows it, also where its producer gave none: another consumer may have handled it already.
        send.MessageId = MessageIdentity.Of(context);
        db.Add(OutgoingMessage.From(db.Source, send, now));
        await db.SaveChangesAsync(cancellationToken);
        context.ReceiveContext.GetOrAddPayload(() => new ComesAgain());
        return new ScheduledMessageHandle<T>(due.ScheduledMessageId ?? send.MessageId!.Value, scheduledTime, destinationAddress, message);
    }

    public async Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken)
    {
        if (context.TryGetPayload<IUnitContext>(out var unit))
        {
            await unit.Unit.CancelScheduled(tokenId, cancellationToken);
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.CancelScheduled([tokenId], cancellationToken);
    }

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) => CancelScheduledSend(tokenId, cancellationToken);
}

/// <summary>When a scheduled message is due. MassTransit only says how long from now, by the system's clock and not by ours.</summary>
sealed record DueAt(DateTime Time);

sealed class DuePipe<T>(IPipe<SendContext<T>> next, DateTime due) : IPipe<SendContext<T>> where T : class
{
    public Task Send(SendContext<T> context)
    {
        context.AddOrUpdatePayload(() => new DueAt(due), _ => new DueAt(due));
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => next.Probe(context);
}

/// <summary>Gives each message of an endpoint the scheduler of the endpoint's database.</summary>
sealed class OutboxSchedulerFilter<TDb>(IDbContextFactory<TDb> databases) : IFilter<ConsumeContext>, IPipeSpecification<ConsumeContext> where TDb : ServiceDb
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        context.AddOrUpdatePayload<MessageSchedulerContext>(Make, _ => Make());
        return next.Send(context);

        MessageSchedulerContext Make() => new ConsumeMessageSchedulerContext(context,
            inner => new MessageScheduler(new OutboxScheduleProvider<TDb>(inner, databases), inner.GetPayload<IBusTopology>()));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("outboxScheduler");

    public void Apply(IPipeBuilder<ConsumeContext> builder) => builder.AddFilter(this);

    public IEnumerable<ValidationResult> Validate() => [];
}
