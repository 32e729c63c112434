using System.Diagnostics;
using StatusTracking.Testing;
using StatusTracking.WholeSystem;

namespace StatusTracking.Benchmarks.Whole;

/// <summary>Every service in one process on SQLite: how soon it is ready, and what it holds.</summary>
sealed class StandaloneBenchmark : Benchmark
{
    const int Starts = 5;
    const int Orders = 10_000;
    const double MiB = 1024 * 1024;

    public override string Name => "standalone";

    public override string What => $"Standalone: start to ready, memory at rest and after {Orders:N0} orders";

    public override async Task<IReadOnlyDictionary<string, double>> Run(Servers servers)
    {
        var (starts, atRest) = (new List<double>(), new List<double>());
        for (var n = 0; n < Starts; n++)
        {
            var begun = Stopwatch.GetTimestamp();
            await using var started = await Start();
            starts.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            await Eventually.Never(() => Task.FromResult(!started["Standalone"].IsAlive), TimeSpan.FromSeconds(5));
            atRest.Add(started["Standalone"].Memory / MiB);
            Console.WriteLine($"{n + 1} of {Starts}  ready after {starts[^1]:0.0} s, {atRest[^1]:0} MiB five seconds later");
        }

        await using var system = await Start();
        var shop = new Shop(system.Client);
        await shop.PutStock("MUG-01", 2 * Orders);
        var watch = Stopwatch.StartNew();
        var last = Guid.Empty;
        await Parallel.ForEachAsync(Enumerable.Range(0, Orders), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, _) =>
            last = await shop.Place(Shop.Order(email: $"buyer-{n}@example.org")));
        var accepted = Orders / watch.Elapsed.TotalSeconds;
        await Eventually.True(async () => (await shop.Get("orders?status=submitted&limit=1"))["items"]!.AsArray().Count == 0, TimeSpan.FromMinutes(20));
        await Eventually.True(async () => (await shop.Get("orders?status=awaiting_payment&limit=1"))["items"]!.AsArray().Count == 0, TimeSpan.FromMinutes(20));
        var confirmed = Orders / watch.Elapsed.TotalSeconds;
        var after = system["Standalone"].Memory / MiB;
        Print(["Standalone", "median", "lowest", "highest"],
        [
            ["start to ready, s", $"{Median(starts):0.0}", $"{starts.Min():0.0}", $"{starts.Max():0.0}"],
            ["memory at rest, MiB", $"{Median(atRest):0}", $"{atRest.Min():0}", $"{atRest.Max():0}"],
            [$"memory after {Orders:N0} orders, MiB", $"{after:0}", "", ""],
            ["orders accepted a second", $"{accepted:0}", "", ""],
            ["orders confirmed a second", $"{confirmed:0}", "", ""],
        ]);
        return Print(new Dictionary<string, double>
        {
            ["ready_seconds"] = Median(starts),
            ["memory_at_rest_mib"] = Median(atRest),
            ["memory_after_orders_mib"] = after,
            ["accepted_per_second"] = accepted,
            ["confirmed_per_second"] = confirmed,
        });
    }

    static Task<RunningSystem> Start() => RunningSystem.Start(new RunningSystemOptions
    {
        Services = ["Standalone"],
        Broker = new Uri("amqp://not.used"),
        Database = _ => Task.FromResult(""),
        Settings = new Dictionary<string, string> { ["Transport"] = "InMemory", ["Database:Provider"] = "Sqlite" },
    });
}
