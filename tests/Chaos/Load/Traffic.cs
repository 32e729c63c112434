using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace StatusTracking.Chaos;

/// <summary>
/// Shop, warehouse, carriers and customer service, as clients of the HTTP API: each order lives its <see cref="Life"/>. They know nothing but
/// what the API answers. Some calls are made twice although the first was acknowledged.
/// </summary>
sealed class Traffic(PatientClient client, Ledger ledger, int seed, int events, Func<bool> mayOrder, TimeProvider time)
{
    const int LivesAtOnce = 150;
    const int ScansAtOnce = 50;

    readonly ConcurrentDictionary<Guid, TaskCompletionSource<Guid>> _waiting = new();
    readonly Channel<BatchedScan> _batches = Channel.CreateUnbounded<BatchedScan>();
    readonly ConcurrentDictionary<int, string> _unfinished = new();
    readonly ConcurrentQueue<string> _oddities = new();
    int _acknowledged;
    int _begun;
    int _lastLife;

    /// <summary>Acts that were acknowledged so far, repeats not counted.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Acts that were begun.</summary>
    public int Attempted => Volatile.Read(ref _begun);

    /// <summary>Orders that were begun, numbered from 1.</summary>
    public int Lives => Volatile.Read(ref _lastLife);

    /// <summary>Replies that contradict an earlier one.</summary>
    public IReadOnlyCollection<string> Oddities => _oddities;

    /// <summary>Orders whose client still waits, and what for.</summary>
    public IReadOnlyDictionary<int, string> Unfinished => _unfinished;

    /// <summary>Fills the shelves, then lets orders live until so many events were acknowledged and every begun life is over.</summary>
    public async Task Run(CancellationToken stop)
    {
        await Task.WhenAll(Life.AllSkus.Select(sku =>
            client.Put($"stock/{sku}", new JsonObject { ["onHand"] = StockOf, ["lowAt"] = 0, ["name"] = sku, ["allowBackorder"] = false }, stop)));

        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] helpers = [WatchForPackages(over.Token), .. Enumerable.Range(0, 2).Select(_ => PostBatches(over.Token))];
        var lives = new List<Task>();
        var planned = 0;
        while (planned < events && !stop.IsCancellationRequested)
        {
            lives.RemoveAll(l => l.IsCompletedSuccessfully);
            if (lives.Find(l => l.IsFaulted) is { } broken)
                await broken;
            if (lives.Count >= LivesAtOnce || !mayOrder())
            {
                await Task.WhenAny([.. lives, Task.Delay(100, stop)]);
                continue;
            }

            var life = Life.Of(seed, Interlocked.Increment(ref _lastLife));
            planned += life.Events;
            lives.Add(Task.Run(() => Live(life, stop), stop));
        }

        await Task.WhenAll(lives);
        await over.CancelAsync();
        await Task.WhenAll(helpers);
    }

    /// <summary>Pieces of each SKU at the start: more than any run sells.</summary>
    public const int StockOf = 1_000_000;

    async Task Live(Life life, CancellationToken stop)
    {
        try
        {
            _unfinished[life.Number] = "to be accepted";
            var repeats = new Random(life.Repeats);
            var order = await Do(Act.Order, life, life.Reference, "orders", life.Order(), repeats, Guid.Empty, null, stop, idempotent: true);
            if (order is null)
                return;
            var id = Guid.Parse(order["id"]!.GetValue<string>());
            if (life.Kind is not LifeKind.Declined)
                await Ship(life, id, repeats, stop);
            _unfinished.TryRemove(life.Number, out _);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is given up: what it waited for is in the list of the unfinished.
        }
    }

    async Task Ship(Life life, Guid order, Random repeats, CancellationToken stop)
    {
        _unfinished[life.Number] = $"to get a package (order {order})";
        var package = await PackageOf(order, stop);
        _unfinished[life.Number] = $"to be shipped (order {order}, package {package})";
        if (life.Kind is LifeKind.Cancelled)
        {
            await Do(Act.Cancel, life, life.Reference, $"orders/{order}/cancel", new JsonObject { ["reason"] = "Changed my mind." }, repeats, order, package, stop);
            return;
        }

        var label = new JsonObject { ["carrier"] = "dhl", ["trackingNumber"] = life.TrackingNumber };
        if (await Do(Act.Label, life, life.TrackingNumber, $"packages/{package}/label", label, repeats, order, package, stop) is null)
            return;
        var left = time.GetUtcNow();
        foreach (var scan in life.Scans)
        {
            var body = new JsonObject
            {
                ["eventId"] = scan.EventId,
                ["status"] = scan.Status,
                ["detail"] = scan.Detail,
                ["occurredAt"] = left.AddSeconds(scan.AtSecond).ToString("O", CultureInfo.InvariantCulture),
                ["location"] = "Köln",
            };
            if (life.InBatches)
                await Together(life, scan, body, order, package, stop);
            else
                await Do(Act.Scan, life, scan.EventId, $"packages/{package}/events", body, repeats, order, package, stop);
        }

        if (life.RefundParts > 0)
            await Refund(life, order, package, repeats, stop);
    }

    async Task Refund(Life life, Guid order, Guid package, Random repeats, CancellationToken stop)
    {
        if (await client.Get($"payments?orderId={order}", stop) is not { } found)
            return;
        var payment = found.Json["items"]![0]!["id"]!.GetValue<string>();
        for (var part = 1; part <= life.RefundParts; part++)
        {
            var body = new JsonObject { ["amount"] = Life.PartOfRefund, ["reason"] = $"Part {part}" };
            await Do(Act.Refund, life, $"{life.Reference}-refund-{part}", $"payments/{payment}/refunds", body, repeats, order, package, stop, idempotent: true);
        }
    }

    /// <summary>Does it, writes it down, and now and then does it again: the answer must then be the first one, or say that it was one already.</summary>
    async Task<JsonNode?> Do(
        Act act, Life life, string key, string path, JsonNode body, Random repeats, Guid order, Guid? package, CancellationToken stop, bool idempotent = false)
    {
        Interlocked.Increment(ref _begun);
        if (await client.Post(path, body, idempotent ? key : null, stop) is not { } answer)
            return null;
        var json = answer.Json;
        Note(act, life, key, act is Act.Order ? Guid.Parse(json["id"]!.GetValue<string>()) : order, package, repeat: false);
        if (act is Act.Scan && answer.Tries == 1 && json["result"]!.GetValue<string>() != "accepted")
            _oddities.Enqueue($"Scan {key}, posted for the first time, was {json["result"]}");
        if (repeats.Next(100) < 12 && await client.Post(path, body, idempotent ? key : null, stop) is { } again)
        {
            Note(act, life, key, act is Act.Order ? Guid.Parse(json["id"]!.GetValue<string>()) : order, package, repeat: true);
            if (idempotent && again.Text != answer.Text)
                _oddities.Enqueue($"{path} with the key {key} was answered twice, and not alike: {answer.Text} and {again.Text}");
            if (act is Act.Scan && again.Json["result"]!.GetValue<string>() != "duplicate")
                _oddities.Enqueue($"Scan {key}, posted again after it had been acknowledged, was {again.Json["result"]}");
        }

        return json;
    }

    void Note(Act act, Life life, string key, Guid order, Guid? package, bool repeat)
    {
        ledger.Write(new(time.GetUtcNow(), act, life.Number, key, order, package, repeat));
        if (!repeat)
            Interlocked.Increment(ref _acknowledged);
    }

    Task<Guid> PackageOf(Guid order, CancellationToken stop) =>
        _waiting.GetOrAdd(order, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(stop);

    /// <summary>The warehouse: looks at what is to be labelled, and tells the order's life.</summary>
    async Task WatchForPackages(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                string? after = null;
                do
                {
                    if (await client.Get($"packages?status=created&limit=200{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", stop) is not { } page)
                        break;
                    foreach (var package in page.Json["items"]!.AsArray())
                        _waiting.GetOrAdd(Guid.Parse(package!["orderId"]!.GetValue<string>()), _ => new(TaskCreationOptions.RunContinuationsAsynchronously))
                            .TrySetResult(Guid.Parse(package["id"]!.GetValue<string>()));
                    after = page.Json["next"]?.GetValue<string>();
                }
                while (after is not null);
                await Task.Delay(500, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody waits any more.
        }
    }

    async Task Together(Life life, PlannedScan scan, JsonObject body, Guid order, Guid package, CancellationToken stop)
    {
        Interlocked.Increment(ref _begun);
        body["packageId"] = package.ToString();
        var batched = new BatchedScan(life, scan.EventId, body, order, package);
        _batches.Writer.TryWrite(batched);
        await batched.Done.Task.WaitAsync(stop);
    }

    /// <summary>A carrier that collects what its drivers scanned, and posts it in one piece; every tenth piece twice.</summary>
    async Task PostBatches(CancellationToken stop)
    {
        try
        {
            for (var pieces = 1; await _batches.Reader.WaitToReadAsync(stop); pieces++)
            {
                var batch = new List<BatchedScan>();
                while (batch.Count < ScansAtOnce && _batches.Reader.TryRead(out var scan))
                    batch.Add(scan);
                // The other one was faster.
                if (batch.Count == 0)
                    continue;
                var body = new JsonArray([.. batch.Select(s => s.Body.DeepClone())]);
                for (var times = pieces % 10 == 0 ? 2 : 1; times > 0; times--)
                {
                    if (await client.Post("packages/events", body, null, stop) is { } answer)
                        Note(batch, answer.Json["results"]!.AsArray());
                }

                foreach (var scan in batch)
                    scan.Done.SetResult();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody scans any more.
        }
    }

    void Note(List<BatchedScan> batch, JsonArray results)
    {
        foreach (var (scan, result) in batch.Zip(results))
        {
            var said = result!["result"]!.GetValue<string>();
            if (said is not ("accepted" or "duplicate"))
            {
                _oddities.Enqueue($"Scan {scan.EventId} of a batch was {said}: {result}");
                continue;
            }

            Note(Act.Scan, scan.Life, scan.EventId, scan.Order, scan.Package, scan.Noted);
            scan.Noted = true;
        }
    }

    sealed class BatchedScan(Life life, string eventId, JsonObject body, Guid order, Guid package)
    {
        public Life Life => life;

        public string EventId => eventId;

        public JsonObject Body => body;

        public Guid Order => order;

        public Guid Package => package;

        public bool Noted { get; set; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
