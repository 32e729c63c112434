using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>What the broker alone can do: each event is taken, another message is published for it with a confirm, and it is acknowledged.</summary>
sealed class RawRun(Servers servers) : SagaRun(servers)
{
    IChannel? _channel;

    protected override Task Prepare() => PackageEvents.DeclareQueue(Connection, Queue, quorum: true);

    protected override async Task Consume(Watch watch)
    {
        _channel = await Connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, consumerDispatchConcurrency: 64));
        await _channel.BasicQosAsync(0, 256, false);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            watch.Begin();
            await _channel.BasicPublishAsync(Alerts, "", mandatory: true, new BasicProperties { Persistent = true }, message.Body);
            await _channel.BasicAckAsync(message.DeliveryTag, false);
            watch.Received();
        };
        await _channel.BasicConsumeAsync(Queue, autoAck: false, consumer);
    }

    protected override async Task Check(int packages) =>
        Equal(packages * PackageEvents.PerPackage, (int)await PackageEvents.Count(Connection, Alerts), "messages in the queue");

    public override async ValueTask DisposeAsync()
    {
        if (_channel is not null)
            await _channel.DisposeAsync();
        await base.DisposeAsync();
    }
}
