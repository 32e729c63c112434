using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

/// <summary>
/// The time by which leases, due times and clean-up are counted: the database's, so that processes on machines whose clocks disagree
/// agree with each other. On Sqlite there is one process, and its clock is the one.
/// </summary>
sealed class DatabaseClock(DatabaseDialect dialect, TimeProvider time, Func<DbContext> open)
{
    static readonly TimeSpan MeasureEvery = TimeSpan.FromMinutes(1);

    volatile Measurement? _last;
    int _measuring;

    /// <summary>
    /// The database's time, asked about once a minute and carried on by a monotonic counter in between. Only who asks first waits for it:
    /// others may hold a connection, and would wait for one more.
    /// </summary>
    public async ValueTask<DateTimeOffset> GetUtcNow(CancellationToken cancellationToken)
    {
        if (dialect.NowSql is not { } sql)
            return time.GetUtcNow();
        if (_last is not { } last)
            last = _last = await Measure(sql, cancellationToken);
        else if (time.GetElapsedTime(last.Timestamp) >= MeasureEvery && Interlocked.Exchange(ref _measuring, 1) == 0)
            _ = Task.Run(() => MeasureAgain(sql), CancellationToken.None);
        return last.Now + time.GetElapsedTime(last.Timestamp);
    }

    async Task MeasureAgain(string sql)
    {
        try
        {
            _last = await Measure(sql, CancellationToken.None);
        }
        catch (Exception)
        {
            // The database is away, or this process ends. What was measured holds until somebody asks again.
        }
        finally
        {
            Volatile.Write(ref _measuring, 0);
        }
    }

    async Task<Measurement> Measure(string sql, CancellationToken cancellationToken)
    {
        await using var db = open();
        var before = time.GetTimestamp();
        return new(await db.Database.SqlQueryRaw<DateTimeOffset>(sql).SingleAsync(cancellationToken), before);
    }

    sealed record Measurement(DateTimeOffset Now, long Timestamp);
}
