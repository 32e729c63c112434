using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>How long messages took, from when their cause was recorded until a provider took them, in seconds.</summary>
/// <param name="From">When the first hour began: a full hour of UTC. The last one is not over.</param>
/// <param name="P50">Half of the last hour's were faster; null where none was sent in the last 60 minutes.</param>
/// <param name="P95">95 of 100 were faster.</param>
/// <param name="Slowest">The slowest.</param>
/// <param name="Measured">Of how many: the newest, at most <see cref="MeasureDelays.Most"/>.</param>
/// <param name="Hours">The 95th percentile of each hour, the oldest first; null where none was sent.</param>
sealed record Delays(DateTimeOffset From, double? P50, double? P95, double? Slowest, int Measured, IReadOnlyList<double?> Hours);

/// <summary>
/// <c>GET /notifications/delays</c>. What an operator sent again says nothing about how fast we are and is left out, as is what was
/// caused before a version that knew when.
/// </summary>
sealed class MeasureDelays
{
    /// <summary>Of a busy hour, so many messages are enough.</summary>
    internal const int Most = 500;

    const int Hours = 24;

    readonly IDbContextFactory<NotificationsDb> _databases;
    readonly TimeProvider _time;
    readonly SeldomCounted<Delays> _answer;
    readonly Dictionary<DateTimeOffset, double?> _over = [];

    public MeasureDelays(IDbContextFactory<NotificationsDb> databases, TimeProvider time)
    {
        (_databases, _time) = (databases, time);
        _answer = new(time, Measure);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/delays", Handle)
        .RequireScope(Scopes.Read).WithName("Notifications.Delays").WithSummary("How long messages took from the change that caused them until a provider took them");

    static async Task<Ok<Delays>> Handle(MeasureDelays delays, CancellationToken cancellationToken) => TypedResults.Ok(await delays._answer.Get(cancellationToken));

    async Task<Delays> Measure(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var now = _time.GetUtcNow();
        var present = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
        var from = present.AddHours(1 - Hours);
        foreach (var past in _over.Keys.Where(hour => hour < from).ToList())
            _over.Remove(past);
        var hours = new double?[Hours];
        for (var i = 0; i < Hours; i++)
        {
            var hour = from.AddHours(i);
            if (_over.TryGetValue(hour, out hours[i]))
                continue;
            hours[i] = Share(await Read(db, hour, hour.AddHours(1), cancellationToken), 0.95);
            // An hour is over for good once what was under way at its end has surely ended.
            if (hour.AddHours(1.25) < now)
                _over[hour] = hours[i];
        }

        var lately = await Read(db, now.AddHours(-1), now.AddMinutes(1), cancellationToken);
        return new(from, Share(lately, 0.5), Share(lately, 0.95), lately.Count == 0 ? null : lately[^1], lately.Count, hours);
    }

    /// <summary>The delays of the newest messages whose last attempt was begun within a span, the shortest first.</summary>
    static async Task<List<double>> Read(NotificationsDb db, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var taken = await db.Attempts.AsNoTracking()
            .Where(a => a.StartedAt >= from && a.StartedAt < until && a.Outcome == SubmissionOutcome.Accepted)
            .OrderByDescending(a => a.StartedAt)
            .Take(Most)
            .Join(db.Notifications, a => a.NotificationId, n => n.Id, (a, n) => new { a.EndedAt, n.Alert })
            .ToListAsync(cancellationToken);
        return [.. taken.Where(t => !t.Alert.IsResend).Select(t => (t.EndedAt - t.Alert.RecordedAt)?.TotalSeconds).OfType<double>().Select(s => Math.Max(0, s)).Order()];
    }

    static double? Share(List<double> sorted, double share) => sorted.Count == 0 ? null : Math.Round(sorted[(int)Math.Ceiling(share * sorted.Count) - 1], 3);
}
