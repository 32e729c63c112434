using Microsoft.EntityFrameworkCore;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>
/// Does a piece of work again, on a context of its own each time, where another transaction was in the way: two scans of one package at
/// once are nobody's error.
/// </summary>
sealed class FreshDb(IDbContextFactory<LogisticsDb> databases)
{
    const int Attempts = 25;
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    public async Task<T> Do<T>(Func<LogisticsDb, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                return await work(db);
            }
            catch (Exception e) when (attempt < Attempts && ServiceDb.IsTransient(e))
            {
                await Task.Delay(Pause(attempt), cancellationToken);
            }
        }
    }

    /// <summary>Longer each time, and by chance, so that those who collided do not meet again.</summary>
    static TimeSpan Pause(int attempt) =>
        TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(LongestPause.TotalMilliseconds, 2 << Math.Min(attempt, 10)));
}
