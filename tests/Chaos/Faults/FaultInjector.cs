using System.Collections.Concurrent;
using System.Globalization;
using StatusTracking.Testing;

namespace StatusTracking.Chaos;

/// <summary>
/// Makes go wrong what the schedule says, when it says so, and has everything running again afterwards. How long a fault lasts is the fault
/// itself: that time passes, and no condition ends it.
/// </summary>
sealed class FaultInjector(RunningSystem system, OwnServers servers, Supervisor supervisor, Recovery recovery, Action<string> say, TimeProvider time)
{
    readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new();
    readonly ConcurrentQueue<Happened> _happened = new();

    public IReadOnlyCollection<Happened> Happened => _happened;

    /// <summary>Runs the schedule. Faults of different processes overlap, those of one wait for each other.</summary>
    /// <returns>When everything runs again.</returns>
    public async Task Run(IReadOnlyList<Fault> schedule, Func<int> acknowledged, CancellationToken stop)
    {
        var running = new List<Task>();
        foreach (var fault in schedule.OrderBy(f => f.AtEvent))
        {
            await Eventually.Holds(() => acknowledged() >= fault.AtEvent, stop);
            running.Add(Task.Run(() => Do(fault, stop), stop));
        }

        await Task.WhenAll(running);
    }

    async Task Do(Fault fault, CancellationToken stop)
    {
        var turn = _turns.GetOrAdd(fault.Target, _ => new(1, 1));
        await turn.WaitAsync(stop);
        try
        {
            say($"{fault}");
            var at = time.GetUtcNow();
            var note = await Inject(fault, stop);
            _happened.Enqueue(new(fault, at, time.GetUtcNow(), note));
            say(string.Create(CultureInfo.InvariantCulture, $"#{fault.Number} {fault.Target} runs again after {(time.GetUtcNow() - at).TotalSeconds:0.0} s{(note is null ? "" : $"; {note}")}"));
        }
        finally
        {
            turn.Release();
        }
    }

    async Task<string?> Inject(Fault fault, CancellationToken stop)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillService:
                await supervisor.Kill(system[fault.Target], fault.For, stop);
                return null;
            case FaultKind.KillBroker:
                await servers.KillBroker();
                return await StartBroker(fault, stop);
            case FaultKind.RestartBroker:
                await servers.StopBroker();
                return await StartBroker(fault, stop);
            case FaultKind.KillDatabase:
                await servers.KillDatabase();
                await StartDatabase(fault, stop);
                return null;
            case FaultKind.RestartDatabase:
                await servers.StopDatabase();
                await StartDatabase(fault, stop);
                return null;
            case FaultKind.MemoryAlarm:
                await servers.SetMemoryLimit("0.000001");
                await Task.Delay(fault.For, stop);
                await servers.SetMemoryLimit("0.4");
                return null;
            case FaultKind.Freeze when fault.Target == Fault.Broker:
                await servers.FreezeBroker();
                await Task.Delay(fault.For, stop);
                await servers.ThawBroker();
                return null;
            case FaultKind.Freeze:
                await system[fault.Target].Signal("STOP");
                await Task.Delay(fault.For, stop);
                await system[fault.Target].Signal("CONT");
                await Supervisor.UntilReady(system[fault.Target], stop);
                return null;
            default:
                throw new InvalidOperationException($"Nobody knows how to {fault.Kind}.");
        }
    }

    async Task<string?> StartBroker(Fault fault, CancellationToken stop)
    {
        await Task.Delay(fault.For, stop);
        var open = recovery.PortOpen(servers, stop);
        await UntilItStarts(servers.StartBroker, stop);
        return await recovery.Measure(await open, fault, stop);
    }

    async Task StartDatabase(Fault fault, CancellationToken stop)
    {
        await Task.Delay(fault.For, stop);
        await UntilItStarts(servers.StartDatabase, stop);
    }

    /// <summary>A killed server's children hold on to its memory and ports for a moment.</summary>
    Task UntilItStarts(Func<Task> start, CancellationToken stop)
    {
        var tries = 0;
        return Eventually.Holds(
            async () =>
            {
                try
                {
                    await start();
                    return true;
                }
                catch (InvalidOperationException e) when (++tries < 30)
                {
                    say($"start again: {e.Message.Split('\n')[0]}");
                    return false;
                }
            },
            stop);
    }
}
