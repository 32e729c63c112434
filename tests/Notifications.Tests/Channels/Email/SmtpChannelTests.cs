using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class An_email_over_SMTP : IAsyncDisposable
{
    readonly SmtpServer _server = new(new SmtpServerOptions { StartTls = false });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    static SmtpChannel Channel(SmtpServer server, Action<EmailOptions>? change = null)
    {
        var options = new EmailOptions
        {
            From = "My Shop <orders@shop.example>",
            Smtp = new() { Host = server.Host, Port = server.Port, Security = SmtpSecurity.None, Timeout = TimeSpan.FromSeconds(5) },
        };
        change?.Invoke(options);
        return new(options.Sender, options.Smtp, NullLogger<SmtpChannel>.Instance);
    }

    Task<Submission> Submit(OutgoingMessage? message = null, Action<EmailOptions>? change = null) =>
        Channel(_server, change).SubmitAsync(message ?? Some.Email(), TestContext.Current.CancellationToken);

    [Fact]
    public async Task Arrives_as_text_and_html()
    {
        var message = Some.Email();

        var submission = await Submit(message);

        submission.Outcome.ShouldBe(SubmissionOutcome.Accepted);
        var mail = _server.Received.ShouldHaveSingleItem();
        mail.From.ShouldBe("orders@shop.example");
        mail.Recipients.ShouldBe(["ada@example.org"]);
        mail.Subject.ShouldBe("Ihr Paket kommt heute – schön");
        mail.Text.ReplaceLineEndings("\n").Trim().ShouldBe("Hello Ada,\n.a line that begins with a dot");
        mail.Html.ShouldContain("<b>Ada</b>");
        mail.Message.Headers[HeaderId.AutoSubmitted].ShouldBe("auto-generated");
        mail.Message.Date.ShouldBe(Some.Noon);
        submission.ProviderId.ShouldBe(mail.MessageId);
    }

    [Fact]
    public async Task Keeps_its_message_id_over_all_attempts()
    {
        var message = Some.Email();

        await Submit(message);
        await Submit(message);

        _server.Received.Select(m => m.MessageId).Distinct().ShouldHaveSingleItem().ShouldBe($"{message.Id:N}@shop.example");
    }

    [Theory]
    [InlineData(SmtpStage.Connect, "554 5.3.2 Not today")]
    [InlineData(SmtpStage.Hello, "421 4.3.2 Closing")]
    [InlineData(SmtpStage.Mail, "451 4.3.0 Later")]
    [InlineData(SmtpStage.Recipient, "450 4.2.1 Greylisted")]
    [InlineData(SmtpStage.Data, "452 4.3.1 Full")]
    [InlineData(SmtpStage.FinalDot, "451 4.3.0 Later")]
    public async Task May_be_tried_again_after_a_temporary_answer(SmtpStage stage, string reply)
    {
        _server.Fail(stage, reply);
        (await Submit()).Outcome.ShouldBe(SubmissionOutcome.Retryable);
    }

    [Theory]
    [InlineData(SmtpStage.Mail, "550 5.7.1 Not from you")]
    [InlineData(SmtpStage.Recipient, "550 5.1.1 <ada@example.org> unknown")]
    [InlineData(SmtpStage.Data, "554 5.7.0 No")]
    [InlineData(SmtpStage.FinalDot, "554 5.6.0 Looks like spam")]
    public async Task Is_rejected_for_good_after_a_permanent_answer(SmtpStage stage, string reply)
    {
        _server.Fail(stage, reply);

        var submission = await Submit();

        submission.Outcome.ShouldBe(SubmissionOutcome.Rejected);
        submission.Reason!.ShouldStartWith($"SMTP {reply[..3]}");
        submission.Reason.ShouldNotContain("ada@");
    }

    [Theory]
    [InlineData(SmtpStage.Connect)]
    [InlineData(SmtpStage.Hello)]
    [InlineData(SmtpStage.Mail)]
    [InlineData(SmtpStage.Recipient)]
    [InlineData(SmtpStage.Data)]
    public async Task Is_surely_not_sent_when_the_connection_is_lost_before_its_content(SmtpStage stage)
    {
        _server.Drop(stage);
        (await Submit()).Outcome.ShouldBe(SubmissionOutcome.Retryable);
    }

    [Fact]
    public async Task Is_surely_not_sent_when_the_connection_is_lost_within_its_content()
    {
        _server.Drop(SmtpStage.Content);
        // So long that it cannot all be on its way when the server resets the connection.
        var message = Some.Email(text: string.Join('\n', Enumerable.Repeat("A line of a message that is far too long for anybody to read.", 130_000)));
        (await Submit(message)).Outcome.ShouldBe(SubmissionOutcome.Retryable);
        _server.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SmtpStage.Connect)]
    [InlineData(SmtpStage.Mail)]
    [InlineData(SmtpStage.Recipient)]
    [InlineData(SmtpStage.Data)]
    public async Task May_have_left_only_when_all_but_its_final_dot_was_said(SmtpStage stage)
    {
        var asked = 0;
        var message = Some.Email() with { MayLeave = () => Task.FromResult(++asked > 0) };
        _server.Fail(stage, "451 4.3.0 Later", times: 1);
        await Submit(message);
        asked.ShouldBe(0);

        (await Submit(message)).Outcome.ShouldBe(SubmissionOutcome.Accepted);
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task Does_not_leave_when_somebody_else_may_have_it()
    {
        var submission = await Submit(Some.Email() with { MayLeave = () => Task.FromResult(false) });

        submission.ShouldBe(Submission.Held);
        _server.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Is_uncertain_when_the_connection_is_lost_after_the_final_dot(bool kept)
    {
        _server.Drop(SmtpStage.FinalDot, keep: kept);

        (await Submit()).Outcome.ShouldBe(SubmissionOutcome.Uncertain);

        _server.Received.Count.ShouldBe(kept ? 1 : 0);
    }

    [Fact]
    public async Task Is_uncertain_when_the_answer_to_the_final_dot_takes_too_long()
    {
        _server.Fail(new SmtpFault { Stage = SmtpStage.FinalDot, Delay = TimeSpan.FromSeconds(20) });
        (await Submit(change: o => o.Smtp.Timeout = TimeSpan.FromSeconds(1))).Outcome.ShouldBe(SubmissionOutcome.Uncertain);
    }

    [Fact]
    public async Task May_be_tried_again_when_nobody_listens()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var unused = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        (await Submit(change: o => o.Smtp.Port = unused)).Outcome.ShouldBe(SubmissionOutcome.Retryable);
    }

    [Fact]
    public async Task May_be_tried_again_when_the_host_has_no_address() =>
        (await Submit(change: o => o.Smtp.Host = "mail.invalid")).Outcome.ShouldBe(SubmissionOutcome.Retryable);

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("ada@example.org, eve@example.org")]
    [InlineData("ada@example.org\r\nBcc: eve@example.org")]
    [InlineData("Ada <ada@example.org>")]
    public async Task Is_rejected_before_any_connection_when_the_address_is_none(string address)
    {
        (await Submit(Some.Email(to: address))).Outcome.ShouldBe(SubmissionOutcome.Rejected);
        _server.Sessions.ShouldBe(0);
    }

    [Theory]
    [InlineData(nameof(SmtpSecurity.StartTls), false)]
    [InlineData(nameof(SmtpSecurity.StartTlsWhenAvailable), false)]
    [InlineData(nameof(SmtpSecurity.Auto), false)]
    [InlineData(nameof(SmtpSecurity.SslOnConnect), true)]
    public async Task Goes_encrypted_and_signed_in(string security, bool implicitTls)
    {
        await using var server = new SmtpServer(new SmtpServerOptions
        {
            StartTls = !implicitTls,
            ImplicitTls = implicitTls,
            RequireTls = true,
            Credential = new NetworkCredential("shop", "secret"),
        });
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(folder.File("ca.pem"), server.Certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var channel = Channel(server, o =>
        {
            (o.Smtp.Security, o.Smtp.Username, o.Smtp.Password) = (Enum.Parse<SmtpSecurity>(security), "shop", "secret");
            o.Smtp.TrustedCertificates = folder.File("ca.pem");
        });

        var submission = await channel.SubmitAsync(Some.Email(), TestContext.Current.CancellationToken);

        submission.Outcome.ShouldBe(SubmissionOutcome.Accepted, submission.Reason);
        var mail = server.Received.ShouldHaveSingleItem();
        mail.IsEncrypted.ShouldBeTrue();
        mail.User.ShouldBe("shop");
    }

    [Fact]
    public async Task Goes_nowhere_when_the_server_cannot_be_trusted()
    {
        await using var server = new SmtpServer();

        var submission = await Channel(server, o => o.Smtp.Security = SmtpSecurity.StartTls).SubmitAsync(Some.Email(), TestContext.Current.CancellationToken);

        submission.Outcome.ShouldBe(SubmissionOutcome.Retryable);
        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Waits_while_the_password_is_wrong()
    {
        await using var server = new SmtpServer(new SmtpServerOptions { StartTls = false, Credential = new NetworkCredential("shop", "secret") });
        var channel = Channel(server, o => (o.Smtp.Username, o.Smtp.Password) = ("shop", "wrong"));
        (await channel.SubmitAsync(Some.Email(), TestContext.Current.CancellationToken)).Outcome.ShouldBe(SubmissionOutcome.Retryable);
    }
}
