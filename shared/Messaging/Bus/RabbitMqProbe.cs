using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace StatusTracking.Messaging;

/// <summary>Looks at the broker past the bus.</summary>
interface IBrokerProbe
{
    /// <summary>Which of some queues nobody consumes.</summary>
    /// <exception cref="Exception">The broker does not answer.</exception>
    Task<IReadOnlyList<string>> WithoutConsumers(IReadOnlyCollection<string> queues, CancellationToken cancellationToken);
}

/// <summary>A connection of its own, kept from look to look.</summary>
sealed class RabbitMqProbe(RabbitMqOptions options) : IBrokerProbe, IAsyncDisposable
{
    IConnection? _connection;

    public async Task<IReadOnlyList<string>> WithoutConsumers(IReadOnlyCollection<string> queues, CancellationToken cancellationToken)
    {
        try
        {
            if (_connection is not { IsOpen: true })
            {
                await DisposeAsync();
                _connection = await BrokerAddress.Connect(options, "watchdog", cancellationToken);
            }

            return await WithoutConsumers(_connection, queues, cancellationToken);
        }
        catch
        {
            // A broker that stands still leaves the connection open and every question on it unanswered.
            await DisposeAsync();
            throw;
        }
    }

    static async Task<IReadOnlyList<string>> WithoutConsumers(IConnection connection, IReadOnlyCollection<string> queues, CancellationToken cancellationToken)
    {
        var idle = new List<string>();
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var queue in queues)
        {
            try
            {
                if ((await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).ConsumerCount == 0)
                    idle.Add(queue);
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                // It is not there. The broker has closed the channel to say so.
                idle.Add(queue);
                await channel.DisposeAsync();
                channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            }
        }

        await channel.DisposeAsync();
        return idle;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
    }
}
