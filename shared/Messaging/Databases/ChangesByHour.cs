using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace StatusTracking.Messaging;

/// <summary>How often a service's subjects became what, hour by hour of the last day, by when it was recorded.</summary>
/// <param name="From">When the first hour began: a full hour of UTC. The last one is not over.</param>
/// <param name="Items">Every change that there was; one without any is not there.</param>
public sealed record ChangesByHour(DateTimeOffset From, IReadOnlyList<ChangesOfStatus> Items);

/// <summary>How often subjects of a kind went from one status to another.</summary>
/// <param name="Subject">Their word.</param>
/// <param name="From">What they were; null for their first status.</param>
/// <param name="To">What they became.</param>
/// <param name="Hours">How often, for each hour, the oldest first.</param>
public sealed record ChangesOfStatus(string Subject, string? From, string To, IReadOnlyList<int> Hours);

/// <summary>Counts a service's changes; registered with the service's name in lower case as its key.</summary>
public interface ICountChanges
{
    /// <summary>Those of the last 24 hours, the present one included.</summary>
    Task<ChangesByHour> Count(CancellationToken cancellationToken);
}

/// <summary>
/// Counts by short spans and remembers those that are over, so that a day costs no more than its last minutes. A change that was recorded
/// and committed much later than its span ended, because a database or broker was away, is found too: each count looks at one old span again.
/// </summary>
sealed class CountChanges<TDb> : ICountChanges where TDb : ServiceDb
{
    public const int Hours = 24;

    internal static readonly TimeSpan Span = TimeSpan.FromMinutes(5);

    /// <summary>So long after its end a span is counted anew each time.</summary>
    static readonly TimeSpan Settles = TimeSpan.FromMinutes(5);

    readonly IDbContextFactory<TDb> _databases;
    readonly TimeProvider _time;
    readonly SeldomCounted<ChangesByHour> _answer;
    readonly SortedDictionary<DateTimeOffset, IReadOnlyList<Counted>> _spans = [];
    DateTimeOffset _lookedAgain;

    public CountChanges(IDbContextFactory<TDb> databases, TimeProvider time)
    {
        (_databases, _time) = (databases, time);
        _answer = new(time, CountSpans);
    }

    public Task<ChangesByHour> Count(CancellationToken cancellationToken) => _answer.Get(cancellationToken);

    /// <summary>Never runs twice at once: see <see cref="SeldomCounted{T}"/>.</summary>
    async Task<ChangesByHour> CountSpans(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var from = Floor(now, TimeSpan.FromHours(1)).AddHours(1 - Hours);
        foreach (var past in _spans.Keys.TakeWhile(start => start < from).ToList())
            _spans.Remove(past);
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var again = NextToLookAtAgain(from);
        for (var start = from; start <= now; start += Span)
        {
            if (!_spans.ContainsKey(start) || start == again || start + Span + Settles > now)
                _spans[start] = await CountSpan(db, start, cancellationToken);
        }

        return new(from,
        [
            .. _spans.SelectMany(span => span.Value.Select(counted => (Hour: (int)(span.Key - from).TotalHours, Counted: counted)))
                .GroupBy(c => (c.Counted.Subject, c.Counted.From, c.Counted.To))
                .Select(of => new ChangesOfStatus(of.Key.Subject, of.Key.From, of.Key.To, [.. Enumerable.Range(0, Hours).Select(hour => of.Where(c => c.Hour == hour).Sum(c => c.Counted.Count))]))
                .OrderBy(c => c.Subject, StringComparer.Ordinal).ThenBy(c => c.To, StringComparer.Ordinal).ThenBy(c => c.From, StringComparer.Ordinal),
        ]);
    }

    DateTimeOffset NextToLookAtAgain(DateTimeOffset from) =>
        _lookedAgain = _spans.Keys.FirstOrDefault(start => start > _lookedAgain, defaultValue: from);

    static Task<List<Counted>> CountSpan(TDb db, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var end = start + Span;
        return db.Set<StatusHistory>()
            .Where(h => h.RecordedAt >= start && h.RecordedAt < end && !h.Ignored)
            .GroupBy(h => new { h.Subject, h.From, h.To })
            .Select(g => new Counted(g.Key.Subject, g.Key.From, g.Key.To, g.Count()))
            .ToListAsync(cancellationToken);
    }

    static DateTimeOffset Floor(DateTimeOffset at, TimeSpan unit) => new(at.UtcTicks - at.UtcTicks % unit.Ticks, TimeSpan.Zero);

    sealed record Counted(string Subject, string? From, string To, int Count);
}
