using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StatusTracking.Testing.Tests;

/// <summary>A server that keeps what each connection has sent, and says it again.</summary>
sealed class EchoServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentQueue<Session> _sessions = new();
    readonly List<Task> _running = [];
    readonly CancellationTokenSource _stop = new();
    readonly Task _accepting;

    public EchoServer()
    {
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<Session> Sessions => [.. _sessions];

    /// <summary>Waits for the n-th connection, from 1.</summary>
    public async Task<Session> Session(int number) => (await Eventually.Get(() => Sessions, sessions => sessions.Count >= number))[number - 1];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var session = new Session(await _listener.AcceptSocketAsync(_stop.Token));
                _sessions.Enqueue(session);
                _running.Add(session.Run(_stop.Token));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}

sealed class Session(Socket socket)
{
    readonly StringBuilder _received = new();

    /// <summary>Everything that came, as text; the tests say nothing but ASCII.</summary>
    public string Text
    {
        get
        {
            lock (_received) return _received.ToString();
        }
    }

    /// <summary>How it ended: null while it is open, "end" in an orderly way, else the error.</summary>
    public string? Ended { get; private set; }

    public async Task Run(CancellationToken stop)
    {
        using (socket)
        {
            try
            {
                var buffer = new byte[64 * 1024];
                while (await socket.ReceiveAsync(buffer, SocketFlags.None, stop) is > 0 and var length)
                {
                    lock (_received) _received.Append(Encoding.ASCII.GetString(buffer, 0, length));
                    await socket.SendAsync(buffer.AsMemory(0, length), SocketFlags.None, stop);
                }

                Ended = "end";
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                Ended = e is SocketException { SocketErrorCode: var code } ? code.ToString() : "stopped";
            }
        }
    }
}

/// <summary>A client of the proxy.</summary>
sealed class Client : IDisposable
{
    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<Client> Of(FaultProxy proxy)
    {
        var client = new Client();
        await client._socket.ConnectAsync(proxy.Host, proxy.Port);
        return client;
    }

    public async Task Send(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text));

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads so many bytes.</summary>
    public async Task<string> Read(int length)
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            var read = await _socket.ReceiveAsync(bytes.AsMemory(at), SocketFlags.None, patience.Token);
            if (read == 0) throw new EndOfStreamException($"Ended after {at} of {length} bytes");
            at += read;
        }

        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads until the end, and says how it came: <c>some text (end)</c>, <c>some text (ConnectionReset)</c>.</summary>
    public async Task<string> ReadAll()
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        var how = "end";
        try
        {
            while (await _socket.ReceiveAsync(buffer, SocketFlags.None, patience.Token) is > 0 and var read) all.Write(buffer, 0, read);
        }
        catch (SocketException e)
        {
            how = e.SocketErrorCode.ToString();
        }

        return $"{Encoding.UTF8.GetString(all.ToArray())} ({how})".TrimStart();
    }

    public void Dispose() => _socket.Dispose();
}
