using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using StatusTracking.Testing;
using StatusTracking.WholeSystem;

namespace StatusTracking.Benchmarks.Whole;

/// <summary>From the 202 of a scan to the mail server's acceptance of the message that it causes, all services as processes of their own.</summary>
sealed class LatencyBenchmark : Benchmark
{
    const int PerSecond = 50;
    const int Scans = 1000;

    public override string Name => "latency";

    public override string What => $"from the 202 of a scan to the SMTP server's acceptance of its e-mail, p50 and p99, at {PerSecond} scans/s";

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

        Console.WriteLine($"{Scans} orders are placed and labelled");
        var packages = new ConcurrentBag<(Guid Package, string Buyer)>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Scans), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) =>
        {
            var buyer = $"buyer-{n}@example.org";
            var order = await shop.Place(Shop.Order(email: buyer));
            var package = await shop.PackageOf(order);
            await shop.Label(package, (100_000_000_000 + n).ToString(CultureInfo.InvariantCulture));
            packages.Add((package, buyer));
        });
        await smtp.Wait(Scans, within: TimeSpan.FromMinutes(5));
        // What the orders still have others do is not to stand before the scans. The broker's counts are up to five seconds old: idle is what has
        // been idle for longer than that.
        var busy = Stopwatch.GetTimestamp();
        await Eventually.True(
            async () =>
            {
                if (!await IsIdle(broker))
                    busy = Stopwatch.GetTimestamp();
                return Stopwatch.GetElapsedTime(busy) > TimeSpan.FromSeconds(6);
            },
            TimeSpan.FromMinutes(5));

        var answered = new ConcurrentDictionary<string, long>();
        var taken = new ConcurrentDictionary<string, long>();
        smtp.Taken = mail => taken.TryAdd(mail.Recipients[0], Stopwatch.GetTimestamp());
        var time = TimeProvider.System;
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1) / PerSecond);
        var posting = new List<Task>();
        var begun = Stopwatch.GetTimestamp();
        foreach (var (package, buyer) in packages)
        {
            await beat.WaitForNextTickAsync();
            posting.Add(Post(package, buyer));
        }

        await Task.WhenAll(posting);
        var rate = Scans / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await Eventually.True(() => taken.Count == Scans, TimeSpan.FromMinutes(2));
        var times = taken.Select(t => Math.Max(0, Stopwatch.GetElapsedTime(answered[t.Key], t.Value).TotalMilliseconds)).ToList();
        var (p50, p99) = (Percentile(times, 0.5), Percentile(times, 0.99));
        Print(["scan to e-mail", "scans/s", "p50 ms", "p99 ms", "longest ms"], [[$"{Scans} scans", $"{rate:0}", $"{p50:0}", $"{p99:0}", $"{times.Max():0}"]]);
        return Print(new Dictionary<string, double> { ["latency_p50_ms"] = p50, ["latency_p99_ms"] = p99, ["scans_per_second"] = rate });

        static async Task<bool> IsIdle(RabbitMqVirtualHost broker) => (await broker.List("queues")).All(q => (q["messages"]?.GetValue<int>() ?? 0) == 0);

        async Task Post(Guid package, string buyer)
        {
            await shop.Scan(package, "departed", "in_transit", "departed_facility", time.GetUtcNow());
            answered[buyer] = Stopwatch.GetTimestamp();
        }
    }
}
