using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client.Events;

namespace StatusTracking.Messaging;

/// <summary>
/// Ends an endpoint's work on a channel that has ended. RabbitMQ.Client 7.2 forgets whoever waits for a turn on a channel when that is disposed,
/// as MassTransit does when the connection dies: an endpoint that was declaring its queues just then would wait for good, and its bus would never
/// be started. What ends in good order has time for it; what does not is left behind, and the endpoint begins anew: so its exception is none of
/// MassTransit's, which would end the start of the bus.
/// </summary>
sealed class EndsWithItsChannel : IFilter<ChannelContext>, IEndpointConfigurationObserver
{
    /// <summary>Handlers that are at work may end theirs; who is still at it then meets its message again, and the inbox.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncEventHandler<ShutdownEventArgs> end = (_, _) =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
        context.Channel.ChannelShutdownAsync += end;
        try
        {
            if (!context.Channel.IsOpen)
                ended.TrySetResult();
            var work = next.Send(context);
            if (await Task.WhenAny(work, ended.Task) != work && await Task.WhenAny(work, Task.Delay(Grace)) != work)
                throw new TimeoutException("The connection ended, and what was being done on it did not. The endpoint begins anew.");
            await work;
        }
        finally
        {
            context.Channel.ChannelShutdownAsync -= end;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("endsWithItsChannel");

    /// <summary>Every endpoint of a bus, its own and those that are connected later included.</summary>
    public void EndpointConfigured<T>(T configurator) where T : IReceiveEndpointConfigurator =>
        (configurator as IRabbitMqReceiveEndpointConfigurator)?.ConfigureChannel(pipe => pipe.UseFilter(this));
}
