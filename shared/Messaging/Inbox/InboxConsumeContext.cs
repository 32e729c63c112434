using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;

namespace StatusTracking.Messaging;

/// <summary>What a consumer sees of a message while it is handled: whatever it sends or publishes becomes part of the unit.</summary>
sealed class InboxConsumeContext<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IServiceProvider provider, IMessageUnit unit)
    : OutboxConsumeContextProxy<T>(context, options, provider), IUnitContext where T : class
{
    public IMessageUnit Unit => unit;

    public override bool ContinueProcessing { get; set; } = true;

    public override bool IsMessageConsumed => false;

    public override bool IsOutboxDelivered => false;

    public override int ReceiveCount => 1;

    public override long? LastSequenceNumber => null;

    public override Task SetConsumed() => unit.Flush(CancellationToken);

    public override Task AddSend<TMessage>(SendContext<TMessage> context) => unit.Send(context);

    // Delivery is the outbox's own work, after the commit: MassTransit's pipe has nothing to load, deliver or remove here.
    public override Task SetDelivered() => Task.CompletedTask;

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() => Task.FromResult(new List<OutboxMessageContext>());

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;

    public override Task RemoveOutboxMessages() => Task.CompletedTask;
}

/// <summary>A context that has a unit; found as a payload by the saga repository and the scheduler.</summary>
interface IUnitContext
{
    IMessageUnit Unit { get; }
}
