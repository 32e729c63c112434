using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using MassTransit.RabbitMqTransport.Topology;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace StatusTracking.Messaging;

/// <summary>
/// Publishes rows with confirms, on a connection of its own: what stops a publisher (an alarm of the broker, a time-out) does not stop the
/// consumers, and a connection that does not answer is given up here for a new one, which the bus would not do.
/// </summary>
/// <param name="connect">Opens a connection.</param>
/// <param name="published">The exchanges and bindings of what this process publishes; asked for when the bus is ready.</param>
/// <param name="logger">Where connections are logged.</param>
sealed class RabbitMqOutboxTransport(
    Func<CancellationToken, Task<IConnection>> connect, Func<BrokerTopology> published, ILogger<RabbitMqOutboxTransport> logger)
    : IOutboxTransport, IHealthCheck, IAsyncDisposable
{
    // RabbitMQ.Client 7.2 keeps 128 frames for its socket. A publish that waits for room there holds the lock that the connection's end needs:
    // while the broker stands still with 128 frames waiting, it would not even end by a missing heartbeat. See BrokerSocket.
    const int AtOnce = 100;

    // Where the trace goes on: for MassTransit's consumers, and for everybody else's.
    const string ActivityHeader = "MT-Activity-Id";
    const string TraceHeader = "traceparent";

    readonly SemaphoreSlim _room = new(AtOnce);
    readonly SemaphoreSlim _opening = new(1);
    Line? _line;
    string? _trouble;

    /// <inheritdoc />
    public async Task Send(OutboxMessage message, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        Line? line = null;
        try
        {
            line = await Open(cancellationToken);
            if (line.Blocked is { } alarm)
                throw new BrokerAwayException(new InvalidOperationException(alarm));
            if (!line.Exchanges.ContainsKey(message.Destination))
                await Declare(line, message.Destination, cancellationToken);
            // A command that no queue takes comes back, instead of being lost.
            var publishing = line.Channel.BasicPublishAsync(
                message.Destination, message.RoutingKey ?? "", mandatory: message.RoutingKey is null, Properties(message), message.Body, cancellationToken);
            CrashPoint.Reached(CrashPoint.OutboxSending);
            await publishing;
        }
        catch (PublishReturnException e)
        {
            throw new InvalidOperationException($"No queue takes what is sent to {message.Destination}: {e.ReplyText}.", e);
        }
        catch (Exception e) when (e is not (RabbitMQ.Client.Exceptions.PublishException or BrokerAwayException))
        {
            // A connection that an alarm stops is kept: the broker reads nothing from it, its end neither, and each new one would stay there, too.
            if (line?.Blocked is null)
                GiveUp(line, e.Message);
            if (e is OperationCanceledException || (e as OperationInterruptedException)?.ShutdownReason is { } reason && IsAbout(message, reason))
                throw;
            throw new BrokerAwayException(e);
        }
        finally
        {
            _room.Release();
        }
    }

    async ValueTask<Line> Open(CancellationToken cancellationToken)
    {
        if (_line is { Channel.IsOpen: true } open)
            return open;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_line is { Channel.IsOpen: true } opened)
                return opened;
            GiveUp(_line, "it is closed");
            var connection = await connect(cancellationToken);
            try
            {
                return _line = await Prepare(connection, cancellationToken);
            }
            catch
            {
                _ = End(connection);
                throw;
            }
        }
        catch (Exception e)
        {
            _trouble = e.Message;
            throw;
        }
        finally
        {
            _opening.Release();
        }
    }

    async Task<Line> Prepare(IConnection connection, CancellationToken cancellationToken)
    {
        var line = new Line(connection, await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken));
        connection.ConnectionBlockedAsync += (_, blocked) => Note($"the broker takes no messages at present: {blocked.Reason}");
        connection.ConnectionUnblockedAsync += (_, _) => Note(null);
        await Declare(line, published(), cancellationToken);
        _trouble = null;
        logger.LogDebug("The outbox publishes on a new connection to {Broker}", connection.Endpoint);
        return line;

        Task Note(string? alarm)
        {
            _trouble = line.Blocked = alarm;
            return Task.CompletedTask;
        }
    }

    /// <summary>Everything that is published, as the bus declares it: the broker may have been set up anew since.</summary>
    static async Task Declare(Line line, BrokerTopology topology, CancellationToken cancellationToken)
    {
        var channel = line.Channel;
        foreach (var exchange in topology.Exchanges)
        {
            await channel.ExchangeDeclareAsync(
                exchange.ExchangeName, exchange.ExchangeType, exchange.Durable, exchange.AutoDelete, exchange.ExchangeArguments!, cancellationToken: cancellationToken);
            line.Exchanges.TryAdd(exchange.ExchangeName, true);
        }

        foreach (var queue in topology.Queues)
            await channel.QueueDeclareAsync(queue.QueueName, queue.Durable, queue.Exclusive, queue.AutoDelete, queue.QueueArguments!, cancellationToken: cancellationToken);
        foreach (var binding in topology.ExchangeBindings)
            await channel.ExchangeBindAsync(binding.Destination.ExchangeName, binding.Source.ExchangeName, binding.RoutingKey, binding.Arguments!, cancellationToken: cancellationToken);
        foreach (var binding in topology.QueueBindings)
            await channel.QueueBindAsync(binding.Destination.QueueName, binding.Source.ExchangeName, binding.RoutingKey, binding.Arguments!, cancellationToken: cancellationToken);
    }

    /// <summary>The exchange of a command's queue, as its owner declares it. On a channel of its own, which a refusal closes.</summary>
    static async Task Declare(Line line, string name, CancellationToken cancellationToken)
    {
        await using var channel = await line.Connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(name, RabbitMQ.Client.ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        line.Exchanges.TryAdd(name, true);
    }

    static BasicProperties Properties(OutboxMessage message)
    {
        var headers = new Dictionary<string, object?>();
        foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(message.Headers, Wire.Json)!)
            headers[key] = value;
        if ((Activity.Current?.Id ?? message.TraceParent) is { } trace)
            headers[ActivityHeader] = headers[TraceHeader] = trace;
        return new BasicProperties { MessageId = message.MessageId.ToString(), ContentType = message.ContentType, DeliveryMode = DeliveryModes.Persistent, Headers = headers };
    }

    /// <summary>
    /// Whether the broker has closed a channel for what it thinks of a message. Its neighbours on the channel hear the same words, which hold
    /// the exchange's name (403, 404) or the body's size (406).
    /// </summary>
    static bool IsAbout(OutboxMessage message, ShutdownEventArgs reason) => reason.ReplyCode switch
    {
        Constants.AccessRefused or Constants.NotFound => reason.ReplyText.Contains($"'{message.Destination}'", StringComparison.Ordinal),
        Constants.PreconditionFailed => reason.ReplyText.Contains($"'{message.Destination}'", StringComparison.Ordinal) || reason.ReplyText.Contains($" {message.Body.Length} ", StringComparison.Ordinal),
        _ => false,
    };

    void GiveUp(Line? line, string why)
    {
        if (line is null || Interlocked.CompareExchange(ref _line, null, line) != line)
            return;
        _trouble = why;
        logger.LogInformation("The outbox gives up its connection to the broker ({Reason}) and opens another one", why);
        _ = End(line.Connection);
    }

    /// <summary>Nobody waits for it: a connection that does not answer may take its time.</summary>
    async Task End(IConnection connection)
    {
        try
        {
            await connection.AbortAsync(TimeSpan.FromSeconds(10));
            await connection.DisposeAsync();
        }
        catch (Exception e)
        {
            logger.LogDebug(e, "A connection to the broker did not end in good order");
        }
    }

    /// <summary>Whether messages leave. Where they do not, they wait in the outbox, and requests go on to be accepted: so it is degraded at worst.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_trouble is { } trouble ? HealthCheckResult.Degraded($"Messages wait in the outbox: {trouble}") : HealthCheckResult.Healthy());

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _line, null) is { } line)
            await End(line.Connection);
    }

    /// <summary>A connection and the channel that publishes on it.</summary>
    sealed class Line(IConnection connection, IChannel channel)
    {
        volatile string? _blocked;

        public IConnection Connection => connection;

        public IChannel Channel => channel;

        /// <summary>Which exchanges are known to be there.</summary>
        public ConcurrentDictionary<string, bool> Exchanges { get; } = new();

        /// <summary>Why the broker takes no messages from it at present; null where it does.</summary>
        public string? Blocked
        {
            get => _blocked;
            set => _blocked = value;
        }
    }
}
