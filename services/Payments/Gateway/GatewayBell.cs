using System.Threading.Channels;

namespace StatusTracking.Payments.Gateway;

/// <summary>Wakes the one who calls the gateway, so that a call need not wait until the next look.</summary>
sealed class GatewayBell
{
    readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Waits until it rings, or for so long by the real clock: a clock that stands still must not stop the work.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(_rung.Reader.WaitToReadAsync(over.Token).AsTask(), Task.Delay(atMost, over.Token));
        await over.CancelAsync();
        _rung.Reader.TryRead(out _);
        cancellation.ThrowIfCancellationRequested();
    }
}
