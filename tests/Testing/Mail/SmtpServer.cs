using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StatusTracking.Testing;

/// <summary>How a server of the tests behaves.</summary>
public sealed record SmtpServerOptions
{
    /// <summary>Offers STARTTLS.</summary>
    public bool StartTls { get; init; } = true;

    /// <summary>Speaks TLS from the first byte (SMTPS) and then offers no STARTTLS.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>Takes no message before TLS.</summary>
    public bool RequireTls { get; init; }

    /// <summary>The user that has to sign in; null takes messages from anyone.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The largest message, in bytes, announced as SIZE and enforced.</summary>
    public int MaxSize { get; init; } = 10 * 1024 * 1024;

    /// <summary>Keeps neither messages nor what was said: for many thousands, which <see cref="SmtpServer.Taken"/> is told of one by one.</summary>
    public bool Forgets { get; init; }
}

/// <summary>
/// A mail server that speaks the real protocol over a real socket (RFC 5321, with STARTTLS, AUTH PLAIN and LOGIN, SIZE,
/// 8BITMIME, SMTPUTF8, PIPELINING, ENHANCEDSTATUSCODES), keeps what it was sent and what was said, and fails on request.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentQueue<ReceivedMail> _received = new();
    readonly ConcurrentQueue<string> _conversation = new();
    readonly ConcurrentDictionary<Task, bool> _sessions = new();
    readonly List<(SmtpFault Fault, int Left)> _faults = [];
    readonly Lock _gate = new();
    readonly Task _accepting;
    int _count;

    /// <summary>Listens on a free port of the loopback address.</summary>
    public SmtpServer(SmtpServerOptions? options = null)
    {
        Options = options ?? new SmtpServerOptions();
        Certificate = MakeCertificate();
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>How it behaves.</summary>
    public SmtpServerOptions Options { get; }

    /// <summary>Where it listens: <c>127.0.0.1</c>.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Its self-signed certificate, for <c>localhost</c> and 127.0.0.1.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The messages it has taken, in order. What it refused is only in the conversation.</summary>
    public IReadOnlyList<ReceivedMail> Received => [.. _received];

    /// <summary>Called with each message as it is taken, before the client is told so.</summary>
    public Action<ReceivedMail>? Taken { get; set; }

    /// <summary>Every line said, <c>1 C: EHLO …</c> by the client and <c>1 S: 250 …</c> by the server; the number is the session's.</summary>
    public IReadOnlyList<string> Conversation => [.. _conversation];

    /// <summary>How many connections it has had.</summary>
    public int Sessions => Volatile.Read(ref _count);

    /// <summary>Makes something go wrong from now on. Faults of one stage happen in the order in which they were given.</summary>
    public void Fail(SmtpFault fault)
    {
        lock (_gate) _faults.Add((fault, fault.Times));
    }

    /// <summary>Answers a stage with an error: <c>server.Fail(SmtpStage.Recipient, "550 5.1.1 No such user")</c>.</summary>
    public void Fail(SmtpStage stage, string reply, int times = int.MaxValue) =>
        Fail(new SmtpFault { Stage = stage, Reply = reply, Times = times });

    /// <summary>Resets the connection at a stage.</summary>
    /// <param name="stage">Where.</param>
    /// <param name="keep">At the final dot: the message was taken all the same, and only the answer is lost.</param>
    /// <param name="times">How often.</param>
    public void Drop(SmtpStage stage, bool keep = false, int times = int.MaxValue) =>
        Fail(new SmtpFault { Stage = stage, Drop = true, Keep = keep, Times = times });

    /// <summary>Ends all faults.</summary>
    public void Heal()
    {
        lock (_gate) _faults.Clear();
    }

    /// <summary>Waits until so many messages satisfy the condition and returns them.</summary>
    public Task<IReadOnlyList<ReceivedMail>> Wait(int count, Func<ReceivedMail, bool>? where = null, TimeSpan? within = null) =>
        Eventually.Get<IReadOnlyList<ReceivedMail>>(
            () => [.. _received.Where(mail => where is null || where(mail))],
            found => found.Count >= count,
            within,
            $"{count} messages at the mail server");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions.Keys);
        _listener.Dispose();
        _stop.Dispose();
        Certificate.Dispose();
    }

    internal void Take(ReceivedMail mail)
    {
        if (!Options.Forgets) _received.Enqueue(mail);
        Taken?.Invoke(mail);
    }

    internal void Say(int session, char who, string line)
    {
        if (!Options.Forgets) _conversation.Enqueue($"{session} {who}: {line}");
    }

    internal SmtpFault? FaultAt(SmtpStage stage, string line)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(entry => entry.Fault.Stage == stage && entry.Left > 0 && entry.Fault.When(line));
            if (index < 0) return null;
            var (fault, left) = _faults[index];
            _faults[index] = (fault, left == int.MaxValue ? left : left - 1);
            return fault;
        }
    }

    async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var session = Converse(socket);
            _sessions[session] = true;
            _ = session.ContinueWith(over => _sessions.TryRemove(over, out _), TaskScheduler.Default);
        }
    }

    async Task Converse(Socket socket)
    {
        await using var session = new SmtpSession(this, socket, Interlocked.Increment(ref _count));
        await session.Run(_stop.Token);
    }

    static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        // The key of a certificate as created lives in memory in a form that some platforms' TLS cannot use.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
