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
        var (disturbed, all) = (false, false);
        await Eventually.Holds(
            async () =>
            {
                disturbed |= system.Services.Any(s => !s.IsAlive);
                all = await AllConsume();
                return all || time.GetElapsedTime(open) >= Limit;
            },
            stop);
        var took = time.GetElapsedTime(open).TotalSeconds;
        _returns.Enqueue(new(fault, all ? took : null, disturbed));
        return all
            ? string.Create(CultureInfo.InvariantCulture, $"all consumed {took:0.0} s after its port was open{(disturbed ? " (a service was down meanwhile)" : "")}")
            : $"not all consumed within {Limit.TotalSeconds} s";
    }

    async Task<bool> AllConsume()
    {
        try
        {
            var seen = await queues.Now(names.Where(n => !Valve.IsParked(n)));
            return names.Where(n => !Valve.IsParked(n)).All(n => seen.TryGetValue(n, out var queue) && queue.Consumers >= CopiesOf(n));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false; // The broker still starts: whatever the client library calls that.
        }
    }

    int CopiesOf(string queue) => system.Services.Count(s => queue.StartsWith($"{s.Name}-", StringComparison.OrdinalIgnoreCase));
}
