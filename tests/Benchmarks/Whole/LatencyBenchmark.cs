using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using StatusTracking.Testing;
using StatusTracking.WholeSystem;

namespace StatusTracking.Benchmarks.Whole;

/// <summary>
/// From the 202 of a scan to the mail server's acceptance of the message that it causes, all services as processes of their own. The packages are
/// with the carrier already, as most are of which a scan comes: the first one moves an order, its stock and its money as well.
/// </summary>
sealed class LatencyBenchmark : Benchmark
{
    const int PerSecond = 50;
    const int Scans = 1000;

    // How long it takes where nothing has to wait for anything else.
    const int UnhurriedPerSecond = 10;
    const int UnhurriedScans = 200;

    public override string Name => "latency";

    public override string What => $"from the 202 of a scan to the SMTP server's acceptance of its e-mail, p50 and p99, at {UnhurriedPerSecond} and at {PerSecond} scans/s; CPU a scan by process";

    public override async Task<IReadOnlyDictionary<string, double>> Run(Servers servers)
    {
        await using var broker = await RabbitMqVirtualHost.Create();
        await using var databases = await PostgreSqlDatabases.Create();
        await using var smtp = new SmtpServer();
        await using var system = await RunningSystem.Start(new RunningSystemOptions
        {
            Services = RunningSystemOptions.AllServices,
            Broker = broker.Url,
            Database = databases.Database,
            Settings = new Dictionary<string, string> { ["Email:Smtp:Host"] = smtp.Host, ["Email:Smtp:Port"] = $"{smtp.Port}", ["Email:Smtp:Security"] = "None" },
        });
        var shop = new Shop(system.Client);
        await shop.PutStock("MUG-01", 10 * Scans);

        var orders = UnhurriedScans + Scans;
        Console.WriteLine($"{orders} orders are placed, labelled and picked up");
        var packages = new ConcurrentBag<Labelled>();
        await Parallel.ForEachAsync(Enumerable.Range(0, orders), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) =>
        {
            var buyer = $"buyer-{n}@example.org";
            var order = await shop.Place(Shop.Order(email: buyer));
            var package = await shop.PackageOf(order);
            await shop.Label(package, (100_000_000_000 + n).ToString(CultureInfo.InvariantCulture));
            await shop.Scan(package, "picked-up", "picked_up", "accepted", TimeProvider.System.GetUtcNow());
            packages.Add(new(package, buyer));
        });
        // That the order is confirmed, and that it was shipped.
        await smtp.Wait(2 * orders, within: TimeSpan.FromMinutes(5));

        var measured = new List<Measured>();
        var remaining = packages.ToArray().AsMemory();
        foreach (var (perSecond, scans) in new[] { (UnhurriedPerSecond, UnhurriedScans), (PerSecond, Scans) })
        {
            await IsIdle(broker);
            measured.Add(await Measure(servers, system, shop, smtp, remaining[..scans].ToArray(), perSecond));
            remaining = remaining[scans..];
        }

        Print(["scans/s wanted", "had", "p50 ms", "p99 ms", "longest ms"],
            measured.Select(m => new[] { $"{m.Wanted}", $"{m.Had:0.0}", $"{Percentile(m.Times, 0.5):0}", $"{Percentile(m.Times, 0.99):0}", $"{m.Times.Max():0}" }));
        Print(["CPU-ms a scan", .. measured.Select(m => $"at {m.Wanted}/s")], measured[0].Cpu.Keys.Select(who => (string[])[who, .. measured.Select(m => $"{m.Cpu[who]:0.0}")]));
        return Print(measured.SelectMany(m => new KeyValuePair<string, double>[]
        {
            new($"at_{m.Wanted}_latency_p50_ms", Percentile(m.Times, 0.5)),
            new($"at_{m.Wanted}_latency_p99_ms", Percentile(m.Times, 0.99)),
            new($"at_{m.Wanted}_scans_per_second", m.Had),
            new($"at_{m.Wanted}_cpu_ms_per_scan", m.Cpu.Values.Sum()),
        }).ToDictionary());
    }

    /// <summary>Each package's scan, by the beat of a clock, until the last of their e-mails is taken.</summary>
    static async Task<Measured> Measure(Servers servers, RunningSystem system, Shop shop, SmtpServer smtp, Labelled[] packages, int perSecond)
    {
        var answered = new ConcurrentDictionary<string, long>();
        var taken = new ConcurrentDictionary<string, long>();
        smtp.Taken = mail => taken.TryAdd(mail.Recipients[0], Stopwatch.GetTimestamp());
        var from = Cpu(servers, system);
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1) / perSecond);
        var posting = new List<Task>();
        var begun = Stopwatch.GetTimestamp();
        foreach (var package in packages)
        {
            await beat.WaitForNextTickAsync();
            posting.Add(Post(package));
        }

        await Task.WhenAll(posting);
        var had = packages.Length / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await Eventually.True(() => taken.Count == packages.Length, TimeSpan.FromMinutes(2));
        var cpu = Cpu(servers, system).ToDictionary(now => now.Key, now => (now.Value - from[now.Key]) / packages.Length);
        return new(perSecond, had, [.. taken.Select(t => Math.Max(0, Stopwatch.GetElapsedTime(answered[t.Key], t.Value).TotalMilliseconds))], cpu);

        async Task Post(Labelled labelled)
        {
            await shop.Scan(labelled.Package, "departed", "in_transit", "departed_facility", TimeProvider.System.GetUtcNow());
            answered[labelled.Buyer] = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>
    /// What others still do for the orders is not to stand before the scans. The broker's counts are up to five seconds old: idle is what has been idle
    /// for longer than that.
    /// </summary>
    static async Task IsIdle(RabbitMqVirtualHost broker)
    {
        var busy = Stopwatch.GetTimestamp();
        await Eventually.True(
            async () =>
            {
                if ((await broker.List("queues")).Any(q => (q["messages"]?.GetValue<int>() ?? 0) > 0))
                    busy = Stopwatch.GetTimestamp();
                return Stopwatch.GetElapsedTime(busy) > TimeSpan.FromSeconds(6);
            },
            TimeSpan.FromMinutes(5));
    }

    static Dictionary<string, double> Cpu(Servers servers, RunningSystem system)
    {
        var shared = servers.Cpu();
        var cpu = system.Services.ToDictionary(s => s.Instance, s => s.ProcessorTime.TotalMilliseconds);
        (cpu["RabbitMQ"], cpu["PostgreSQL"], cpu["shop, mail server"]) = (shared.Broker, shared.Database, shared.App);
        return cpu;
    }

    sealed record Labelled(Guid Package, string Buyer);

    sealed record Measured(int Wanted, double Had, IReadOnlyCollection<double> Times, IReadOnlyDictionary<string, double> Cpu);
}
