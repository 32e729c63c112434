using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.IO;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>
/// E-mail over SMTP, one conversation a message. What went wrong is told apart by where it went wrong: before the final dot, with which the
/// server takes the message over, nothing can have been sent; after it, only the server's answer says.
/// </summary>
sealed partial class SmtpChannel(MailboxAddress sender, SmtpOptions smtp, ILogger<SmtpChannel> logger) : IChannel
{
    /// <summary>How long a server may take to say goodbye. What became of the message is known by then and waits to be recorded.</summary>
    static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    public Channel Channel => Channel.Email;

    public bool MayRepeat => false;

    public TimeSpan LongestTry => smtp.Timeout;

    public async Task<Submission> SubmitAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (Email.Recipient(message) is not { } recipient)
            return Submission.Rejected("The recipient's e-mail address is not a valid one.");
        var body = new HeldBack(message.MayLeave);
        using var mime = Email.Compose(message, sender, recipient, body);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(smtp.Timeout);
        using var client = new SmtpClient(CrashPoint.IsArmedAt(CrashPoint.SmtpHandedOver) ? new CrashAfterFinalDot() : new NullProtocolLogger()) { Timeout = (int)smtp.Timeout.TotalMilliseconds };
        Trust(client, smtp);

        if (await GreetAsync(client, smtp, limit.Token) is { } refused)
            return refused;
        // The server takes a message in chunks over with its last byte, and there would be no dot to hold back.
        client.Capabilities &= ~SmtpCapabilities.Chunking;
        var submission = await HandOverAsync(client, mime, body, sender, recipient, limit.Token);
        await LeaveAsync(client, cancellationToken);
        return submission;
    }

    static async Task<Submission?> GreetAsync(SmtpClient client, SmtpOptions smtp, CancellationToken cancellationToken)
    {
        // The client's own socket would hold the end of a message back until the server has acknowledged its beginning, which a server that has
        // nothing to say puts off: 40 ms on Linux, twice a message.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(smtp.Host!, smtp.Port, cancellationToken);
            await client.ConnectAsync(socket, smtp.Host!, smtp.Port, Security(smtp.Security), cancellationToken);
            if (smtp.Username is { Length: > 0 } user)
                await client.AuthenticateAsync(user, smtp.Password ?? "", cancellationToken);
            return null;
        }
        // Whatever the server says here is about us and our settings, not about this message: it waits until that is put right.
        catch (Exception e) when (IsConversation(e))
        {
            // The client owns it from when it is connected on.
            if (!client.IsConnected)
                socket.Dispose();
            return Submission.Down($"The SMTP server could not be reached or refused us: {Describe(e)}");
        }
    }

    static async Task<Submission> HandOverAsync(SmtpClient client, MimeMessage mime, HeldBack body, MailboxAddress sender, MailboxAddress recipient, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await client.SendAsync(mime, sender, [recipient], cancellationToken);
            return Submission.Accepted(mime.MessageId, reply);
        }
        catch (HeldException)
        {
            return Submission.Held;
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= 500)
        {
            return Submission.Rejected(Describe(e), IsAddressDead(e));
        }
        catch (SmtpCommandException e)
        {
            return Submission.Retryable(Describe(e));
        }
        catch (NotSupportedException)
        {
            return Submission.Rejected("The SMTP server takes no internationalised addresses.");
        }
        catch (Exception e) when (IsConversation(e))
        {
            return body.MayHaveLeft
                ? Submission.Uncertain($"The connection was lost after the whole message was handed over: {Describe(e)}")
                : Submission.Retryable($"The connection was lost before the whole message was handed over: {Describe(e)}");
        }
    }

    async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Goodbye);
        try
        {
            await client.DisconnectAsync(quit: true, limit.Token);
        }
        // The outcome is known by now; how the conversation ends cannot change it.
        catch (Exception e) when (IsConversation(e))
        {
            logger.LogDebug("The SMTP server did not say goodbye: {Reason}", Mask.Addresses(Describe(e)));
        }
    }

    static void Trust(SmtpClient client, SmtpOptions smtp)
    {
        // Many mail servers' certificates name revocation lists that cannot be fetched from inside a data centre.
        client.CheckCertificateRevocation = false;
        if (smtp.TrustedCertificates is not { Length: > 0 } file)
            return;
        client.ServerCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None)
                return true;
            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 presented || chain is null)
                return false;
            using var ours = new X509Chain();
            ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            ours.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
            foreach (var element in chain.ChainElements)
                ours.ChainPolicy.ExtraStore.Add(element.Certificate);
            return ours.Build(presented);
        };
    }

    static SecureSocketOptions Security(SmtpSecurity security) => security switch
    {
        SmtpSecurity.None => SecureSocketOptions.None,
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.StartTlsWhenAvailable => SecureSocketOptions.StartTlsWhenAvailable,
        SmtpSecurity.SslOnConnect => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.Auto,
    };

    /// <summary>
    /// Whether the server knows no such mailbox: by the enhanced code where it gives one (RFC 3463, 5.1.x), else by the plain one of RFC 5321.
    /// A refusal of us, of the sender or of the content comes with other codes.
    /// </summary>
    static bool IsAddressDead(SmtpCommandException e) =>
        e.ErrorCode == SmtpErrorCode.RecipientNotAccepted
        && (EnhancedCode().Match(e.Message) is { Success: true } code
            ? code.Groups["class"].Value == "5.1"
            : e.StatusCode is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.MailboxNameNotAllowed or SmtpStatusCode.UserNotLocalTryAlternatePath);

    [GeneratedRegex(@"^\s*(?<class>[245]\.\d{1,3})\.\d{1,3}\b")]
    private static partial Regex EnhancedCode();

    static bool IsConversation(Exception e) => e
        is SocketException or IOException or TimeoutException or OperationCanceledException or NotSupportedException
        or CommandException or ProtocolException or MailKit.Security.AuthenticationException or SslHandshakeException
        or ServiceNotConnectedException or ServiceNotAuthenticatedException;

    static string Describe(Exception e) => e switch
    {
        OperationCanceledException or TimeoutException => "it took too long",
        SmtpCommandException answer => $"SMTP {(int)answer.StatusCode}: {answer.Message}",
        _ => e.Message.Split('\n')[0],
    };

    /// <summary>What a client says is logged once it is written.</summary>
    sealed class CrashAfterFinalDot : IProtocolLogger
    {
        public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

        public void LogConnect(Uri uri) { }

        public void LogClient(byte[] buffer, int offset, int count)
        {
            var said = buffer.AsSpan(offset, count);
            if (said.EndsWith("\r\n.\r\n"u8) || said.SequenceEqual(".\r\n"u8))
                CrashPoint.Reached(CrashPoint.SmtpHandedOver);
        }

        public void LogServer(byte[] buffer, int offset, int count) { }

        public void Dispose() { }
    }

    /// <summary>
    /// All that a message holds, which asks whether it may leave when all of it is written and the final dot is not: who dies before it
    /// leaves a message that surely was not sent.
    /// </summary>
    sealed class HeldBack(Func<Task<bool>> mayLeave) : Multipart
    {
        /// <summary>Whether the final dot may have followed.</summary>
        public bool MayHaveLeft { get; private set; }

        public override async Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
        {
            await base.WriteToAsync(options, stream, contentOnly, cancellationToken);
            // The client measures a message before it sends it.
            if (stream is MeasuringStream)
                return;
            if (!await mayLeave())
                throw new HeldException();
            MayHaveLeft = true;
        }
    }

    sealed class HeldException : Exception;
}
