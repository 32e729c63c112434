using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StatusTracking.Messaging;

/// <summary>
/// Ends a process whose bus has come to a standstill: its endpoints are not ready, or the broker has no consumer of them, while the broker
/// answers to others. A declaration that lay on a connection when it died may never be answered, and the bus then waits for good. Nothing
/// inside the process mends that, and a fresh start does; what was in hand is in the outbox and in the queues.
/// </summary>
sealed class Watchdog(
    IBusControl bus, BusTopology topology, IBrokerProbe probe, TimeSpan limit, TimeProvider time, ILogger<Watchdog> logger) : BackgroundService
{
    /// <summary>What the process ends with, so that whoever starts it again knows to do so: EX_TEMPFAIL of sysexits.h.</summary>
    const int ExitCode = 75;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    long? _since;

    /// <summary>How long a standstill may last, by the settings; <see cref="Timeout.InfiniteTimeSpan"/> = for ever.</summary>
    /// <exception cref="InvalidOperationException">The setting is out of its range.</exception>
    public static TimeSpan Limit(RabbitMqOptions options) => options.EndAfterStandstill switch
    {
        { Ticks: 0 } => Timeout.InfiniteTimeSpan,
        var limit when limit >= TimeSpan.FromSeconds(10) && limit <= TimeSpan.FromDays(1) => limit,
        var other => throw new InvalidOperationException($"RabbitMq:EndAfterStandstill is {other}. Give 00:00:10 to 1.00:00:00, or 00:00:00 where a process is to stay as it is."),
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (limit == Timeout.InfiniteTimeSpan)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Look(stoppingToken);
        }
        catch (InvalidOperationException)
        {
            Environment.ExitCode = ExitCode;
            throw;
        }
    }

    /// <summary>Looks once.</summary>
    /// <exception cref="InvalidOperationException">It has stood still for too long. The host logs it, and ends.</exception>
    public async Task Look(CancellationToken stop)
    {
        if (await Standstill(stop) is not { } reason)
        {
            _since = null;
            return;
        }

        var lasted = time.GetElapsedTime(_since ??= time.GetTimestamp());
        if (lasted >= limit)
            throw new InvalidOperationException($"The broker answers, and for {lasted.TotalSeconds:0} seconds {reason}. This process ends, to be started again (RabbitMq:EndAfterStandstill).");
    }

    /// <summary>What stands still although the broker answers; null where nothing does, or where the broker is away: then to wait is right.</summary>
    async Task<string?> Standstill(CancellationToken stop)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(TimeSpan.FromSeconds(10));
            var idle = (await probe.Look(topology.Queues, patience.Token)).Where(queue => queue.Consumers is null or 0).ToList();
            if (idle.Count > 0)
                return $"nobody consumes {string.Join(", ", idle.Select(queue => queue.Queue))}";
            var health = bus.CheckHealth();
            return health.Status == BusHealthStatus.Healthy ? null : $"the bus is {health.Description}";
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            logger.LogDebug(e, "The broker does not answer");
            return null;
        }
    }
}
