using Microsoft.Extensions.Options;

namespace StatusTracking.Notifications;

/// <summary>How long to wait before the next try: doubling, up to a limit, and a fifth of it left to chance so that not all come back at once.</summary>
sealed class BackOff(IOptions<NotificationsOptions> options, Random random)
{
    public TimeSpan After(int attempts, TimeSpan? asked = null)
    {
        var (first, longest) = (options.Value.BackOff, options.Value.LongestBackOff);
        var doubled = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 40)));
        double chance;
        lock (random)
            chance = random.NextDouble();
        var wait = TimeSpan.FromMilliseconds(doubled * (0.8 + 0.2 * chance));
        return asked is { } minimum && minimum > wait ? minimum : wait;
    }
}
