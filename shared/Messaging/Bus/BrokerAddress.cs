using RabbitMQ.Client;

namespace StatusTracking.Messaging;

/// <summary>Reads where the broker is.</summary>
static class BrokerAddress
{
    /// <summary>How soon both sides notice that the other one is gone without a word: after two of them.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>User, virtual host, TLS, and the one node where no others are named.</summary>
    /// <exception cref="InvalidOperationException">It is no address.</exception>
    public static Uri Url(RabbitMqOptions options) =>
        options.Url is { Length: > 0 } given && Uri.TryCreate(given, UriKind.Absolute, out var url) && url.Scheme is "amqp" or "amqps" ? url
        : throw new InvalidOperationException("Transport is RabbitMq, but RabbitMq:Url is not an amqp:// or amqps:// address. Give one, such as amqp://orders:secret@localhost:5672/statustracking.");

    /// <summary>The nodes, beginning with another one in each process: all take the first of their list at the start. Empty where none is named.</summary>
    /// <exception cref="InvalidOperationException">One is no host.</exception>
    public static List<string> Nodes(RabbitMqOptions options)
    {
        List<string> nodes = [.. (options.Nodes ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        foreach (var node in nodes.Where(node => !Uri.TryCreate($"amqp://{node}/", UriKind.Absolute, out var address) || address.PathAndQuery != "/" || address.UserInfo.Length > 0))
            throw new InvalidOperationException($"RabbitMq:Nodes holds '{node}', which is no host or host:port. Write them as broker-1:5672,broker-2:5672,broker-3:5672; user and virtual host stand in RabbitMq:Url.");
        var first = nodes.Count == 0 ? 0 : Environment.ProcessId % nodes.Count;
        return [.. nodes.Skip(first), .. nodes.Take(first)];
    }

    /// <summary>Opens a connection past the bus, which nobody opens again by itself.</summary>
    /// <param name="options">Where the broker is.</param>
    /// <param name="name">What the broker's own pages call it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static Task<IConnection> Connect(RabbitMqOptions options, string name, CancellationToken cancellationToken)
    {
        var url = Url(options);
        var factory = new ConnectionFactory
        {
            Uri = url,
            ClientProvidedName = name,
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            SocketFactory = BrokerSocket.Make,
        };
        var nodes = Nodes(options).Select(node => new Uri($"{url.Scheme}://{node}/"));
        return factory.CreateConnectionAsync([.. nodes.DefaultIfEmpty(url).Select(node => new AmqpTcpEndpoint(node))], cancellationToken);
    }
}
