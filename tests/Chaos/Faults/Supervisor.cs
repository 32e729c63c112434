using System.Collections.Concurrent;
using StatusTracking.Testing;

namespace StatusTracking.Chaos;

/// <summary>Starts a service's process again when it has ended, as systemd or Kubernetes would: at once, or when whoever killed it says so.</summary>
sealed class Supervisor(RunningSystem system, Action<string> say, TimeProvider time) : IDisposable
{
    /// <summary>One decides at a time who is to be started.</summary>
    readonly SemaphoreSlim _turn = new(1, 1);
    readonly ConcurrentDictionary<string, bool> _heldDown = new();
    readonly ConcurrentQueue<string> _endedByThemselves = new();

    /// <summary>Processes that ended although nobody had killed them: mostly those that started while a server was away.</summary>
    public IReadOnlyCollection<string> EndedByThemselves => _endedByThemselves;

    /// <summary>Kills a process, keeps it down for a while, and returns when it is ready again.</summary>
    public async Task Kill(RunningService service, TimeSpan keepDown, CancellationToken stop)
    {
        await InTurn(async () =>
        {
            _heldDown[service.Instance] = true;
            await service.Kill();
        }, stop);
        await Task.Delay(keepDown, stop);
        service.Start();
        _heldDown.TryRemove(service.Instance, out _);
        await UntilReady(service, stop);
    }

    public void Dispose() => _turn.Dispose();

    async Task InTurn(Func<Task> work, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task Watch(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await InTurn(() =>
            {
                foreach (var service in system.Services.Where(s => !s.IsAlive && !_heldDown.ContainsKey(s.Instance)))
                {
                    _endedByThemselves.Enqueue($"{time.GetUtcNow():HH:mm:ss} {service.Instance}: {LastWords(service)}");
                    say($"{service.Instance} ended by itself: {LastWords(service)}");
                    service.Start();
                }

                return Task.CompletedTask;
            }, CancellationToken.None);
            await Task.WhenAny(Task.Delay(500, stop));
        }
    }

    /// <summary>Waits until a process answers that it is ready, however often it has to be started for that.</summary>
    public static Task UntilReady(RunningService service, CancellationToken stop) =>
        Eventually.Holds(async () => service.IsAlive && await IsReady(service), stop);

    static async Task<bool> IsReady(RunningService service)
    {
        try
        {
            return await service.IsReady();
        }
        catch (InvalidOperationException)
        {
            return false; // It ended just now; it is started again.
        }
    }

    static string LastWords(RunningService service) =>
        service.LogEnd(60).Split('\n').FirstOrDefault(line => line.StartsWith("Unhandled exception", StringComparison.Ordinal)) ?? service.LogEnd(1).Split('\n')[^1];
}
