using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Logistics;

/// <summary>
/// The gauge <c>logistics.waiting_scans</c>: how many scans wait for a label. It is read from the database; several processes show the same
/// number.
/// </summary>
sealed partial class CountWaitingScans : BackgroundService
{
    public const string Meter = "StatusTracking.Logistics";
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    readonly IDbContextFactory<LogisticsDb> _databases;
    readonly TimeProvider _time;
    readonly ILogger<CountWaitingScans> _logger;
    int _counted;

    public CountWaitingScans(IDbContextFactory<LogisticsDb> databases, IMeterFactory meters, TimeProvider time, ILogger<CountWaitingScans> logger)
    {
        (_databases, _time, _logger) = (databases, time, logger);
        meters.Create(Meter).CreateObservableGauge("logistics.waiting_scans", () => Volatile.Read(ref _counted), description: "Scans of numbers that no package has yet");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            try
            {
                await using var db = await _databases.CreateDbContextAsync(stoppingToken);
                Volatile.Write(ref _counted, await db.WaitingScans.CountAsync(stoppingToken));
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                CountingFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "Scans that wait for a label could not be counted; tried again in a minute")]
    partial void CountingFailed(Exception exception);
}
