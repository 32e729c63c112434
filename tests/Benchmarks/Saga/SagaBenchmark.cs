using StatusTracking.Testing;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>
/// Status changes of packages through Tracking's own saga: six a package, with inbox, alerts through the outbox and a durable clock,
/// taken from a full queue. Baselines: the same state machine on MassTransit's in-memory repository, which keeps nothing; the same
/// code with a transaction a message; and RabbitMQ with neither bus nor database.
/// </summary>
sealed class SagaBenchmark : Benchmark
{
    const int Repetitions = 5;

    static readonly Variant[] Variants =
    [
        new("raw client: publish with confirms and consume", 2000, s => new RawRun(s)),
        new("in-memory saga repository, 64 at once, nothing kept", 2000, s => new MemoryRun(s)),
        new("one transaction a message", 300, s => new DurableRun(s, groupSize: 1)),
        new("group commit of 64", 2000, s => new DurableRun(s, groupSize: 64)),
    ];

    public override string Name => "saga";

    public override string What => "status changes through the package saga, RabbitMQ and PostgreSQL: events/s and CPU per event, against no durability and against a transaction a message";

    public override async Task<IReadOnlyDictionary<string, double>> Run(Servers servers)
    {
        var results = Variants.ToDictionary(v => v, _ => new List<SagaResult>());
        for (var repetition = 0; repetition <= Repetitions; repetition++)
        {
            foreach (var variant in Variants)
            {
                await using var run = variant.Make(servers);
                var result = await run.Measure(variant.Packages);
                Console.WriteLine($"{(repetition == 0 ? "warm-up" : $"{repetition} of {Repetitions}"),-8} {variant.Name}: {result}");
                if (repetition > 0)
                    results[variant].Add(result);
            }
        }

        var rate = results.ToDictionary(r => r.Key, r => Median(r.Value.Select(x => x.EventsPerSecond)));
        Print(["saga", "events/s (median)", "lowest", "highest", "CPU-ms/event: app", "database", "broker", "app + database"], results.Select(r => new[]
        {
            r.Key.Name, $"{rate[r.Key]:0}", $"{r.Value.Min(x => x.EventsPerSecond):0}", $"{r.Value.Max(x => x.EventsPerSecond):0}",
            $"{Median(r.Value.Select(x => x.Cpu.App)):0.00}", $"{Median(r.Value.Select(x => x.Cpu.Database)):0.00}", $"{Median(r.Value.Select(x => x.Cpu.Broker)):0.00}",
            $"{AppAndDatabase(r.Value):0.00}",
        }));

        var (memory, single, group) = (Variants[1], Variants[2], Variants[3]);
        return Print(new Dictionary<string, double>
        {
            ["group_events_per_second"] = rate[group],
            ["group_to_memory"] = rate[group] / rate[memory],
            ["group_to_single"] = rate[group] / rate[single],
            ["group_to_raw"] = rate[group] / rate[Variants[0]],
            ["group_cpu_ms_per_event"] = AppAndDatabase(results[group]),
            ["memory_cpu_ms_per_event"] = AppAndDatabase(results[memory]),
            ["single_cpu_ms_per_event"] = AppAndDatabase(results[single]),
        });
    }

    static double AppAndDatabase(List<SagaResult> results) => Median(results.Select(x => x.Cpu.App + x.Cpu.Database));

    sealed record Variant(string Name, int Packages, Func<Servers, SagaRun> Make);
}

/// <summary>What one repetition showed.</summary>
sealed record SagaResult(double EventsPerSecond, CpuTime Cpu)
{
    public override string ToString() => $"{EventsPerSecond:0} events/s, CPU-ms/event: app {Cpu.App:0.00}, database {Cpu.Database:0.00}, broker {Cpu.Broker:0.00}";
}
