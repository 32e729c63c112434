using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace StatusTracking.Chaos;

/// <summary>
/// The broker's queues, seen over AMQP: the management pages' figures are up to five seconds old, and these are not. Signs in anew where the
/// broker went away.
/// </summary>
sealed class Queues(Uri broker, HttpClient management) : IAsyncDisposable
{
    readonly SemaphoreSlim _turn = new(1, 1);
    IConnection? _connection;

    /// <summary>The names of all durable queues: those of a page that is open come and go.</summary>
    public async Task<IReadOnlyList<string>> Names() =>
        [.. (await List()).Where(q => q["durable"]!.GetValue<bool>() && q["exclusive"]?.GetValue<bool>() != true).Select(q => q["name"]!.GetValue<string>())];

    /// <summary>Messages by queue, those that a consumer has and did not acknowledge included; up to five seconds old.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Messages() =>
        (await List()).ToDictionary(q => q["name"]!.GetValue<string>(), q => q["messages"]?.GetValue<int>() ?? 0);

    /// <summary>Messages that wait for a consumer, and consumers, by queue, now. A queue that is not there is left out.</summary>
    /// <exception cref="Exception">The broker is away.</exception>
    public async Task<IReadOnlyDictionary<string, (int Ready, int Consumers)>> Now(IEnumerable<string> names)
    {
        await _turn.WaitAsync();
        try
        {
            var seen = new Dictionary<string, (int, int)>();
            if (_connection is not { IsOpen: true })
            {
                if (_connection is not null)
                    await _connection.DisposeAsync();
                _connection = null;
                _connection = await new ConnectionFactory { Uri = broker, ClientProvidedName = "chaos", AutomaticRecoveryEnabled = false, ContinuationTimeout = TimeSpan.FromSeconds(5) }.CreateConnectionAsync();
            }

            var channel = await _connection.CreateChannelAsync();
            foreach (var name in names)
            {
                try
                {
                    var queue = await channel.QueueDeclarePassiveAsync(name);
                    seen[name] = ((int)queue.MessageCount, (int)queue.ConsumerCount);
                }
                catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
                {
                    // Asking for what is not there ends the channel.
                    await channel.DisposeAsync();
                    channel = await _connection.CreateChannelAsync();
                }
            }

            await channel.DisposeAsync();
            return seen;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _turn.Dispose();
    }

    async Task<IReadOnlyList<JsonNode>> List()
    {
        var found = JsonNode.Parse(await management.GetStringAsync("/api/queues/%2F"))!.AsArray();
        return [.. found.Select(q => q!)];
    }
}
