using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>RabbitMQ.Client's own socket fails both: more frames wait than it has room for, and nobody takes them out any more.</summary>
[Trait("Category", "Server")]
public sealed class When_a_connection_dies_with_more_frames_waiting_than_its_client_has_room_for : IAsyncLifetime
{
    const int Many = 500;

    RabbitMqVirtualHost _broker = null!;
    FaultProxy _way = null!;
    IConnection _connection = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broker = await RabbitMqVirtualHost.Create();
        _way = FaultProxy.To(_broker.Url);
        _connection = await BrokerAddress.Connect(new RabbitMqOptions { Url = _way.Instead(_broker.Url).ToString() }, "test", Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await _way.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Every_publish_ends_and_so_does_the_connection()
    {
        await using var channel = await _connection.CreateChannelAsync(new CreateChannelOptions(true, true, outstandingPublisherConfirmationsRateLimiter: null), Cancelled);
        await channel.QueueDeclareAsync("taken", exclusive: false, cancellationToken: Cancelled);
        var body = new byte[40_000];
        _way.Faults = new Faults { BytesPerSecond = 100_000 };
        var sending = Enumerable.Range(0, Many).Select(_ => channel.BasicPublishAsync("", "taken", body, Cancelled).AsTask()).ToList();
        await Eventually.True(() => sending.Any(s => s.IsCompletedSuccessfully));

        _way.Down();

        await Eventually.True(() => sending.All(s => s.IsCompleted));
        sending.Where(s => s.IsFaulted).ShouldNotBeEmpty();
        await _connection.DisposeAsync().AsTask().WaitAsync(Eventually.Patience, Cancelled);
    }

    [Fact]
    public async Task Every_acknowledgement_ends_and_so_does_the_connection()
    {
        await using var channel = await _connection.CreateChannelAsync(new CreateChannelOptions(true, true, null, consumerDispatchConcurrency: Many), Cancelled);
        await channel.QueueDeclareAsync("taken", exclusive: false, cancellationToken: Cancelled);
        for (var n = 0; n < Many; n++)
            await channel.BasicPublishAsync("", "taken", new byte[1], Cancelled);
        var (arrived, ended, committed, closed) = (0, 0, new TaskCompletionSource(), new TaskCompletionSource());
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            Interlocked.Increment(ref arrived);
            await committed.Task;
            try
            {
                await channel.BasicAckAsync(delivery.DeliveryTag, false, CancellationToken.None);
            }
            finally
            {
                Interlocked.Increment(ref ended);
            }
        };
        _connection.ConnectionShutdownAsync += (_, _) =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await channel.BasicQosAsync(0, Many, false, Cancelled);
        await channel.BasicConsumeAsync("taken", autoAck: false, consumer, Cancelled);
        await Eventually.True(() => Volatile.Read(ref arrived) == Many);

        // As a group commit does it: all at once, on a connection that takes no more.
        await using var other = await _connection.CreateChannelAsync(cancellationToken: Cancelled);
        _way.Faults = new Faults { BytesPerSecond = 100_000 };
        var flood = Enumerable.Range(0, Many).Select(_ => other.BasicPublishAsync("", "taken", new byte[40_000], Cancelled).AsTask()).ToList();
        await Eventually.True(() => flood.Any(f => f.IsCompleted));
        committed.SetResult();
        _way.Down();

        await Eventually.True(() => Volatile.Read(ref ended) == Many);
        await closed.Task.WaitAsync(Eventually.Patience, Cancelled);
        await Eventually.True(() => flood.All(f => f.IsCompleted));
    }
}
