using MassTransit;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace StatusTracking.Messaging;

/// <summary>Handles each message of a saga as a unit of a group. The first try; one that has failed goes alone, see <see cref="GroupCommit{TDb}"/>.</summary>
sealed class GroupInboxContextFactory<TDb>(GroupCommit<TDb> group, ErasedOrders<TDb> erased, IServiceProvider provider) : IOutboxContextFactory<GroupCommit<TDb>> where TDb : ServiceDb
{
    public async Task Send<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IPipe<OutboxConsumeContext<T>> next) where T : class
    {
        if (context.GetRetryAttempt() > 0)
        {
            await provider.GetRequiredService<IOutboxContextFactory<TDb>>().Send(context, options, next);
            return;
        }

        var message = await erased.Strip(context);
        using var unit = await group.Begin(new MessageCause(MessageIdentity.Of(context), options.ConsumerId, context.ConversationId), db: null, context.CancellationToken);
        var inbox = new InboxConsumeContext<T>(message, options, provider, unit);
        await inbox.Handle(() => next.Send(inbox));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("groupCommit");
}

/// <summary>The same for a consumer: what it saves on its DbContext is written with its group.</summary>
sealed class StagingInboxContextFactory<TDb>(GroupCommit<TDb> group, ErasedOrders<TDb> erased, IServiceProvider provider) : IOutboxContextFactory<Staging<TDb>> where TDb : ServiceDb
{
    public async Task Send<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IPipe<OutboxConsumeContext<T>> next) where T : class
    {
        if (context.GetRetryAttempt() > 0)
        {
            await provider.GetRequiredService<IOutboxContextFactory<TDb>>().Send(context, options, next);
            return;
        }

        var cause = new MessageCause(MessageIdentity.Of(context), options.ConsumerId, context.ConversationId);
        var message = await erased.Strip(context);
        using var unit = await group.Begin(cause, provider.GetRequiredService<TDb>(), context.CancellationToken);
        if (((InboxOptions)options).Turn?.Invoke(context.Message) is { } turn)
            await unit.Take(turn);
        var inbox = new InboxConsumeContext<T>(message, options, provider, unit);
        await inbox.Handle(() => next.Send(inbox));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("groupCommit");
}

/// <summary>Names the inbox of consumers whose messages share transactions.</summary>
sealed class Staging<TDb> where TDb : ServiceDb;
