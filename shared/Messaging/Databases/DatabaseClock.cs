using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

/// <summary>
/// The time by which leases, due times and clean-up are counted: the database's, so that processes on machines whose clocks disagree
/// agree with each other. On Sqlite there is one process, and its clock is the one.
/// </summary>
sealed class DatabaseClock(DatabaseDialect dialect, TimeProvider time, Func<DbContext> open) : IDisposable
{
    static readonly TimeSpan MeasureEvery = TimeSpan.FromMinutes(1);

    readonly SemaphoreSlim _measuring = new(1, 1);
    Measurement? _last;

    /// <summary>The database's time, asked at most once a minute and carried on by a monotonic counter in between.</summary>
    public async ValueTask<DateTimeOffset> GetUtcNow(CancellationToken cancellationToken)
    {
        if (dialect.NowSql is not { } sql)
            return time.GetUtcNow();
        if (_last is { } last && time.GetElapsedTime(last.Timestamp) < MeasureEvery)
            return last.Now + time.GetElapsedTime(last.Timestamp);

        await _measuring.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } current || time.GetElapsedTime(current.Timestamp) >= MeasureEvery)
            {
                await using var db = open();
                var before = time.GetTimestamp();
                var now = await db.Database.SqlQueryRaw<DateTimeOffset>(sql).SingleAsync(cancellationToken);
                _last = new(now, before);
            }

            return _last.Now + time.GetElapsedTime(_last.Timestamp);
        }
        finally
        {
            _measuring.Release();
        }
    }

    public void Dispose() => _measuring.Dispose();

    sealed record Measurement(DateTimeOffset Now, long Timestamp);
}
