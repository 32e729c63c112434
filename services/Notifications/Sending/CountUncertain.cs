using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// The gauge <c>notifications.uncertain</c>, by channel: how many messages there are of which nobody can know whether they arrived. It is read
/// from the database, so that it also counts what other processes left; several processes show the same number.
/// </summary>
sealed class CountUncertain : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    readonly IDbContextFactory<NotificationsDb> _databases;
    readonly TimeProvider _time;
    readonly ILogger<CountUncertain> _logger;
    IReadOnlyDictionary<Channel, int> _counted = new Dictionary<Channel, int>();

    public CountUncertain(IDbContextFactory<NotificationsDb> databases, IMeterFactory meters, TimeProvider time, ILogger<CountUncertain> logger)
    {
        (_databases, _time, _logger) = (databases, time, logger);
        meters.Create(SenderMetrics.Meter).CreateObservableGauge("notifications.uncertain", Observe, description: "Messages that may or may not have arrived, by channel");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            try
            {
                await Count(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                _logger.LogWarning(e, "Uncertain messages could not be counted; the next try is in {Interval}", Interval);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task Count(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var counted = await db.Notifications.Where(n => n.Status == NotificationStatus.Uncertain)
            .GroupBy(n => n.Channel).Select(g => new { Channel = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Channel, g => g.Count, cancellationToken);
        var before = _counted.Values.Sum();
        Volatile.Write(ref _counted, counted);
        if (counted.Values.Sum() is var now && now > before)
            _logger.LogWarning("{Count} messages are uncertain. GET /api/v1/notifications?status=uncertain lists them; POST …/{{id}}/resolution decides", now);
    }

    IEnumerable<Measurement<int>> Observe()
    {
        var counted = Volatile.Read(ref _counted);
        return Enum.GetValues<Channel>().Select(channel => new Measurement<int>(counted.GetValueOrDefault(channel), new KeyValuePair<string, object?>("channel", channel.ToWord())));
    }
}
