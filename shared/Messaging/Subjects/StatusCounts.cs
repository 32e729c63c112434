using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>How many subjects of a kind there are.</summary>
/// <param name="Total">All.</param>
/// <param name="ByStatus">By status; every status is there, also where it counts none.</param>
public sealed record StatusCounts(int Total, IReadOnlyDictionary<string, int> ByStatus);

/// <summary>Counts subjects by status.</summary>
public static class CountByStatus
{
    /// <summary>Counts these now.</summary>
    public static async Task<StatusCounts> CountByStatusAsync<TSubject, TStatus>(this IQueryable<TSubject> subjects, CancellationToken cancellationToken)
        where TSubject : Subject<TStatus> where TStatus : struct, Enum
    {
        var counted = await subjects.GroupBy(s => s.Status).Select(g => new { Status = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Status, g => g.Count, cancellationToken);
        return new(counted.Values.Sum(), Enum.GetValues<TStatus>().ToDictionary(status => status.ToWord(), status => counted.GetValueOrDefault(status)));
    }
}

/// <summary>How many subjects of a kind there are, for those who ask often: see <see cref="SeldomCounted{T}"/>.</summary>
public sealed class CountOfAll<TDb, TSubject, TStatus>(IDbContextFactory<TDb> databases, TimeProvider time)
    where TDb : ServiceDb where TSubject : Subject<TStatus> where TStatus : struct, Enum
{
    readonly SeldomCounted<StatusCounts> _answer = new(time, async cancellationToken =>
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<TSubject>().CountByStatusAsync<TSubject, TStatus>(cancellationToken);
    });

    /// <summary>How many there are in each status.</summary>
    public Task<StatusCounts> Get(CancellationToken cancellationToken) => _answer.Get(cancellationToken);
}
