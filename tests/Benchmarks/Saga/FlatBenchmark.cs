namespace StatusTracking.Benchmarks.Saga;

/// <summary>Whether an event costs the same however many packages are under way.</summary>
sealed class FlatBenchmark : Benchmark
{
    const int Repetitions = 3;
    const int Packages = 1500;

    static readonly int[] Live = [1_000, 10_000, 100_000, 1_000_000];

    public override string Name => "flat";

    public override string What => "cost of an event of the package saga with 1 k, 10 k, 100 k and 1 M packages under way";

    public override async Task<IReadOnlyDictionary<string, double>> Run(Servers servers)
    {
        var results = Live.ToDictionary(n => n, _ => new List<SagaResult>());
        for (var repetition = 0; repetition <= Repetitions; repetition++)
        {
            foreach (var live in repetition == 0 ? Live[..1] : Live)
            {
                await using var run = new DurableRun(servers, groupSize: 64, livePackages: live);
                var result = await run.Measure(Packages);
                Console.WriteLine($"{(repetition == 0 ? "warm-up" : $"{repetition} of {Repetitions}"),-8} {live} under way: {result}");
                if (repetition > 0)
                    results[live].Add(result);
            }
        }

        double Cost(int live) => Median(results[live].Select(x => x.Cpu.App + x.Cpu.Database));
        Print(["packages under way", "events/s (median)", "CPU-ms/event, app + database"], results.Select(r => new[]
        {
            $"{r.Key:N0}", $"{Median(r.Value.Select(x => x.EventsPerSecond)):0}", $"{Cost(r.Key):0.00}",
        }));
        return Print(Live[1..].ToDictionary(live => $"cost_at_{live}_to_cost_at_{Live[0]}", live => Cost(live) / Cost(Live[0])));
    }
}
