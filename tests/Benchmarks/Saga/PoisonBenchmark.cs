using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>RELIABILITY G9: what it costs the others that one message in a hundred makes no sense, and whether each of those can be found.</summary>
sealed class PoisonBenchmark : Benchmark
{
    const int Repetitions = 5;
    const int Packages = 3334;
    const int Every = 100;

    public override string Name => "poison";

    public override string What => $"{Packages * PackageEvents.PerPackage:N0} events through the package saga, with and without one message in a hundred that makes no sense";

    public override async Task<IReadOnlyDictionary<string, double>> Run(Servers servers)
    {
        var (clean, poisoned) = (new List<SagaResult>(), new List<SagaResult>());
        for (var repetition = 0; repetition <= Repetitions; repetition++)
        {
            foreach (var (every, results) in new[] { (0, clean), (Every, poisoned) })
            {
                await using var run = new PoisonedRun(servers, every);
                var result = await run.Measure(Packages);
                Console.WriteLine($"{(repetition == 0 ? "warm-up" : $"{repetition} of {Repetitions}"),-8} {(every == 0 ? "clean" : "poisoned")}: {result}");
                if (repetition > 0)
                    results.Add(result);
            }
        }

        double Rate(List<SagaResult> results) => Median(results.Select(r => r.EventsPerSecond));
        string[] Row(string what, List<SagaResult> results, int poison) =>
            [what, $"{Rate(results):0}", $"{results.Min(r => r.EventsPerSecond):0}", $"{results.Max(r => r.EventsPerSecond):0}", $"{poison}"];
        Print(["saga", "events/s (median)", "lowest", "highest", "messages that make no sense, each recorded"],
            [Row("clean", clean, 0), Row("1 % poison", poisoned, Poison.Among(Packages * PackageEvents.PerPackage, Every))]);
        return Print(new Dictionary<string, double> { ["clean_events_per_second"] = Rate(clean), ["poisoned_to_clean"] = Rate(poisoned) / Rate(clean) });
    }

    sealed class PoisonedRun(Servers servers, int every) : DurableRun(servers, groupSize: 64)
    {
        protected override int PoisonEvery => every;

        protected override async Task Prepare()
        {
            // Where failures are told to Admin, who is not here.
            await PackageEvents.DeclareQueue(Connection, Failures.Queue, quorum: false);
            await base.Prepare();
        }

        protected override async Task Check(int packages)
        {
            await base.Check(packages);
            var poison = every == 0 ? 0 : Poison.Among(packages * PackageEvents.PerPackage, every);
            Equal(poison, await Read(db => db.Set<OutboxMessage>().CountAsync(m => m.NextAttemptAt == null && m.LastError != null)), "kept messages with their reasons");
            Equal(poison, (int)await PackageEvents.Count(Connection, Failures.Queue), "recorded failures");
        }
    }
}
