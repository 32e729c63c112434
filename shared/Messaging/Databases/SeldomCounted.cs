namespace StatusTracking.Messaging;

/// <summary>
/// An answer that costs the database more the more there is, and that many ask for. However many ask, it is found by one at a time, and at
/// most a tenth of the time is spent on it: an answer that took 100 ms is given to all who ask within the next second. None is older than
/// five seconds, however long it took.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="find">Finds it. The token that it gets is never cancelled: others may wait for the same answer.</param>
public sealed class SeldomCounted<T>(TimeProvider time, Func<CancellationToken, Task<T>> find)
{
    /// <summary>So many times as long as it took is an answer good for.</summary>
    internal const int Share = 10;

    static readonly TimeSpan Oldest = TimeSpan.FromSeconds(5);

    readonly Lock _lock = new();
    Task<T>? _finding;
    long _goodUntil;

    /// <summary>The answer.</summary>
    /// <param name="cancellationToken">Nobody waits any more; it is found all the same.</param>
    public Task<T> Get(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_finding is null or { IsFaulted: true } or { IsCanceled: true } || _finding.IsCompleted && time.GetTimestamp() >= _goodUntil)
                _finding = Find();
            return _finding.WaitAsync(cancellationToken);
        }
    }

    async Task<T> Find()
    {
        var begun = time.GetTimestamp();
        // Not under the lock of whoever asked first.
        await Task.Yield();
        var answer = await find(CancellationToken.None);
        var now = time.GetTimestamp();
        lock (_lock)
            _goodUntil = now + Math.Min(Share * (now - begun), (long)(Oldest.TotalSeconds * time.TimestampFrequency));
        return answer;
    }
}
