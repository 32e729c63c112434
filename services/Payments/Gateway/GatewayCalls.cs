using Microsoft.Extensions.Options;

namespace StatusTracking.Payments.Gateway;

/// <summary>Makes the calls that are due, several at a time, for as long as the host runs.</summary>
sealed class GatewayCalls(GatewayCaller caller, GatewayBell bell, IOptions<PaymentsOptions> options, ILogger<GatewayCalls> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> running = [];
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                running.RemoveAll(t => t.IsCompleted);
                if (!await TakeAsync(running, stoppingToken))
                    await bell.WaitAsync(options.Value.LookEvery, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    /// <returns>Whether there may be more at once.</returns>
    async Task<bool> TakeAsync(List<Task> running, CancellationToken stopping)
    {
        try
        {
            var room = options.Value.CallsAtOnce - running.Count;
            var taken = room == 0 ? [] : await caller.TakeAsync(room, stopping);
            running.AddRange(taken.Select(t => MakeAsync(t.Call, t.Lease, stopping)));
            return taken.Count == room && room > 0;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            log.LogError(failure, "The calls to the gateway that are due could not be read; looking again in {Pause}", options.Value.LookEvery);
            return false;
        }
    }

    async Task MakeAsync(Guid call, Guid lease, CancellationToken stopping)
    {
        try
        {
            await caller.MakeAsync(call, lease, stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            log.LogError(failure, "Call {CallId} to the gateway could not be finished; it is made again when its lease has run out", call);
        }
        finally
        {
            bell.Ring();
        }
    }
}
