using MassTransit;

namespace StatusTracking.Messaging;

/// <summary>
/// The in-memory transport forgets what it holds when its process ends. So in the embedded mode an outbox row stays until every listener
/// of this process has handled the message: after a kill it is sent again, and the inboxes drop it where it was handled already.
/// </summary>
sealed class Receipts(BusTopology topology) : IReceiveObserver
{
    readonly Lock _gate = new();
    readonly Dictionary<Guid, List<Delivery>> _pending = [];

    /// <summary>Whether a row is with its listeners, or with whoever ends it after them, and need not be sent again.</summary>
    public bool IsPending(OutboxMessage row)
    {
        lock (_gate)
            return _pending.TryGetValue(row.MessageId, out var deliveries) && deliveries.Exists(d => d.Row == row.Id);
    }

    /// <summary>Expects a row's listeners to handle it, before it is sent. It is pending until it is forgotten.</summary>
    /// <returns>Completes when all have; its result is the reason where one of them could not. Null = handled.</returns>
    public Task<string?> Expect(OutboxMessage row)
    {
        var delivery = new Delivery(row.Id, QueuesOf(row));
        lock (_gate)
        {
            if (!_pending.TryGetValue(row.MessageId, out var deliveries))
                _pending[row.MessageId] = deliveries = [];
            deliveries.Add(delivery);
        }

        return delivery.Done;
    }

    /// <summary>Forgets a row that could not be sent, or that is gone from the table.</summary>
    public void Forget(Guid messageId, Guid row) => Forget(messageId, d => d.Row == row);

    void Forget(Guid messageId, Predicate<Delivery> which)
    {
        lock (_gate)
        {
            if (_pending.TryGetValue(messageId, out var deliveries) && deliveries.RemoveAll(which) > 0 && deliveries.Count == 0)
                _pending.Remove(messageId);
        }
    }

    /// <inheritdoc/>
    public Task PostReceive(ReceiveContext context)
    {
        // A recorded failure is kept elsewhere. What went to an error queue counts as received by the transport; its row is what keeps it.
        Handled(context, context.IsFaulted && !context.TryGetPayload<FailureIsRecorded>(out _) ? "A listener failed on it for good; see the log." : null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        // Told twice of: before a failure is recorded and the message received after all, and where it could not be: then its row is sent
        // again when its lease ends.
        if (!context.TryGetPayload<FailureIsRecorded>(out _) && context.GetMessageId() is { } id)
            Forget(id, d => d.IsWaitingFor(QueueOf(context)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

    /// <inheritdoc/>
    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Task.CompletedTask;

    void Handled(ReceiveContext context, string? failure)
    {
        if (context.GetMessageId() is not { } id)
            return;
        lock (_gate)
        {
            foreach (var delivery in _pending.GetValueOrDefault(id) ?? [])
                delivery.Handled(QueueOf(context), failure);
        }
    }

    static string QueueOf(ReceiveContext context) => context.InputAddress.AbsolutePath.Split('/')[^1];

    /// <summary>A command, or a message that is redelivered, goes to one queue; what is published to whoever is bound.</summary>
    List<string> QueuesOf(OutboxMessage row) => [.. topology.Endpoints
        .Where(e => !e.Temporary && (topology.Published.ContainsKey(row.Destination)
            ? e.Keys.Any(pattern => Matches(pattern, row.RoutingKey ?? ""))
            : e.Queue == row.Destination))
        .Select(e => e.Queue)];

    /// <summary>Keys and patterns have three words; <c>*</c> stands for one.</summary>
    static bool Matches(string pattern, string key) => pattern.Split('.').Zip(key.Split('.')).All(words => words.First == "*" || words.First == words.Second);

    /// <summary>One row, with the queues that have not handled it yet. Used under the lock.</summary>
    sealed class Delivery
    {
        readonly HashSet<string> _waitingFor;
        readonly TaskCompletionSource<string?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string? _failure;

        public Delivery(Guid row, IEnumerable<string> queues)
        {
            Row = row;
            _waitingFor = [.. queues];
            if (_waitingFor.Count == 0)
                _done.SetResult(null);
        }

        public Guid Row { get; }

        public Task<string?> Done => _done.Task;

        public bool IsWaitingFor(string queue) => _waitingFor.Contains(queue);

        public void Handled(string queue, string? failure)
        {
            if (!_waitingFor.Remove(queue))
                return;
            _failure ??= failure;
            if (_waitingFor.Count == 0)
                _done.TrySetResult(_failure);
        }
    }
}
