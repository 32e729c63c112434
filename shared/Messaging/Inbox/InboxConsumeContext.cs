using System.Diagnostics;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;

namespace StatusTracking.Messaging;

/// <summary>What a consumer sees of a message while it is handled: whatever it sends or publishes becomes part of the unit.</summary>
sealed class InboxConsumeContext<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IServiceProvider provider, IMessageUnit unit)
    : OutboxConsumeContextProxy<T>(context, options, provider), IUnitContext where T : class
{
    readonly ConsumeContext<T> _context = context;
    readonly OutboxConsumeOptions _options = options;
    bool _faulted;

    public IMessageUnit Unit => unit;

    /// <summary>
    /// Handles the message and commits. MassTransit has a fault of the message's type published where a handler throws; where it was the
    /// commit, nobody else would know the type any more.
    /// </summary>
    public async Task Handle(Func<Task> handle)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await handle();
        }
        catch (Exception e) when (!_faulted)
        {
            await _context.NotifyFaulted(Stopwatch.GetElapsedTime(started), _options.ConsumerType, e);
            throw;
        }
    }

    public override Task NotifyFaulted<TMessage>(ConsumeContext<TMessage> context, TimeSpan duration, string consumerType, Exception exception)
    {
        _faulted = true;
        return base.NotifyFaulted(context, duration, consumerType, exception);
    }

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
