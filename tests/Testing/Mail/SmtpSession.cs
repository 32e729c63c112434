using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace StatusTracking.Testing;

/// <summary>One conversation.</summary>
sealed class SmtpSession(SmtpServer server, Socket socket, int number) : IAsyncDisposable
{
    Stream _stream = new NetworkStream(socket, ownsSocket: true);
    LineReader _lines = null!;
    bool _encrypted;
    bool _greeted;
    string? _user;
    string? _from;
    readonly List<string> _recipients = [];

    public async Task Run(CancellationToken stop)
    {
        try
        {
            if (server.Options.ImplicitTls) await Encrypt(stop);
            _lines = new LineReader(_stream);
            if (!await Answer(SmtpStage.Connect, "", "220 localhost ready", stop)) return;
            while (await _lines.Read(stop) is { } bytes)
            {
                var line = Encoding.UTF8.GetString(bytes);
                server.Say(number, 'C', line);
                if (!await Obey(line, stop)) return;
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or AuthenticationException)
        {
            server.Say(number, '-', $"the connection ended: {gone.Message}");
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>False ends the conversation.</summary>
    async Task<bool> Obey(string line, CancellationToken stop)
    {
        var (verb, argument) = line.IndexOf(' ') is var space && space > 0 ? (line[..space], line[(space + 1)..].Trim()) : (line, "");
        switch (verb.ToUpperInvariant())
        {
            case "EHLO":
                Forget();
                _greeted = true;
                return await Answer(SmtpStage.Hello, line, Capabilities(), stop);
            case "HELO":
                Forget();
                _greeted = true;
                return await Answer(SmtpStage.Hello, line, "250 localhost", stop);
            case "STARTTLS":
                return await StartTls(line, stop);
            case "AUTH":
                return await Authenticate(line, argument, stop);
            case "MAIL":
                return await Mail(line, argument, stop);
            case "RCPT":
                return await Recipient(line, argument, stop);
            case "DATA":
                return await Data(line, stop);
            case "RSET":
                Forget();
                return await Reply("250 2.0.0 Forgotten", stop);
            case "NOOP":
                return await Reply("250 2.0.0 Nothing done", stop);
            case "VRFY":
                return await Reply("252 2.5.0 Send it and see", stop);
            case "QUIT":
                await Reply("221 2.0.0 Bye", stop);
                return false;
            default:
                return await Reply("500 5.5.1 Unknown command", stop);
        }
    }

    string Capabilities()
    {
        List<string> offered = ["localhost", "PIPELINING", $"SIZE {server.Options.MaxSize}", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"];
        if (server.Options.StartTls && !_encrypted) offered.Add("STARTTLS");
        if (server.Options.Credential is not null && (_encrypted || !server.Options.RequireTls)) offered.Add("AUTH PLAIN LOGIN");
        return string.Join("\r\n", offered.Select((capability, index) => $"250{(index == offered.Count - 1 ? ' ' : '-')}{capability}"));
    }

    async Task<bool> StartTls(string line, CancellationToken stop)
    {
        if (!server.Options.StartTls || _encrypted) return await Reply("502 5.5.1 Not offered", stop);
        if (await Trouble(SmtpStage.StartTls, line, stop) is { } goesOn) return goesOn;
        await Reply("220 2.0.0 Ready", stop);
        // RFC 3207: what was sent or learnt in the clear does not count any more.
        await Encrypt(stop);
        _lines = new LineReader(_stream);
        _greeted = false;
        _user = null;
        Forget();
        return true;
    }

    async Task Encrypt(CancellationToken stop)
    {
        var encrypted = new SslStream(_stream);
        _stream = encrypted;
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = server.Certificate }, stop);
        _encrypted = true;
    }

    async Task<bool> Authenticate(string line, string argument, CancellationToken stop)
    {
        if (server.Options.Credential is not { } wanted) return await Reply("502 5.5.1 Not offered", stop);
        if (await Trouble(SmtpStage.Auth, line, stop) is { } goesOn) return goesOn;
        var words = argument.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        string user, password;
        switch (words.FirstOrDefault()?.ToUpperInvariant())
        {
            case "PLAIN":
                var response = words.Length > 1 ? Encoding.UTF8.GetString(Convert.FromBase64String(words[1])) : await Ask("", stop);
                var parts = response.Split('\0');
                if (parts.Length != 3) return await Reply("501 5.5.2 Not PLAIN", stop);
                (user, password) = (parts[1], parts[2]);
                break;
            case "LOGIN":
                user = words.Length > 1 ? Encoding.UTF8.GetString(Convert.FromBase64String(words[1])) : await Ask("Username:", stop);
                password = await Ask("Password:", stop);
                break;
            default:
                return await Reply("504 5.5.4 Unknown mechanism", stop);
        }

        if (user != wanted.UserName || password != wanted.Password) return await Reply("535 5.7.8 Wrong user or password", stop);
        _user = user;
        return await Reply("235 2.7.0 Welcome", stop);
    }

    async Task<string> Ask(string prompt, CancellationToken stop)
    {
        await Reply($"334 {Convert.ToBase64String(Encoding.UTF8.GetBytes(prompt))}", stop);
        var answer = Encoding.ASCII.GetString(await _lines.Read(stop) ?? throw new IOException("gone while signing in"));
        server.Say(number, 'C', "(a secret)");
        return Encoding.UTF8.GetString(Convert.FromBase64String(answer));
    }

    async Task<bool> Mail(string line, string argument, CancellationToken stop)
    {
        if (!_greeted) return await Reply("503 5.5.1 Say EHLO first", stop);
        if (server.Options.RequireTls && !_encrypted) return await Reply("530 5.7.0 Say STARTTLS first", stop);
        if (server.Options.Credential is not null && _user is null) return await Reply("530 5.7.0 Sign in first", stop);
        if (_from is not null) return await Reply("503 5.5.1 One sender only", stop);
        if (Address(argument, "FROM:") is not { } from) return await Reply("501 5.5.4 MAIL FROM:<address>", stop);
        var size = argument.Split(' ').FirstOrDefault(word => word.StartsWith("SIZE=", StringComparison.OrdinalIgnoreCase));
        if (size is not null && int.TryParse(size[5..], out var announced) && announced > server.Options.MaxSize)
            return await Reply("552 5.3.4 Too large", stop);
        if (await Trouble(SmtpStage.Mail, line, stop) is { } goesOn) return goesOn;
        _from = from;
        return await Reply("250 2.1.0 Sender ok", stop);
    }

    async Task<bool> Recipient(string line, string argument, CancellationToken stop)
    {
        if (_from is null) return await Reply("503 5.5.1 MAIL first", stop);
        if (Address(argument, "TO:") is not { Length: > 0 } to) return await Reply("501 5.5.4 RCPT TO:<address>", stop);
        if (await Trouble(SmtpStage.Recipient, line, stop) is { } goesOn) return goesOn;
        _recipients.Add(to);
        return await Reply("250 2.1.5 Recipient ok", stop);
    }

    async Task<bool> Data(string line, CancellationToken stop)
    {
        if (_recipients.Count == 0) return await Reply("503 5.5.1 RCPT first", stop);
        if (await Trouble(SmtpStage.Data, line, stop) is { } goesOn) return goesOn;
        await Reply("354 Go on, end with a dot", stop);
        var content = new MemoryStream();
        while (true)
        {
            var bytes = await _lines.Read(stop) ?? throw new IOException("gone before the final dot");
            if (bytes is [(byte)'.']) break;
            if (content.Length == 0 && await Trouble(SmtpStage.Content, "", stop) is false) return false;
            content.Write(bytes is [(byte)'.', ..] ? bytes.AsSpan(1) : bytes);
            content.Write("\r\n"u8);
        }

        server.Say(number, 'C', $"({content.Length} bytes and a dot)");
        return await Finish(content.ToArray(), stop);
    }

    async Task<bool> Finish(byte[] content, CancellationToken stop)
    {
        var mail = new ReceivedMail(_from!, [.. _recipients], content, _encrypted, _user, number);
        Forget();
        if (content.Length > server.Options.MaxSize) return await Reply("552 5.3.4 Too large", stop);
        var fault = server.FaultAt(SmtpStage.FinalDot, mail.Subject);
        if (fault is null or { Reply: null, Drop: false } or { Keep: true }) server.Take(mail);
        return await Trouble(fault, stop) ?? await Reply("250 2.0.0 Taken", stop);
    }

    async Task<bool> Answer(SmtpStage stage, string line, string reply, CancellationToken stop) =>
        await Trouble(stage, line, stop) ?? await Reply(reply, stop);

    Task<bool?> Trouble(SmtpStage stage, string line, CancellationToken stop) => Trouble(server.FaultAt(stage, line), stop);

    /// <summary>Null: nothing went wrong, go on as usual. Else whether the conversation goes on.</summary>
    async Task<bool?> Trouble(SmtpFault? fault, CancellationToken stop)
    {
        if (fault is null) return null;
        if (fault.Delay > TimeSpan.Zero) await Task.Delay(fault.Delay, stop);
        if (fault.Drop)
        {
            server.Say(number, 'S', "(resets the connection)");
            // Linger of nought: a reset, not an orderly end.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
            return false;
        }

        return fault.Reply is null ? null : await Reply(fault.Reply, stop);
    }

    async Task<bool> Reply(string reply, CancellationToken stop)
    {
        foreach (var line in reply.Split("\r\n")) server.Say(number, 'S', line);
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), stop);
        await _stream.FlushAsync(stop);
        return true;
    }

    void Forget()
    {
        _from = null;
        _recipients.Clear();
    }

    static string? Address(string argument, string keyword)
    {
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)) return null;
        var start = argument.IndexOf('<');
        var end = argument.IndexOf('>', start + 1);
        return start < 0 || end < 0 ? null : argument[(start + 1)..end];
    }

    /// <summary>Lines of bytes, ended by CR LF; clients may send several at once.</summary>
    sealed class LineReader(Stream stream)
    {
        readonly byte[] _buffer = new byte[16 * 1024];
        int _start;
        int _end;

        public async Task<byte[]?> Read(CancellationToken stop)
        {
            var line = new MemoryStream();
            while (true)
            {
                if (_start == _end)
                {
                    (_start, _end) = (0, await stream.ReadAsync(_buffer, stop));
                    if (_end == 0) return null;
                }

                var length = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start) - _start;
                if (length < 0)
                {
                    line.Write(_buffer, _start, _end - _start);
                    _start = _end;
                    continue;
                }

                line.Write(_buffer, _start, length);
                _start += length + 1;
                var bytes = line.ToArray();
                return bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes;
            }
        }
    }
}
