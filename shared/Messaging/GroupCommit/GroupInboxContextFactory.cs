using MassTransit;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace StatusTracking.Messaging;

/// <summary>Handles each message of a saga as a unit of a group. The first try; one that has failed goes alone, see <see cref="GroupCommit{TDb}"/>.</summary>
sealed class GroupInboxContextFactory<TDb>(GroupCommit<TDb> group, IServiceProvider provider) : IOutboxContextFactory<GroupCommit<TDb>> where TDb : ServiceDb
{
    public async Task Send<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IPipe<OutboxConsumeContext<T>> next) where T : class
    {
        if (context.GetRetryAttempt() > 0)
        {
            await provider.GetRequiredService<IOutboxContextFactory<TDb>>().Send(context, options, next);
            return;
        }

        using var unit = await group.Begin(new MessageCause(MessageIdentity.Of(context), options.ConsumerId, context.ConversationId), context.CancellationToken);
        var inbox = new InboxConsumeContext<T>(context, options, provider, unit);
        await inbox.Handle(() => next.Send(inbox));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("groupCommit");
}
