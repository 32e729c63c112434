using System.Text.Json;
using StatusTracking.Benchmarks.Million;
using StatusTracking.Benchmarks.Orders;
using StatusTracking.Benchmarks.Outbox;
using StatusTracking.Benchmarks.Saga;
using StatusTracking.Benchmarks.Whole;

namespace StatusTracking.Benchmarks;

static class Program
{
    static readonly Benchmark[] All = [new SagaBenchmark(), new FlatBenchmark(), new PoisonBenchmark(), new CleanUpBenchmark(), new OutboxBenchmark(), new OrdersBenchmark(), new LatencyBenchmark(), new StandaloneBenchmark(), new MillionBenchmark()];
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    static async Task<int> Main(string[] args)
    {
        if (args is [BareApi.Argument, var url, var connectionString])
        {
            await BareApi.Run(url, connectionString);
            return 0;
        }

        if (args is not [var name, .. var rest] || All.FirstOrDefault(b => b.Name == name) is not { } benchmark || !TryRead(rest, out var file, out var keep))
        {
            Console.WriteLine("dotnet run -c Release --project tests/Benchmarks -- NAME [--json FILE] [--keep FOLDER]\n");
            foreach (var known in All)
                Console.WriteLine($"{known.Name,-12} {known.What}");
            return args.Length == 0 ? 0 : 2;
        }

        await using var servers = await Servers.Start(keep);
        var figures = await benchmark.Run(servers);
        if (file is not null)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { name, figures }, Json));
        return 0;
    }

    static bool TryRead(string[] rest, out string? file, out string? keep)
    {
        (file, keep) = (null, null);
        for (; rest is [var option, var value, .. var more]; rest = more)
        {
            if (option == "--json")
                file = value;
            else if (option == "--keep")
                keep = Path.GetFullPath(value);
            else
                return false;
        }

        return rest.Length == 0;
    }
}
