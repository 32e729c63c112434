using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using FailureKind = StatusTracking.Contracts.FailureKind;
using Failures = StatusTracking.Contracts.Failures;

namespace StatusTracking.Messaging;

/// <summary>
/// Takes committed rows to the broker. Rows of this process come straight from memory: they were inserted with a lease, so that nobody else
/// takes them. Rows that a crash left behind, rows that failed, and schedules that fall due are claimed from the table. A row is deleted
/// only once the broker has confirmed it; whoever crashes in between sends it again under the same message id.
/// </summary>
sealed class OutboxDelivery<TDb>(
    Lazy<IBusControl> bus,
    IOutboxTransport transport,
    IDbContextFactory<TDb> databases,
    DatabaseDialect dialect,
    BusTopology topology,
    IOptions<MessagingOptions> options,
    ILogger<OutboxDelivery<TDb>> logger,
    Receipts? receipts = null) : BackgroundService where TDb : ServiceDb
{
    static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    // Rows that are done are deleted many at once: far within their lease, and nobody waits for it.
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    readonly MessagingOptions _options = options.Value;
    readonly Channel<OutboxMessage> _fresh = Channel.CreateBounded<OutboxMessage>(10_000);
    readonly Channel<(OutboxMessage Message, string? Failure)> _done = Channel.CreateUnbounded<(OutboxMessage, string?)>();
    // What is on its way to the broker or there, and still in the table: a clock that jumps, or a database that is away, must not have it sent again.
    readonly ConcurrentDictionary<Guid, OutboxMessage> _sent = new();
    // Deleted since the last claim began, which may have read them before: they have left.
    readonly ConcurrentDictionary<Guid, bool> _gone = new();
    readonly Unsent<TDb> _unsent = new(receipts is null ? null : new(), options.Value, logger);

    /// <summary>Hands over rows that have just committed. What does not fit stays in the table until its lease ends.</summary>
    public void Committed(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages.Where(m => m.Immediate))
        {
            if (!_fresh.Writer.TryWrite(message))
                _unsent.Held.Fail(message, message.NextAttemptAt!.Value);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Until the bus is ready its bindings may not exist, and what is published would reach nobody.
        await bus.Value.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
        try
        {
            await Task.WhenAll(DeliverFresh(stoppingToken), DeliverDue(stoppingToken), Finish(stoppingToken));
        }
        finally
        {
            // What is left would be sent again when its lease ends.
            await Surviving(() => Finish(Done([])), stoppingToken);
        }
    }

    /// <summary>Deletes what the broker has, or in memory all listeners have handled, and parks what one of them failed on for good.</summary>
    async Task Finish(CancellationToken stopping)
    {
        var done = new List<(OutboxMessage Message, string? Failure)>();
        while (await _done.Reader.WaitToReadAsync(stopping))
        {
            if (_done.Reader.Count < _options.BatchSize)
                await Task.WhenAny(Task.Delay(Gather, stopping));
            Done(done);
            // Nobody else would end them: a database that is away is waited for.
            while (done.Count > 0 && !stopping.IsCancellationRequested)
                await Surviving(() => Finish(done), stopping);
        }
    }

    List<(OutboxMessage Message, string? Failure)> Done(List<(OutboxMessage Message, string? Failure)> done)
    {
        while (done.Count < _options.BatchSize && _done.Reader.TryRead(out var row))
            done.Add(row);
        return done;
    }

    async Task Finish(List<(OutboxMessage Message, string? Failure)> done)
    {
        if (done.Count == 0)
            return;
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        foreach (var (message, failure) in done)
        {
            if (failure is not null)
                await _unsent.Park(db, message, message.Attempts, "not_received", failure);
        }

        Guid[] ids = [.. done.Where(r => r.Failure is null).Select(r => r.Message.Id)];
        CrashPoint.Reached(CrashPoint.OutboxHandled);
        if (ids.Length > 0)
            await db.Set<OutboxMessage>().Where(m => ids.Contains(m.Id)).ExecuteDeleteAsync(CancellationToken.None);
        foreach (var (message, _) in done)
        {
            _gone[message.Id] = true;
            _sent.TryRemove(message.Id, out _);
            receipts?.Forget(message.MessageId, message.Id);
            _unsent.Returns?.End(message.Id);
        }

        done.Clear();
    }

    async Task DeliverFresh(CancellationToken stopping)
    {
        var batch = new List<OutboxMessage>();
        while (await _fresh.Reader.WaitToReadAsync(stopping))
        {
            while (batch.Count < _options.BatchSize && _fresh.Reader.TryRead(out var message))
                batch.Add(message);
            CrashPoint.Reached(CrashPoint.OutboxTaken);
            await Surviving(() => DeliverFresh(batch, stopping), stopping);
            batch.Clear();
        }
    }

    async Task DeliverFresh(List<OutboxMessage> messages, CancellationToken stopping)
    {
        // Those behind a row that could not leave go by the table, after it.
        var waiting = new List<(OutboxMessage Message, DateTimeOffset Due)>();
        messages.RemoveAll(message =>
        {
            if (_unsent.Held.Join(message) is not { } due)
                return false;
            waiting.Add((message, due));
            return true;
        });
        await Deliver(messages, waiting, CrashPoint.OutboxConfirmed, stopping);
    }

    async Task DeliverDue(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var more = false;
            await Surviving(async () => more = await ClaimAndDeliver(stopping), stopping);
            if (!more)
                await Task.Delay(_options.PollInterval, stopping);
        }
    }

    /// <returns>Whether there may be more to claim at once.</returns>
    async Task<bool> ClaimAndDeliver(CancellationToken stopping)
    {
        _gone.Clear();
        if (bus.Value.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return false;
        List<OutboxMessage> claimed;
        await using (var db = await databases.CreateDbContextAsync(stopping))
        {
            var now = await db.Host.Clock.GetUtcNow(stopping);
            claimed = await dialect.Claim(db, _options.BatchSize, now, _options.Lease, stopping);
        }

        if (claimed.Count == 0)
            return false;
        CrashPoint.Reached(CrashPoint.ScheduleClaimed);
        claimed.Sort((one, other) => one.Position.CompareTo(other.Position));
        var waiting = await Waiting(claimed, stopping);
        claimed.RemoveAll(message => waiting.Exists(w => w.Message.Id == message.Id));
        if (_unsent.Returns is { } returns)
            await SortOut(returns, claimed, stopping);
        // Where a line has moved, what joined it meanwhile follows at once: so it ends although its package goes on.
        var moved = await Deliver(claimed, waiting, CrashPoint.ScheduleSent, stopping);
        return moved || claimed.Count + waiting.Count == _options.BatchSize;
    }

    /// <summary>Those of the claimed rows whose partition waits for a row that is not among them and not gone.</summary>
    async Task<List<(OutboxMessage Message, DateTimeOffset Due)>> Waiting(List<OutboxMessage> claimed, CancellationToken stopping)
    {
        var ids = claimed.Select(m => m.Id).ToHashSet();
        var behind = claimed.Select(m => (Message: m, Head: _unsent.Held.Before(m))).Where(b => b.Head is { } head && !ids.Contains(head)).ToList();
        if (behind.Count == 0)
            return [];
        await using var db = await databases.CreateDbContextAsync(stopping);
        Guid[] heads = [.. behind.Select(b => b.Head!.Value).Distinct()];
        var due = await db.Set<OutboxMessage>().Where(m => heads.Contains(m.Id) && m.NextAttemptAt != null).ToDictionaryAsync(m => m.Id, m => m.NextAttemptAt!.Value, stopping);
        foreach (var (message, head) in behind.Where(b => !due.ContainsKey(b.Head!.Value)))
            _unsent.Held.Leave(message.PartitionKey, head!.Value);
        var soon = await db.Host.Clock.GetUtcNow(stopping) + _options.PollInterval;
        return [.. behind.Where(b => due.ContainsKey(b.Head!.Value)).Select(b => (b.Message, due[b.Head!.Value] > soon ? due[b.Head!.Value] : soon))];
    }

    /// <summary>
    /// In memory: hands over alone what came back too often from processes that died, gives up what even so came back, and counts a hand-over of
    /// all others.
    /// </summary>
    async Task SortOut(Returns returns, List<OutboxMessage> claimed, CancellationToken stopping)
    {
        claimed.RemoveAll(message => receipts!.IsPending(message));
        await using var db = await databases.CreateDbContextAsync(stopping);
        foreach (var message in claimed.Where(Returns.IsSuspect).ToList())
        {
            claimed.Remove(message);
            if (message.Attempts >= Returns.Most)
            {
                await _unsent.Park(db, message, message.Attempts, "delivery_limit", $"{message.Attempts} times its process ended while it was handled, the last ones with this message alone. See in the log what it does to the process before you send it again.", kind: FailureKind.DeadLettered);
                continue;
            }

            logger.LogWarning("Message {MessageId} to {Destination} came back {Returns} times: whoever held it died. It is handled before all others, and alone", message.MessageId, message.Destination, message.Attempts);
            await returns.Count(db, [message], stopping);
            await Deliver([message], [], CrashPoint.ScheduleSent, stopping);
            // One that takes longer than that is not what ends processes.
            await Task.WhenAny(returns.Ended(message.Id), Task.Delay(_options.Lease, stopping));
        }

        await returns.Count(db, claimed, stopping);
    }

    /// <summary>Sends rows, those of a partition one after the other, and puts into the table what became of them.</summary>
    /// <param name="messages">In the order of their partitions.</param>
    /// <param name="waiting">Rows that are not to be sent yet, and when they are due.</param>
    /// <param name="whenConfirmed">The crash point after the last of them.</param>
    /// <param name="stopping">This process is told to stop.</param>
    /// <returns>Whether a row left that others had waited for.</returns>
    async Task<bool> Deliver(List<OutboxMessage> messages, List<(OutboxMessage Message, DateTimeOffset Due)> waiting, string whenConfirmed, CancellationToken stopping)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        DateTimeOffset? now = messages.Exists(m => m.ExpiresAt is not null) ? await db.Host.Clock.GetUtcNow(CancellationToken.None) : null;
        var confirmed = new ConcurrentBag<OutboxMessage>();
        var failed = new ConcurrentBag<UnsentRow>();
        var (sent, moved) = (0, false);
        await Task.WhenAll(messages.GroupBy(m => m.PartitionKey ?? m.Id).Select(async partition =>
        {
            OutboxMessage[] rows = [.. partition.Where(m => receipts?.IsPending(m) != true && !_sent.ContainsKey(m.Id) && !_gone.ContainsKey(m.Id))];
            for (var n = 0; n < rows.Length; n++)
            {
                var message = rows[n];
                if (message.ExpiresAt <= now)
                {
                    failed.Add(new(message, null, []));
                    continue;
                }

                var handled = receipts?.Expect(message);
                if (handled is null && !_sent.TryAdd(message.Id, message))
                    continue;
                try
                {
                    await Send(message, stopping);
                    if (Interlocked.Increment(ref sent) < messages.Count)
                        CrashPoint.Reached(CrashPoint.OutboxBetweenRows);
                    if (_unsent.Held.Leave(message.PartitionKey, message.Id))
                        moved = true;
                    if (handled is null)
                        confirmed.Add(message);
                    else
                        _ = handled.ContinueWith(h => _done.Writer.TryWrite((message, h.Result)), TaskScheduler.Default);
                }
                catch (Exception e)
                {
                    receipts?.Forget(message.MessageId, message.Id);
                    _unsent.Returns?.End(message.Id);
                    _sent.TryRemove(message.Id, out _);
                    // The rest of the partition waits with it: order matters more than haste. What was under way when this process was told
                    // to stop waits for its lease to end.
                    if (!stopping.IsCancellationRequested)
                    {
                        var behind = rows[(n + 1)..];
                        foreach (var row in rows[n..])
                            _unsent.Held.Fail(row, row.NextAttemptAt!.Value);
                        failed.Add(new(message, e, behind));
                    }

                    break;
                }
            }
        }));

        if (sent > 0)
            CrashPoint.Reached(whenConfirmed);
        foreach (var message in confirmed)
            _done.Writer.TryWrite((message, null));
        await _unsent.WaitForBroker(db, [.. failed.Where(f => f.IsBrokers)], waiting);
        foreach (var (message, error, behind) in failed.Where(f => !f.IsBrokers))
        {
            var due = error is null ? await _unsent.Expire(db, message) : await _unsent.Postpone(db, message, error);
            if (behind.Length > 0)
                due ??= await db.Host.Clock.GetUtcNow(CancellationToken.None);
            waiting.AddRange(behind.Select(row => (row, due!.Value)));
        }

        foreach (var together in waiting.GroupBy(w => w.Due))
        {
            var ids = together.Select(w => w.Message.Id).ToArray();
            await db.Set<OutboxMessage>().Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(s => s.SetProperty(m => m.NextAttemptAt, together.Key), CancellationToken.None);
        }

        return moved;
    }

    async Task Send(OutboxMessage message, CancellationToken stopping)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(SendTimeout);
        using var activity = Telemetry.Source.StartActivity("outbox deliver", ActivityKind.Producer, message.TraceParent);
        if (message.Destination.Contains(':', StringComparison.Ordinal) && !topology.Published.ContainsKey(message.Destination))
            throw new InvalidOperationException($"{message.Destination} is published and not declared: nobody would hear it. Declare it by BusTopology.For<TDb>(…).Publishes<T>().");
        await transport.Send(message, timeout.Token);
    }

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
}
