using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using StatusTracking.Testing;
using StatusTracking.WholeSystem;

namespace StatusTracking.Benchmarks.Orders;

/// <summary><c>POST /orders</c>: validated, saved with history and message, answered after the commit. Against an API that inserts one row.</summary>
sealed class OrdersBenchmark : Benchmark
{
    const int Repetitions = 5;
    const int Connections = 32;

    static readonly TimeSpan Lasting = TimeSpan.FromSeconds(8);

    public override string Name => "orders";

    public override string What => $"POST /orders at {Connections} connections, PostgreSQL: orders/s, p50 and p99, against a minimal API that inserts one row";

    public override async Task<IReadOnlyDictionary<string, double>> Run(Servers servers)
    {
        await using var broker = await RabbitMqVirtualHost.Create();
        await using var databases = await PostgreSqlDatabases.Create();
        await using var system = await RunningSystem.Start(new RunningSystemOptions { Services = ["Orders"], Broker = broker.Url, Database = databases.Database });
        using var ours = system.ClientOf("Orders");
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        using var bare = Process.Start("dotnet", [Repository.Assembly("Benchmarks"), BareApi.Argument, url, await databases.Database("bare")]);
        using var theirs = new HttpClient { BaseAddress = new Uri(url) };
        try
        {
            await Eventually.True(() => Answers(theirs));
            var results = new Dictionary<string, List<Load>> { ["Orders"] = [], ["one row"] = [] };
            for (var repetition = 0; repetition <= Repetitions; repetition++)
            {
                foreach (var (name, client) in new[] { ("one row", theirs), ("Orders", ours) })
                {
                    var load = await Post(client);
                    Console.WriteLine($"{(repetition == 0 ? "warm-up" : $"{repetition} of {Repetitions}"),-8} {name}: {load}");
                    if (repetition > 0)
                        results[name].Add(load);
                }
            }

            Print(["POST /orders", "orders/s (median)", "p50 ms", "p99 ms"], results.Select(r => new[]
            {
                r.Key, $"{Median(r.Value.Select(x => x.Rate)):0}", $"{Median(r.Value.Select(x => x.P50)):0.0}", $"{Median(r.Value.Select(x => x.P99)):0.0}",
            }));
            return Print(new Dictionary<string, double>
            {
                ["orders_per_second"] = Median(results["Orders"].Select(x => x.Rate)),
                ["orders_to_one_row"] = Median(results["Orders"].Select(x => x.Rate)) / Median(results["one row"].Select(x => x.Rate)),
                ["orders_p99_ms"] = Median(results["Orders"].Select(x => x.P99)),
            });
        }
        finally
        {
            bare.Kill();
        }
    }

    static async Task<Load> Post(HttpClient client)
    {
        var body = Shop.Order().ToJsonString();
        var times = new ConcurrentBag<double>();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (watch.Elapsed < Lasting)
            {
                var begun = Stopwatch.GetTimestamp();
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                using var answer = await client.PostAsync("api/v1/orders", content);
                if (answer.StatusCode != HttpStatusCode.Created)
                    throw new InvalidOperationException($"{client.BaseAddress} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }));
        return new(times.Count / watch.Elapsed.TotalSeconds, Percentile(times, 0.5), Percentile(times, 0.99));
    }

    static async Task<bool> Answers(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Not yet.
        }
    }

    sealed record Load(double Rate, double P50, double P99)
    {
        public override string ToString() => $"{Rate:0} orders/s, p50 {P50:0.0} ms, p99 {P99:0.0} ms";
    }
}
