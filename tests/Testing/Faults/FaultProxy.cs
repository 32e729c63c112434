using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace StatusTracking.Testing;

/// <summary>
/// Stands between a client and a server, passes their bytes on, and goes wrong on request: for all connections or for one of them, at any
/// time. It knows nothing of what is spoken; <see cref="When(string, Then, int)"/> looks for bytes.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    /// <summary>How many bytes a rule can look for.</summary>
    internal const int LongestPattern = 256;

    readonly string _targetHost;
    readonly int _targetPort;
    readonly Random _random;
    readonly Lock _gate = new();
    readonly ConcurrentQueue<FaultConnection> _connections = new();
    readonly ConcurrentDictionary<Task, bool> _running = new();
    readonly List<FaultRule> _rules = [];
    readonly CancellationTokenSource _stop = new();
    Faults _faults = Faults.None;
    TcpListener? _listener;
    Task _accepting = Task.CompletedTask;

    FaultProxy(string host, int port, int? seed)
    {
        (_targetHost, _targetPort) = (host, port);
        Seed = seed ?? Random.Shared.Next();
        _random = new Random(Seed);
        Port = FreePort.Next();
        var line = $"The fault proxy at port {Port} to {host}:{port} has the seed {Seed}";
        if (TestContext.Current.TestOutputHelper is { } output) output.WriteLine(line);
        else TestContext.Current.SendDiagnosticMessage(line);
        Accept();
    }

    /// <summary>Stands in front of a server, on a port of its own.</summary>
    /// <param name="host">The server's name or address.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="seed">Of the jitter; any by default. It is written to the test's output.</param>
    public static FaultProxy To(string host, int port, int? seed = null) => new(host, port, seed);

    /// <summary>Stands in front of the server that an address names.</summary>
    public static FaultProxy To(Uri server, int? seed = null) => new(server.Host, server.Port, seed);

    /// <summary>What the jitter is made from.</summary>
    public int Seed { get; }

    /// <summary>Where it listens: <c>127.0.0.1</c>.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>The port it listens on, the same for all its life.</summary>
    public int Port { get; }

    /// <summary>What is wrong with every connection that has no faults of its own.</summary>
    public Faults Faults
    {
        get => Volatile.Read(ref _faults);
        set
        {
            Volatile.Write(ref _faults, value);
            foreach (var connection in _connections) connection.Reconsider();
        }
    }

    /// <summary>Every connection it has had, in the order in which they came.</summary>
    public IReadOnlyList<FaultConnection> Connections => [.. _connections];

    /// <summary>The connections that are open.</summary>
    public IReadOnlyList<FaultConnection> Open => [.. _connections.Where(connection => connection.IsOpen)];

    /// <summary>The same address with this proxy in the place of its server: <c>amqp://user:secret@127.0.0.1:…/vhost</c>.</summary>
    public Uri Instead(Uri server) => new UriBuilder(server) { Host = Host, Port = Port }.Uri;

    /// <summary>Makes something happen when a client sends these bytes, in UTF-8. Rules are looked at in the order in which they were given.</summary>
    /// <param name="bytes">What to look for, 256 bytes at most; also where it comes in pieces, but then its first pieces have been passed on already.</param>
    /// <param name="then">What happens to that connection.</param>
    /// <param name="times">How often; once by default.</param>
    public FaultRule When(string bytes, Then then, int times = 1)
    {
        var pattern = Encoding.UTF8.GetBytes(bytes);
        if (pattern.Length is 0 or > LongestPattern) throw new ArgumentException($"Give 1 to {LongestPattern} bytes to look for.", nameof(bytes));
        var rule = new FaultRule(pattern, then, times);
        lock (_gate) _rules.Add(rule);
        return rule;
    }

    /// <summary>Refuses new connections, as a port does on which nobody listens. Those that are open stay.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    /// <summary>Takes new connections again.</summary>
    public void Accept()
    {
        lock (_gate)
        {
            if (_listener is not null) return;
            _listener = new TcpListener(IPAddress.Loopback, Port);
            _listener.Start(512);
            _accepting = Task.WhenAll(_accepting, Accept(_listener));
        }
    }

    /// <summary>Resets every open connection.</summary>
    public void Reset()
    {
        foreach (var connection in Open) connection.Reset();
    }

    /// <summary>The server is gone: new connections are refused, open ones reset.</summary>
    public void Down()
    {
        Refuse();
        Reset();
    }

    /// <summary>Ends all faults and forgets all rules. What <see cref="Then"/> did to a connection stays: only new ones are whole.</summary>
    public void Heal()
    {
        lock (_gate) _rules.Clear();
        foreach (var connection in _connections) connection.Faults = null;
        Faults = Faults.None;
        Accept();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Refuse();
        await _stop.CancelAsync();
        await _accepting;
        Reset();
        await Task.WhenAll(_running.Keys);
        foreach (var connection in _connections) connection.Dispose();
        _stop.Dispose();
    }

    internal IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate)
            {
                _rules.RemoveAll(rule => rule.IsSpent);
                return _rules.Count == 0 ? [] : [.. _rules];
            }
        }
    }

    internal TimeSpan Delay(Faults faults)
    {
        if (faults.Jitter <= TimeSpan.Zero) return faults.Latency;
        lock (_random) return faults.Latency + faults.Jitter * _random.NextDouble();
    }

    async Task Accept(TcpListener listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync(_stop.Token);
            }
            // InvalidOperationException: it was stopped before it was asked for its next client.
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or InvalidOperationException)
            {
                return;
            }

            var connection = new FaultConnection(this, client, _connections.Count + 1);
            _connections.Enqueue(connection);
            var running = connection.Run(_targetHost, _targetPort);
            _running[running] = true;
            _ = running.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
        }
    }
}
