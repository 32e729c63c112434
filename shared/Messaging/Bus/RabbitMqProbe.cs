using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace StatusTracking.Messaging;

/// <summary>A queue as its broker sees it.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Messages">How many wait in it, without those that were handed out and not acknowledged; null where it is not there.</param>
/// <param name="Consumers">How many consume it; null where it is not there.</param>
public sealed record QueueDepth(string Queue, long? Messages, long? Consumers);

/// <summary>Looks at the broker past the bus.</summary>
interface IBrokerProbe
{
    /// <summary>How some queues are, in their order.</summary>
    /// <exception cref="Exception">The broker does not answer.</exception>
    Task<IReadOnlyList<QueueDepth>> Look(IReadOnlyCollection<string> queues, CancellationToken cancellationToken);
}

/// <summary>A connection of its own, kept from look to look. Who looks at the same moment waits.</summary>
sealed class RabbitMqProbe(RabbitMqOptions options) : IBrokerProbe, IAsyncDisposable
{
    readonly SemaphoreSlim _turn = new(1);
    IConnection? _connection;

    public async Task<IReadOnlyList<QueueDepth>> Look(IReadOnlyCollection<string> queues, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_connection is not { IsOpen: true })
            {
                await Disconnect();
                _connection = await BrokerAddress.Connect(options, "watchdog", cancellationToken);
            }

            return await Look(_connection, queues, cancellationToken);
        }
        catch
        {
            // A broker that stands still leaves the connection open and every question on it unanswered.
            await Disconnect();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    static async Task<IReadOnlyList<QueueDepth>> Look(IConnection connection, IReadOnlyCollection<string> queues, CancellationToken cancellationToken)
    {
        var found = new List<QueueDepth>(queues.Count);
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var queue in queues)
        {
            try
            {
                var there = await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
                found.Add(new(queue, there.MessageCount, there.ConsumerCount));
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                // It is not there. The broker has closed the channel to say so.
                found.Add(new(queue, null, null));
                await channel.DisposeAsync();
                channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            }
        }

        await channel.DisposeAsync();
        return found;
    }

    async ValueTask Disconnect()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Disconnect();
        _turn.Dispose();
    }
}
