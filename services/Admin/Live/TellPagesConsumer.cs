using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Admin;

/// <summary>Every copy of Admin hears every change, each on a queue of its own that goes when it goes.</summary>
sealed class TellPagesConsumer(LiveFeed feed) : IConsumer<IStatusEvent>
{
    public Task Consume(ConsumeContext<IStatusEvent> context)
    {
        feed.Tell(context.Message);
        return Task.CompletedTask;
    }
}
