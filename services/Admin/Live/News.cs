using System.Threading.Channels;

namespace StatusTracking.Admin;

/// <summary>
/// Turns many events into few reads. After news it waits a moment, so that what belongs together is read together, and reads once more
/// a little later, since another service may hear of the same change after us. Without news it reads now and then, in case some was lost.
/// </summary>
sealed class News(TimeProvider time, TimeSpan debounce, TimeSpan fallback)
{
    static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(700);

    readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Heard() => _news.Writer.TryWrite(true);

    /// <summary>Calls <paramref name="read"/> until cancelled.</summary>
    public async Task FollowAsync(Func<Task> read, CancellationToken cancellation)
    {
        var hearing = _news.Reader.ReadAsync(cancellation).AsTask();
        while (!cancellation.IsCancellationRequested)
        {
            var heard = await ComesWithin(hearing, fallback, cancellation);
            if (heard)
            {
                await Task.Delay(debounce, time, cancellation);
                await hearing;
                // What was heard meanwhile is in the read that follows.
                _news.Reader.TryRead(out _);
                hearing = _news.Reader.ReadAsync(cancellation).AsTask();
            }

            await read();
            if (heard && !await ComesWithin(hearing, Settle, cancellation))
                await read();
        }
    }

    async Task<bool> ComesWithin(Task<bool> hearing, TimeSpan span, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pause = Task.Delay(span, time, enough.Token);
        var first = await Task.WhenAny(hearing, pause);
        await enough.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return first == hearing;
    }
}
