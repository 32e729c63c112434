using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Failures = StatusTracking.Contracts.Failures;

namespace StatusTracking.Messaging;

/// <summary>
/// Takes committed rows to the broker. Rows of this process come straight from memory: they were inserted with a lease, so that nobody else
/// takes them. Rows that a crash left behind, rows that failed, and schedules that fall due are claimed from the table. A row is deleted
/// only once the broker has confirmed it; whoever crashes in between sends it again under the same message id.
/// </summary>
sealed class OutboxDelivery<TDb>(
    Lazy<IBusControl> bus,
    IDbContextFactory<TDb> databases,
    DatabaseDialect dialect,
    BusTopology topology,
    IOptions<MessagingOptions> options,
    ILogger<OutboxDelivery<TDb>> logger,
    Receipts? receipts = null) : BackgroundService where TDb : ServiceDb
{
    static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    readonly MessagingOptions _options = options.Value;
    readonly Channel<OutboxMessage> _fresh = Channel.CreateBounded<OutboxMessage>(10_000);
    readonly Channel<(OutboxMessage Message, string? Failure)> _received = Channel.CreateUnbounded<(OutboxMessage, string?)>();
    readonly ConcurrentDictionary<string, Task<ISendEndpoint>> _endpoints = new();

    /// <summary>Hands over rows that have just committed. What does not fit stays in the table until its lease ends.</summary>
    public void Committed(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages.Where(m => m.Immediate))
            _fresh.Writer.TryWrite(message);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Until the bus is ready its bindings may not exist, and what is published would reach nobody.
        await bus.Value.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
        await Task.WhenAll(DeliverFresh(stoppingToken), DeliverDue(stoppingToken), FinishReceived(stoppingToken));
    }

    /// <summary>Deletes what all listeners have handled, and parks what one of them failed on for good.</summary>
    async Task FinishReceived(CancellationToken stopping)
    {
        var received = new List<(OutboxMessage Message, string? Failure)>();
        while (await _received.Reader.WaitToReadAsync(stopping))
        {
            while (received.Count < _options.BatchSize && _received.Reader.TryRead(out var row))
                received.Add(row);
            // Nobody else would end them: a database that is away is waited for.
            while (received.Count > 0 && !stopping.IsCancellationRequested)
                await Surviving(() => Finish(received), stopping);
        }
    }

    async Task Finish(List<(OutboxMessage Message, string? Failure)> received)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        foreach (var (message, failure) in received)
        {
            if (failure is not null)
                await Park(db, message, message.Attempts, failure, null);
        }

        Guid[] handled = [.. received.Where(r => r.Failure is null).Select(r => r.Message.Id)];
        CrashPoint.Reached(CrashPoint.OutboxHandled);
        if (handled.Length > 0)
            await db.Set<OutboxMessage>().Where(m => handled.Contains(m.Id)).ExecuteDeleteAsync(CancellationToken.None);
        foreach (var (message, _) in received)
            receipts!.Forget(message.MessageId, message.Id);
        received.Clear();
    }

    async Task DeliverFresh(CancellationToken stopping)
    {
        var batch = new List<OutboxMessage>();
        while (await _fresh.Reader.WaitToReadAsync(stopping))
        {
            while (batch.Count < _options.BatchSize && _fresh.Reader.TryRead(out var message))
                batch.Add(message);
            CrashPoint.Reached(CrashPoint.OutboxTaken);
            await Surviving(() => Deliver(batch, CrashPoint.OutboxConfirmed, stopping), stopping);
            batch.Clear();
        }
    }

    async Task DeliverDue(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var claimed = 0;
            await Surviving(async () => claimed = await ClaimAndDeliver(stopping), stopping);
            if (claimed < _options.BatchSize)
                await Task.Delay(_options.PollInterval, stopping);
        }
    }

    async Task<int> ClaimAndDeliver(CancellationToken stopping)
    {
        if (bus.Value.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return 0;
        List<OutboxMessage> claimed;
        await using (var db = await databases.CreateDbContextAsync(stopping))
        {
            var now = await db.Host.Clock.GetUtcNow(stopping);
            claimed = await dialect.Claim(db, _options.BatchSize, now, _options.Lease, stopping);
        }

        if (claimed.Count > 0)
        {
            CrashPoint.Reached(CrashPoint.ScheduleClaimed);
            await Deliver([.. claimed.OrderBy(m => m.Position)], CrashPoint.ScheduleSent, stopping);
        }

        return claimed.Count;
    }

    async Task Deliver(List<OutboxMessage> messages, string whenConfirmed, CancellationToken stopping)
    {
        var confirmed = new ConcurrentBag<Guid>();
        var failed = new ConcurrentBag<(OutboxMessage Message, Exception Error)>();
        var sent = 0;
        await Task.WhenAll(messages.GroupBy(m => m.PartitionKey ?? m.Id).Select(async partition =>
        {
            foreach (var message in partition.Where(m => receipts?.IsPending(m) != true))
            {
                var handled = receipts?.Expect(message);
                try
                {
                    await Send(message, stopping);
                    if (Interlocked.Increment(ref sent) < messages.Count)
                        CrashPoint.Reached(CrashPoint.OutboxBetweenRows);
                    if (handled is null)
                        confirmed.Add(message.Id);
                    else
                        _ = handled.ContinueWith(h => _received.Writer.TryWrite((message, h.Result)), TaskScheduler.Default);
                }
                catch (Exception e)
                {
                    receipts?.Forget(message.MessageId, message.Id);
                    // The rest of the partition waits for its lease to end: order matters more than haste. So does what was under way
                    // when this process was told to stop.
                    if (!stopping.IsCancellationRequested)
                        failed.Add((message, e));
                    break;
                }
            }
        }));

        if (sent > 0)
            CrashPoint.Reached(whenConfirmed);
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        if (!confirmed.IsEmpty)
        {
            var ids = confirmed.ToArray();
            await db.Set<OutboxMessage>().Where(m => ids.Contains(m.Id)).ExecuteDeleteAsync(CancellationToken.None);
        }

        foreach (var (message, error) in failed)
            await Postpone(db, message, error);
    }

    async Task Send(OutboxMessage message, CancellationToken stopping)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(SendTimeout);
        using var activity = Telemetry.Source.StartActivity("outbox deliver", ActivityKind.Producer, message.TraceParent);
        var endpoint = await _endpoints.GetOrAdd(message.Destination, name => topology.Published.TryGetValue(name, out var published)
            ? published.Endpoint(bus.Value)
            : name.Contains(':', StringComparison.Ordinal)
                ? throw new InvalidOperationException($"{name} is published and not declared: nobody would hear it. Declare it by BusTopology.For<TDb>(…).Publishes<T>().")
            : name == Failures.Queue && receipts is not null && topology.Endpoints.All(e => e.Queue != name)
                ? throw new InvalidOperationException("Admin is no part of this process: the in-memory transport would forget the record of a failure. It waits.")
                : bus.Value.GetSendEndpoint(new Uri($"exchange:{name}")));
        var sending = endpoint.Send(new SerializedMessageBody(), new RowPipe(message), timeout.Token);
        CrashPoint.Reached(CrashPoint.OutboxSending);
        await sending;
    }

    /// <summary>Leaves a row to an operator, who hears of it as a failure. What cannot be recorded where failures are recorded can only be logged.</summary>
    async Task Park(TDb db, OutboxMessage message, int attempts, string reason, Exception? error)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        await Set(db, message, attempts, reason, next: null);
        if (message.Destination != Failures.Queue)
        {
            message.Attempts = attempts;
            var failure = FailedMessage.Unsent(message, error?.GetBaseException().GetType().FullName ?? "not_received", reason, error?.ToString());
            await FailureRecorder<TDb>.Tell(db, failure, message.Id, await db.GetUtcNow(CancellationToken.None));
            await db.SaveChangesAsync(CancellationToken.None);
        }

        await transaction.CommitAsync(CancellationToken.None);
        logger.LogError(error, "Message {MessageId} to {Destination} is parked after {Attempts} attempts: {Reason}", message.MessageId, message.Destination, attempts, reason);
    }

    async Task Postpone(TDb db, OutboxMessage message, Exception error)
    {
        _endpoints.TryRemove(message.Destination, out _);
        // A broker that is away or blocked says nothing about this message: it is not held against it.
        var brokerIsDown = bus.Value.CheckHealth().Status == BusHealthStatus.Unhealthy || error is OperationCanceledException or TimeoutException or ConnectionException;
        var attempts = brokerIsDown ? message.Attempts : message.Attempts + 1;
        var reason = error.Message.Length > 2000 ? error.Message[..2000] : error.Message;
        // The record of a failure waits for Admin however long that takes: parked, nobody would hear of it.
        if (attempts >= _options.MaxAttempts && message.Destination != Failures.Queue)
        {
            await Park(db, message, attempts, reason, error);
            return;
        }

        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(attempts, 10)) / 2));
        await Set(db, message, attempts, reason, await db.Host.Clock.GetUtcNow(CancellationToken.None) + pause);
        logger.LogWarning("Message {MessageId} to {Destination} was not sent ({Reason}); next attempt in {Pause}", message.MessageId, message.Destination, reason, pause);
    }

    static Task<int> Set(TDb db, OutboxMessage message, int attempts, string reason, DateTimeOffset? next) =>
        db.Set<OutboxMessage>().Where(m => m.Id == message.Id).ExecuteUpdateAsync(s => s
            .SetProperty(m => m.Attempts, attempts)
            .SetProperty(m => m.LastError, reason)
            .SetProperty(m => m.NextAttemptAt, next), CancellationToken.None);

    /// <summary>A database that is away for a while must not end the delivery: it says so and goes on.</summary>
    async Task Surviving(Func<Task> work, CancellationToken stopping)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            logger.LogWarning(e, "Delivery from {Database} failed and goes on in a moment", typeof(TDb).Name);
            await Task.Delay(_options.PollInterval, stopping);
        }
        catch (Exception e)
        {
            logger.LogDebug(e, "Delivery from {Database} was under way when it was told to stop; its leases run out", typeof(TDb).Name);
        }
    }

    sealed class RowPipe(OutboxMessage row) : IPipe<SendContext<SerializedMessageBody>>
    {
        public Task Send(SendContext<SerializedMessageBody> context)
        {
            context.MessageId = row.MessageId;
            context.SupportedMessageTypes = row.MessageTypes.Split(';');
            context.Serializer = new CopyBodySerializer(new System.Net.Mime.ContentType(row.ContentType), new BytesMessageBody(row.Body));
            foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers, Wire.Json)!)
                context.Headers.Set(key, value);
            context.ConversationId = Id(MessageHeaders.ConversationId);
            context.CorrelationId = Id(MessageHeaders.CorrelationId);
            context.InitiatorId = Id(MessageHeaders.InitiatorId);
            if (row.RoutingKey is { } key2)
                context.SetRoutingKey(key2);
            // A command that no queue takes comes back, instead of being lost.
            if (row.RoutingKey is null && context is RabbitMqSendContext rabbit)
                rabbit.Mandatory = true;
            return Task.CompletedTask;

            Guid? Id(string header) => context.Headers.TryGetHeader(header, out var value) && Guid.TryParse(value as string, out var id) ? id : null;
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("outbox");
    }
}
