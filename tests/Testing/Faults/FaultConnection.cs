using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace StatusTracking.Testing;

/// <summary>One connection through a <see cref="FaultProxy"/>.</summary>
public sealed class FaultConnection : IDisposable
{
    const int Piece = 16 * 1024;

    readonly FaultProxy _proxy;
    readonly Socket _client;
    readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly CancellationTokenSource _end = new();
    readonly Lock _gate = new();
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Faults? _faults;
    bool _swallow;
    bool _resetAtReply;
    bool _frozen;
    bool _ending;
    bool _orderly;
    bool _closed;
    long _sent;
    long _received;
    long _swallowed;

    internal FaultConnection(FaultProxy proxy, Socket client, int number)
    {
        (_proxy, _client, Number) = (proxy, client, number);
        client.NoDelay = true;
    }

    /// <summary>The first connection of a proxy is 1.</summary>
    public int Number { get; }

    /// <summary>What is wrong with this one alone; null = what is wrong with all.</summary>
    public Faults? Faults
    {
        get => Volatile.Read(ref _faults);
        set
        {
            Volatile.Write(ref _faults, value);
            Reconsider();
        }
    }

    /// <summary>How many of the client's bytes have gone to the server.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>How many of the server's bytes have gone to the client.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>How many of the server's bytes were swallowed instead.</summary>
    public long Swallowed => Interlocked.Read(ref _swallowed);

    /// <summary>Whether its sockets are open: neither side nor the proxy has ended it.</summary>
    public bool IsOpen => !Volatile.Read(ref _closed);

    /// <summary>Ends it for both sides by a reset: what the proxy still holds is lost.</summary>
    public void Reset() => End(orderly: false);

    /// <summary>Ends it for both sides in an orderly way: what the proxy still holds is lost.</summary>
    public void Close() => End(orderly: true);

    /// <inheritdoc />
    public void Dispose()
    {
        Reset();
        _end.Dispose();
    }

    Faults Now => Faults ?? _proxy.Faults;

    bool IsFrozen => Volatile.Read(ref _frozen) || Now.Frozen;

    internal void Reconsider() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    internal async Task Run(string host, int port)
    {
        try
        {
            if (Now.CutAfterSent <= 0 || Now.CutAfterReceived <= 0)
            {
                End(Now.CutOrderly);
                return;
            }

            await Thaw();
            await _server.ConnectAsync(host, port, _end.Token);
            await Task.WhenAll(Pump(_client, _server, outward: true), Pump(_server, _client, outward: false));
            End(orderly: true);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side reset it, the server could not be reached, or a fault ended it: the other side is told as harshly.
            Reset();
        }
        finally
        {
            CloseSockets();
        }
    }

    /// <summary>
    /// Reads and writes are two loops with a queue between them: a byte that is on its way for long does not keep the next from starting.
    /// </summary>
    async Task Pump(Socket from, Socket to, bool outward)
    {
        var pieces = Channel.CreateBounded<(byte[] Bytes, long Due)>(64);
        var reading = Read(from, pieces.Writer);
        try
        {
            await Write(pieces.Reader, to, outward);
        }
        catch
        {
            // The reader waits for bytes that nobody wants any more.
            Reset();
            throw;
        }
        finally
        {
            await reading;
        }
    }

    async Task Read(Socket from, ChannelWriter<(byte[] Bytes, long Due)> pieces)
    {
        try
        {
            var buffer = new byte[Piece];
            var due = 0L;
            while (true)
            {
                await Thaw();
                var length = await from.ReceiveAsync(buffer, SocketFlags.None, _end.Token);
                if (length == 0) break;
                due = Math.Max(due, Stopwatch.GetTimestamp() + Ticks(_proxy.Delay(Now)));
                await pieces.WriteAsync((buffer[..length], due), _end.Token);
            }

            pieces.Complete();
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            pieces.Complete(broken);
        }
    }

    async Task Write(ChannelReader<(byte[] Bytes, long Due)> pieces, Socket to, bool outward)
    {
        var watch = new Watch(_proxy);
        var free = 0L;
        while (await pieces.WaitToReadAsync(_end.Token))
        {
            if (!pieces.TryRead(out var piece)) continue;
            await Until(piece.Due);
            await Thaw();
            var bytes = piece.Bytes.AsMemory();
            Then? then = null;
            if (outward)
            {
                (var length, then) = watch.Look(piece.Bytes);
                bytes = bytes[..length];
                if (then is Then.SwallowReplies) Volatile.Write(ref _swallow, true);
                if (then is Then.ResetAtReply) Volatile.Write(ref _resetAtReply, true);
            }
            else if (Volatile.Read(ref _resetAtReply))
            {
                Reset();
                return;
            }
            else if (Volatile.Read(ref _swallow) || Now.SwallowReplies)
            {
                Interlocked.Add(ref _swallowed, bytes.Length);
                continue;
            }

            while (!bytes.IsEmpty)
            {
                await Thaw();
                var now = Now;
                var slice = now.BytesPerSecond is { } rate ? bytes[..Math.Min(bytes.Length, Math.Max(1, rate / 20))] : bytes;
                var cut = outward ? now.CutAfterSent : now.CutAfterReceived;
                var left = cut - (outward ? Sent : Received);
                if (left < slice.Length) slice = slice[..(int)Math.Max(0, left.Value)];
                if (now.BytesPerSecond is { } perSecond)
                {
                    free = Math.Max(free, Stopwatch.GetTimestamp()) + slice.Length * Stopwatch.Frequency / perSecond;
                    await Until(free);
                }

                await Send(to, slice);
                Interlocked.Add(ref outward ? ref _sent : ref _received, slice.Length);
                if (left <= slice.Length)
                {
                    End(now.CutOrderly);
                    return;
                }

                bytes = bytes[slice.Length..];
            }

            switch (then)
            {
                case Then.ResetBefore or Then.ResetAfter:
                    Reset();
                    return;
                case Then.Freeze:
                    Volatile.Write(ref _frozen, true);
                    break;
            }
        }

        // The end of what one side says need not be the end of what the other says.
        await Thaw();
        to.Shutdown(SocketShutdown.Send);
    }

    async Task Send(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await to.SendAsync(bytes, SocketFlags.None, _end.Token)..];
    }

    /// <summary>Waits while nothing may go on.</summary>
    async Task Thaw()
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (!IsFrozen) return;
            await changed.WaitAsync(_end.Token);
        }
    }

    async Task Until(long timestamp)
    {
        while (Stopwatch.GetTimestamp() is var now && now < timestamp)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((timestamp - now) * 1000.0 / Stopwatch.Frequency))), _end.Token);
    }

    static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    void End(bool orderly)
    {
        lock (_gate)
        {
            if (_ending) return;
            _ending = true;
            _orderly = orderly;
        }

        _end.Cancel();
    }

    /// <summary>Nothing may be under way on a socket that is to end in an orderly way: the runtime would end that by a reset.</summary>
    void CloseSockets()
    {
        foreach (var socket in new[] { _client, _server })
        {
            // A linger of nought makes the close a reset.
            if (!_orderly) socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }

        Volatile.Write(ref _closed, true);
    }

    /// <summary>Looks for the rules' bytes in what a client sends, also where they come in pieces.</summary>
    sealed class Watch(FaultProxy proxy)
    {
        byte[] _before = [];

        /// <summary>How many of the bytes go on, and what happens then.</summary>
        public (int Length, Then? Then) Look(byte[] bytes)
        {
            var rules = proxy.Rules;
            byte[] all = [.. _before, .. bytes];
            _before = all[^Math.Min(all.Length, FaultProxy.LongestPattern - 1)..];
            foreach (var rule in rules)
            {
                // A match has to end in the new bytes: one that ended before has been seen.
                var from = Math.Max(0, all.Length - bytes.Length - rule.Pattern.Length + 1);
                var at = all.AsSpan(from).IndexOf(rule.Pattern);
                if (at < 0 || !rule.Take()) continue;
                var start = from + at - (all.Length - bytes.Length);
                return rule.Then switch
                {
                    Then.ResetBefore or Then.Freeze => (Math.Max(0, start), rule.Then),
                    Then.ResetAfter => (start + rule.Pattern.Length, rule.Then),
                    _ => (bytes.Length, rule.Then),
                };
            }

            return (bytes.Length, null);
        }
    }
}
