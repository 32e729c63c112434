using System.Diagnostics;
using System.Text.Json.Nodes;
using StatusTracking.Testing;
using StatusTracking.WholeSystem;

namespace StatusTracking.Benchmarks.Million;

/// <summary>
/// How long the server takes to answer with a million packages and five million timeline rows in its store: the API and the prerendered admin pages,
/// through the gateway, one question after the other; at rest, and while scans arrive. And what a page that is open costs Admin.
/// </summary>
sealed class MillionBenchmark : Benchmark
{
    const int Repetitions = 30;
    const int WarmUps = 3;
    const int ScansPerSecond = 50;
    const int NextPages = 500;
    const double Bound = 200;

    public override string Name => "million";

    public override string What => $"{MillionStore.Packages:N0} packages and 5 M timeline rows: p50 and p95 of API and admin pages at rest and at {ScansPerSecond} scans/s, memory a circuit";

    public override async Task<IReadOnlyDictionary<string, double>> Run(Servers servers)
    {
        await using var broker = await RabbitMqVirtualHost.Create();
        var store = await MillionStore.Open();
        await using var system = await RunningSystem.Start(new RunningSystemOptions { Broker = broker.Url, Database = store.Database });
        var shop = new Shop(system.Client);
        if (!store.IsSeeded)
            await Seed(system, shop, store);

        var admin = await AdminVisitor.SignIn(system.Address("Gateway"), system.AdminPassword);
        var questions = await Questions(shop, store);
        var atRest = await Measure(system.Client, admin, questions);
        var underWay = await FreshPackages(shop);
        await Depart(shop, underWay);
        var scans = new Scans(system.Client, underWay, ScansPerSecond);
        using var enough = new CancellationTokenSource();
        var begun = Stopwatch.GetTimestamp();
        var arriving = scans.Post(enough.Token);
        var busy = await Measure(system.Client, admin, questions);
        await enough.CancelAsync();
        await arriving;
        var had = scans.Accepted / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var circuits = new Dictionary<string, (double Heap, double Resident)>();
        foreach (var (page, path) in new[] { ("packages", "/admin/packages"), ("package with 2,000 scans", $"/admin/packages/{store.Scanned}") })
            circuits[page] = await Circuits.Measure(system["Admin"], system.ApiKey, system.Address("Gateway"), system.AdminPassword, path);

        Print(["ms", "p50", "p95", $"p50 at {had:0} scans/s", "p95"],
            questions.Select((q, n) => new[] { q.Name, $"{atRest[n].P50:0}", $"{atRest[n].P95:0}", $"{busy[n].P50:0}", $"{busy[n].P95:0}{(busy[n].P95 > Bound ? " !" : "")}" }));
        Print(["MiB an open page", "heap", "resident"], circuits.Select(c => new[] { c.Key, $"{c.Value.Heap:0.0}", $"{c.Value.Resident:0.0}" }));
        return Print(questions.SelectMany((q, n) => new KeyValuePair<string, double>[]
            {
                new($"{Word(q.Name)}_p95_ms", atRest[n].P95),
                new($"{Word(q.Name)}_with_scans_p95_ms", busy[n].P95),
            })
            .Concat(circuits.Select(c => new KeyValuePair<string, double>($"circuit_{Word(c.Key)}_heap_mib", c.Value.Heap)))
            .Append(new("scans_per_second", had)).ToDictionary());
    }

    static async Task Seed(RunningSystem system, Shop shop, MillionStore store)
    {
        var watch = Stopwatch.StartNew();
        Console.WriteLine($"Seed {MillionStore.Seed}: {MillionStore.Packages:N0} packages of {MillionStore.Orders:N0} orders");
        var (labelled, delivered) = await store.PlaceTemplates(shop);
        foreach (var service in system.Services)
            await service.Stop();
        await store.Write(labelled, delivered);
        Console.WriteLine($"Seeded within {watch.Elapsed.TotalSeconds:0} s");
        foreach (var service in system.Services)
            service.Start();
        foreach (var service in system.Services)
            await service.WaitUntilReady();
    }

    static async Task<IReadOnlyList<Question>> Questions(Shop shop, MillionStore store)
    {
        var (order, package) = (MillionStore.Orders / 3, MillionStore.Packages / 3);
        var (number, tracking) = (MillionStore.NumberOf(order), MillionStore.TrackingNumberOf(package));
        var found = (await shop.Get($"packages?q={tracking}"))["items"]!.AsArray();
        if (found is not [{ } one] || one["trackingNumber"]!.GetValue<string>() != tracking)
            throw new InvalidOperationException($"The search for {tracking} finds {found.Count} packages.");
        (string Name, string Query)[] lists =
        [
            ("first page", ""),
            ("a status that few have", "status=lost"),
            ("a status that most have", "status=delivered"),
            ("a carrier", "carrier=dhl"),
            ("a status and a carrier", "status=exception&carrier=dhl"),
            ("moved last", "sort=-updated"),
            ("due first", "sort=estimated"),
            ("a status, unmoved for longest", "status=exception&sort=updated"),
            ("a tracking number", $"q={tracking}"),
            ("an order number", $"q={number}"),
            ("an e-mail address", $"q=buyer{order}@example.org"),
            ("a phone number's beginning", "q=%2B49151234"),
            ("a beginning that few have", $"q={number[..8]}"),
            ("a beginning that all have", "q=ST-"),
            ("a beginning that many old ones have", "q=SHOP-1"),
            ("a name", "q=ada+byron"),
            ("a name that nobody has", "q=ada+lovelace"),
            ("a beginning, and a status that few have", "q=SHOP-1&status=lost"),
            ($"page {NextPages + 1}", $"after={await After("packages", shop)}"),
        ];
        List<Question> questions =
        [
            .. lists.Select(l => Question.Api($"packages: {l.Name}", $"packages?limit=50&{l.Query}")),
            Question.Api("orders: first page", "orders?limit=50"),
            Question.Api("orders: a status", "orders?limit=50&status=action_required"),
            Question.Api("orders: changed last", "orders?limit=50&sort=-updated"),
            Question.Api("orders: an order number", $"orders?limit=50&q={number}"),
            Question.Api("orders: a tracking number", $"orders?limit=50&q={tracking}"),
            Question.Api("orders: a beginning that all have", "orders?limit=50&q=ST-"),
            Question.Api("orders: a beginning that many old ones have", "orders?limit=50&q=SHOP-1"),
            Question.Api($"orders: page {NextPages + 1}", $"orders?limit=50&after={await After("orders", shop)}"),
            Question.Api("sagas: first page", "sagas/packages?limit=50"),
            Question.Api("sagas: a state", "sagas/packages?limit=50&state=exception"),
            Question.Api("sagas: stuck for two days", "sagas/packages?limit=50&stuckFor=P2D"),
            Question.Api("sagas: how many in each state", "sagas/packages/states"),
            Question.Api("a package with 2,000 scans", $"packages/{store.Scanned}"),
            Question.Api("its timeline", $"packages/{store.Scanned}/timeline?limit=50&newestFirst=true"),
            new("page Overview", "/admin", IsPage: true),
            .. lists.Where(l => l.Name is "first page" or "a status that few have" or "a tracking number" or "a beginning that all have" || l.Name.StartsWith("page ", StringComparison.Ordinal))
                .Select(l => new Question($"page Packages: {l.Name}", $"/admin/packages?{l.Query}", IsPage: true)),
            new("page Orders", "/admin/orders", IsPage: true),
            new("page Sagas", "/admin/sagas", IsPage: true),
            new("page Package with 2,000 scans", $"/admin/packages/{store.Scanned}", IsPage: true),
        ];
        return questions;
    }

    /// <summary>The place after so many pages, as somebody comes there who turns them all.</summary>
    static async Task<string> After(string list, Shop shop)
    {
        var after = "";
        for (var page = 0; page < NextPages; page++)
            after = (await shop.Get($"{list}?limit=50{(after == "" ? "" : $"&after={after}")}"))["next"]!.GetValue<string>();
        return after;
    }

    /// <summary>Some that wait for their first scan; a store that is kept has fewer of them each time.</summary>
    static async Task<IReadOnlyList<Guid>> FreshPackages(Shop shop)
    {
        var ids = new List<Guid>();
        for (string? after = ""; after is not null && ids.Count < 2_000;)
        {
            var page = await shop.Get($"packages?status=label_created&limit=200{after}");
            ids.AddRange(page["items"]!.AsArray().Select(p => p!["id"]!.GetValue<Guid>()));
            after = page["next"] is { } next ? $"&after={next.GetValue<string>()}" : null;
        }

        return ids.Count > 0 ? ids : throw new InvalidOperationException("No package waits for its first scan any more: seed another store.");
    }

    /// <summary>Their buyers are told that they left: the scans that follow are what most are, another place on the way.</summary>
    static async Task Depart(Shop shop, IReadOnlyList<Guid> packages)
    {
        var run = Guid.NewGuid();
        foreach (var some in packages.Chunk(200))
            await shop.Post("packages/events", new JsonArray([.. some.Select(p => Scans.Body(p, $"{run}", 0, TimeProvider.System.GetUtcNow()))]));
        await Eventually.True(async () => (await shop.Get("notifications/counts"))["byStatus"]!.AsObject()
            .Where(s => s.Key is "created" or "queued" or "sending" or "retrying").All(s => s.Value!.GetValue<int>() == 0) && await AllTold(shop, packages[^1]), TimeSpan.FromMinutes(5));
    }

    static async Task<bool> AllTold(Shop shop, Guid last) =>
        (await shop.Get($"notifications?orderId={(await shop.Get($"packages/{last}"))["orderId"]!.GetValue<Guid>()}"))["items"]!.AsArray()
            .Any(n => n!["kind"]!.GetValue<string>() == "left_distribution_centre");

    static async Task<IReadOnlyList<(double P50, double P95)>> Measure(HttpClient api, HttpClient admin, IReadOnlyList<Question> questions)
    {
        var measured = new List<(double P50, double P95)>();
        foreach (var question in questions)
        {
            var times = new List<double>();
            for (var n = -WarmUps; n < Repetitions; n++)
            {
                var begun = Stopwatch.GetTimestamp();
                using var reply = await (question.IsPage ? admin : api).GetAsync(question.Path);
                await reply.Content.CopyToAsync(Stream.Null);
                if (n >= 0)
                    times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                reply.EnsureSuccessStatusCode();
            }

            measured.Add((Percentile(times, 0.5), Percentile(times, 0.95)));
            Console.WriteLine($"{question.Name}: {measured[^1].P50:0} ms, {measured[^1].P95:0} ms");
        }

        return measured;
    }

    static string Word(string name) => string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')).Replace("__", "_", StringComparison.Ordinal);

    sealed record Question(string Name, string Path, bool IsPage = false)
    {
        public static Question Api(string name, string path) => new(name, $"/api/v1/{path}");
    }
}
