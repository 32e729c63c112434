using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace StatusTracking.Testing;

/// <summary>A message as any AMQP client sees it.</summary>
/// <param name="RoutingKey">Three words.</param>
/// <param name="Exchange">The exchange it was published to.</param>
/// <param name="Body">The body, read as JSON.</param>
/// <param name="Text">The body as it came.</param>
/// <param name="Headers">The headers; byte strings are decoded.</param>
/// <param name="MessageId">The property of this name.</param>
/// <param name="ContentType">The property of this name.</param>
/// <param name="IsPersistent">Whether it survives a restart of the broker.</param>
public sealed record RawMessage(
    string RoutingKey,
    string Exchange,
    JsonElement Body,
    string Text,
    IReadOnlyDictionary<string, object?> Headers,
    string? MessageId,
    string? ContentType,
    bool IsPersistent)
{
    /// <inheritdoc />
    public override string ToString() => $"{RoutingKey} {Text}";
}

/// <summary>
/// A client that knows AMQP and nothing of the bus library: what it reads and writes is what a foreign system would.
/// </summary>
public sealed class RawAmqp : IAsyncDisposable
{
    readonly IConnection _connection;
    readonly IChannel _channel;

    RawAmqp(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    /// <summary>Connects, with publisher confirms.</summary>
    public static async Task<RawAmqp> Connect(Uri url)
    {
        var connection = await new ConnectionFactory { Uri = url, ClientProvidedName = "raw" }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        return new RawAmqp(connection, channel);
    }

    /// <summary>Binds a private queue to an exchange and collects what arrives from now on.</summary>
    /// <param name="exchange">It has to exist: a listener declares nothing of somebody else's.</param>
    /// <param name="routingKeys">The keys to bind, <c>#</c> and <c>*</c> as topic exchanges read them.</param>
    public async Task<RawQueue> Listen(string exchange, params string[] routingKeys)
    {
        var queue = await _channel.QueueDeclareAsync();
        foreach (var key in routingKeys) await _channel.QueueBindAsync(queue.QueueName, exchange, key);
        return await Collect(queue.QueueName);
    }

    /// <summary>Takes everything out of a queue that is there: an error queue, the unrouted queue.</summary>
    public Task<RawQueue> Drain(string queue) => Collect(queue);

    /// <summary>Publishes bytes, persistent, and returns when the broker has them in a queue.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.PublishReturnException">No queue takes it.</exception>
    public async Task Publish(
        string exchange,
        string routingKey,
        string body,
        IReadOnlyDictionary<string, object?>? headers = null,
        string? messageId = null,
        string contentType = "application/json")
    {
        var properties = new BasicProperties
        {
            DeliveryMode = DeliveryModes.Persistent,
            ContentType = contentType,
            Headers = headers?.ToDictionary(header => header.Key, header => header.Value) ?? [],
        };
        if (messageId is not null) properties.MessageId = messageId;
        await _channel.BasicPublishAsync(exchange, routingKey, mandatory: true, properties, Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Publishes to a queue by its name.</summary>
    public Task Send(string queue, string body, IReadOnlyDictionary<string, object?>? headers = null, string? messageId = null) =>
        Publish("", queue, body, headers, messageId);

    /// <summary>Takes the first message of a queue and gives it back, so many times: what the broker sees when a consumer dies with it in its hands.</summary>
    public async Task GiveBack(string queue, int times)
    {
        for (var time = 0; time < times; time++)
        {
            var taken = await Eventually.Get<BasicGetResult?>(async () => await _channel.BasicGetAsync(queue, autoAck: false), message => message is not null, what: $"a message in {queue}");
            await _channel.BasicNackAsync(taken!.DeliveryTag, multiple: false, requeue: true);
        }
    }

    /// <summary>Reads what waits in a queue and gives it back.</summary>
    public async Task<IReadOnlyList<RawMessage>> Look(string queue)
    {
        // What a channel holds goes back when it closes.
        await using var channel = await _connection.CreateChannelAsync();
        var messages = new List<RawMessage>();
        while (await channel.BasicGetAsync(queue, autoAck: false) is { } taken)
            messages.Add(Read(taken.RoutingKey, taken.Exchange, taken.Body, taken.BasicProperties));
        return messages;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    async Task<RawQueue> Collect(string name)
    {
        var queue = new RawQueue(name);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            queue.Add(Read(delivery.RoutingKey, delivery.Exchange, delivery.Body, delivery.BasicProperties));
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(name, autoAck: true, consumer);
        return queue;
    }

    static RawMessage Read(string routingKey, string exchange, ReadOnlyMemory<byte> body, IReadOnlyBasicProperties properties)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        return new RawMessage(
            routingKey,
            exchange,
            ReadJson(text),
            text,
            (properties.Headers ?? new Dictionary<string, object?>()).ToDictionary(header => header.Key, header => Decoded(header.Value)),
            properties.MessageId,
            properties.ContentType,
            properties.Persistent);
    }

    static JsonElement ReadJson(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            // Error queues hold poison, too: its text is still there to look at.
            return default;
        }
    }

    static object? Decoded(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        IList<object?> list => list.Select(Decoded).ToList(),
        IDictionary<string, object?> table => table.ToDictionary(entry => entry.Key, entry => Decoded(entry.Value)),
        _ => value,
    };
}

/// <summary>What has arrived at one queue so far.</summary>
public sealed class RawQueue(string name)
{
    readonly ConcurrentQueue<RawMessage> _messages = new();

    /// <summary>The queue's name at the broker.</summary>
    public string Name { get; } = name;

    /// <summary>Everything that arrived, in order.</summary>
    public IReadOnlyList<RawMessage> Messages => [.. _messages];

    /// <summary>Waits until so many messages satisfy the condition and returns them.</summary>
    public Task<IReadOnlyList<RawMessage>> Wait(int count, Func<RawMessage, bool>? where = null, TimeSpan? within = null) =>
        Eventually.Get<IReadOnlyList<RawMessage>>(
            () => [.. _messages.Where(message => where is null || where(message))],
            found => found.Count >= count,
            within,
            $"{count} messages at {Name}");

    /// <summary>Waits for the first message that satisfies the condition.</summary>
    public async Task<RawMessage> First(Func<RawMessage, bool>? where = null, TimeSpan? within = null) =>
        (await Wait(1, where, within))[0];

    internal void Add(RawMessage message) => _messages.Enqueue(message);
}
