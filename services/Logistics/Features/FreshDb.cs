using Microsoft.EntityFrameworkCore;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>
/// Does a piece of work on packages in a transaction, and again, on a context of its own each time, where another transaction was in the way: two scans of one
/// package at once are nobody's error. Inside this process those of one package take turns, so that only other processes get in the way.
/// </summary>
sealed class FreshDb(IDbContextFactory<LogisticsDb> databases) : IDisposable
{
    const int Attempts = 25;
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 251).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Does the work.</summary>
    /// <param name="keys">What it works on: packages' ids, or the keys of their numbers.</param>
    /// <param name="work">Loads, decides and saves.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<T> Do<T>(IEnumerable<string> keys, Func<LogisticsDb, Task<T>> work, CancellationToken cancellationToken)
    {
        // Always in the same order, or two batches would wait for each other.
        SemaphoreSlim[] turns = [.. keys.Select(k => (k.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % _turns.Length).Distinct().Order().Select(i => _turns[i])];
        var taken = 0;
        try
        {
            for (; taken < turns.Length; taken++)
                await turns[taken].WaitAsync(cancellationToken);
            return await UntilNoneIsInTheWay(work, cancellationToken);
        }
        finally
        {
            foreach (var turn in turns.Take(taken))
                turn.Release();
        }
    }

    async Task<T> UntilNoneIsInTheWay<T>(Func<LogisticsDb, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                return await db.InTransaction(() => work(db), cancellationToken);
            }
            catch (Exception e) when (attempt < Attempts && ServiceDb.IsTransient(e))
            {
                await Task.Delay(Pause(attempt), cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        foreach (var turn in _turns)
            turn.Dispose();
    }

    /// <summary>Longer each time, and by chance, so that those who collided do not meet again.</summary>
    static TimeSpan Pause(int attempt) =>
        TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(LongestPause.TotalMilliseconds, 2 << Math.Min(attempt, 10)));
}
