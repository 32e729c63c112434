using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Admin;

/// <summary>Every copy of Admin hears every change, each on a queue of its own that goes when it goes.</summary>
sealed class TellPagesConsumer(LiveFeed feed) : IConsumer<IStatusEvent>
{
    public Task Consume(ConsumeContext<IStatusEvent> context)
    {
        feed.Tell(Whole(context));
        return Task.CompletedTask;
    }

    /// <summary>Read as an event it has only what all events have; what it says stands in its own type.</summary>
    static IStatusEvent Whole(ConsumeContext<IStatusEvent> context) =>
        context.TryGetMessage<NotificationStatusChanged>(out var message) ? message.Message
        : context.TryGetMessage<StatusChangeIgnored>(out var ignored) ? ignored.Message
        : context.TryGetMessage<PackageSignal>(out var signal) ? signal.Message
        : context.TryGetMessage<PackageEstimateChanged>(out var estimate) ? estimate.Message
        : context.TryGetMessage<IStatusChanged>(out var change) ? change.Message
        : context.Message;
}
