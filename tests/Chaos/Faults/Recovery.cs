using System.Collections.Concurrent;
using System.Globalization;
using StatusTracking.Testing;

namespace StatusTracking.Chaos;

/// <summary>One start of the broker.</summary>
/// <param name="Fault">Why it was down.</param>
/// <param name="Seconds">From the moment its port was open until every queue had all its consumers back; null where they were not within the limit.</param>
/// <param name="Disturbed">Whether a service was down in the meantime: then it says nothing about the broker's absence.</param>
sealed record BrokerReturn(Fault Fault, double? Seconds, bool Disturbed);

/// <summary>Measures how long it takes after a return of the broker until everybody consumes again.</summary>
sealed class Recovery(RunningSystem system, Queues queues, IReadOnlyList<string> names, TimeProvider time)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    readonly ConcurrentQueue<BrokerReturn> _returns = new();

    public IReadOnlyCollection<BrokerReturn> Returns => _returns;

    /// <summary>A point of the monotonic clock: when the broker's port opened.</summary>
    public async Task<long> PortOpen(OwnServers servers, CancellationToken stop)
    {
        await Eventually.Holds(servers.BrokerListens, stop);
        return time.GetTimestamp();
    }

    public async Task<string> Measure(long open, Fault fault, CancellationToken stop)
    {
        var (disturbed, without) = (false, "");
        await Eventually.Holds(
            async () =>
            {
                disturbed |= system.Services.Any(s => !s.IsAlive);
                without = await WithoutConsumers();
                return without.Length == 0 || time.GetElapsedTime(open) >= Limit;
            },
            stop);
        var took = time.GetElapsedTime(open).TotalSeconds;
        _returns.Enqueue(new(fault, without.Length == 0 ? took : null, disturbed));
        return without.Length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"all consumed {took:0.0} s after its port was open{(disturbed ? " (a service was down meanwhile)" : "")}")
            : $"not all consumed within {Limit.TotalSeconds} s: {without}";
    }

    /// <summary>The queues that lack consumers, and how many they have of how many; empty where none does.</summary>
    async Task<string> WithoutConsumers()
    {
        try
        {
            var wanted = names.Where(n => !Valve.IsParked(n)).ToList();
            var seen = await queues.Now(wanted);
            return string.Join(", ", wanted.Select(n => (Name: n, Has: seen.TryGetValue(n, out var queue) ? queue.Consumers : 0, Needs: CopiesOf(n)))
                .Where(q => q.Has < q.Needs).Select(q => $"{q.Name} {q.Has}/{q.Needs}"));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"the broker does not answer ({e.Message})";
        }
    }

    int CopiesOf(string queue) => system.Services.Count(s => queue.StartsWith($"{s.Name}-", StringComparison.OrdinalIgnoreCase));
}
