using System.Net;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Shouldly;
using Xunit;

namespace StatusTracking.Testing.Tests;

public class When_a_mail_is_sent
{
    static readonly NetworkCredential Credential = new("shop", "s3cret");

    [Fact]
    public async Task Envelope_content_and_conversation_are_kept()
    {
        await using var server = new SmtpServer();

        await Send(server, Letter("Grüße", "First line\r\n.a line that begins with a dot\r\n..two dots\r\n"), SecureSocketOptions.None);

        var mail = server.Received.ShouldHaveSingleItem();
        mail.From.ShouldBe("shop@example.org");
        mail.Recipients.ShouldBe(["ada@example.org"]);
        mail.Subject.ShouldBe("Grüße");
        mail.Text.ReplaceLineEndings("\n").ShouldBe("First line\n.a line that begins with a dot\n..two dots\n");
        mail.IsEncrypted.ShouldBeFalse();
        server.Conversation.ShouldContain("1 S: 250 2.1.5 Recipient ok");
        server.Conversation[^1].ShouldBe("1 S: 221 2.0.0 Bye");
    }

    [Fact]
    public async Task It_can_be_encrypted_by_STARTTLS_and_sent_by_someone_who_signed_in()
    {
        await using var server = new SmtpServer(new() { RequireTls = true, Credential = Credential });

        await Send(server, Letter(), SecureSocketOptions.StartTls, Credential);

        var mail = server.Received.ShouldHaveSingleItem();
        mail.IsEncrypted.ShouldBeTrue();
        mail.User.ShouldBe("shop");
        server.Conversation.ShouldNotContain(line => line.Contains("s3cret"));
    }

    [Fact]
    public async Task It_can_be_encrypted_from_the_first_byte()
    {
        await using var server = new SmtpServer(new() { ImplicitTls = true });

        await Send(server, Letter(), SecureSocketOptions.SslOnConnect);

        server.Received.ShouldHaveSingleItem().IsEncrypted.ShouldBeTrue();
        server.Conversation.ShouldNotContain(line => line.Contains("STARTTLS"));
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task Both_ways_to_sign_in_work(string mechanism)
    {
        await using var server = new SmtpServer(new() { Credential = Credential });
        using var client = await Connect(server, SecureSocketOptions.None);
        client.AuthenticationMechanisms.RemoveWhere(offered => offered != mechanism);

        await client.AuthenticateAsync(Credential, TestContext.Current.CancellationToken);
        await client.SendAsync(Letter(), TestContext.Current.CancellationToken);

        server.Received.ShouldHaveSingleItem().User.ShouldBe("shop");
    }

    [Fact]
    public async Task A_wrong_password_sends_nothing()
    {
        await using var server = new SmtpServer(new() { Credential = Credential });

        await Should.ThrowAsync<AuthenticationException>(() => Send(server, Letter(), SecureSocketOptions.StartTls, new("shop", "wrong")));

        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_go_over_one_connection_each_with_its_own_envelope()
    {
        await using var server = new SmtpServer();
        using var client = await Connect(server, SecureSocketOptions.StartTls);

        await client.SendAsync(Letter("one"), TestContext.Current.CancellationToken);
        await client.SendAsync(Letter("two"), TestContext.Current.CancellationToken);

        server.Received.Select(mail => mail.Subject).ShouldBe(["one", "two"]);
        server.Sessions.ShouldBe(1);
    }

    [Fact]
    public async Task An_international_address_is_taken()
    {
        await using var server = new SmtpServer();
        var letter = Letter();
        letter.To.Clear();
        letter.To.Add(new MailboxAddress("", "jürgen@example.org"));

        await Send(server, letter, SecureSocketOptions.None);

        server.Received.ShouldHaveSingleItem().Recipients.ShouldBe(["jürgen@example.org"]);
    }

    [Fact]
    public async Task One_that_is_too_large_is_refused()
    {
        await using var server = new SmtpServer(new() { MaxSize = 1000 });

        var refused = await Should.ThrowAsync<SmtpCommandException>(() => Send(server, Letter("big", new string('x', 2000)), SecureSocketOptions.None));

        refused.StatusCode.ShouldBe(SmtpStatusCode.ExceededStorageAllocation);
        server.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SmtpStage.Mail, SmtpErrorCode.SenderNotAccepted)]
    [InlineData(SmtpStage.Recipient, SmtpErrorCode.RecipientNotAccepted)]
    [InlineData(SmtpStage.Data, SmtpErrorCode.UnexpectedStatusCode)]
    [InlineData(SmtpStage.FinalDot, SmtpErrorCode.MessageNotAccepted)]
    public async Task It_can_be_refused_at_each_stage_as_often_as_wanted(SmtpStage stage, SmtpErrorCode expected)
    {
        await using var server = new SmtpServer();
        server.Fail(stage, "451 4.3.0 Try again later", times: 1);

        var refused = await Should.ThrowAsync<SmtpCommandException>(() => Send(server, Letter(), SecureSocketOptions.None));
        refused.ErrorCode.ShouldBe(expected);
        ((int)refused.StatusCode).ShouldBe(451);
        server.Received.ShouldBeEmpty();

        await Send(server, Letter(), SecureSocketOptions.None);
        server.Received.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(SmtpStage.Connect)]
    [InlineData(SmtpStage.Mail)]
    [InlineData(SmtpStage.Content)]
    [InlineData(SmtpStage.FinalDot)]
    public async Task The_connection_can_be_lost_at_each_stage(SmtpStage stage)
    {
        await using var server = new SmtpServer();
        server.Drop(stage);

        var lost = await Should.ThrowAsync<Exception>(() => Send(server, Letter("lost", string.Concat(Enumerable.Repeat("line\r\n", 100_000))), SecureSocketOptions.None));

        (lost is IOException or SocketException or ProtocolException).ShouldBeTrue(lost.ToString());
        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_can_be_taken_and_its_answer_lost()
    {
        await using var server = new SmtpServer();
        server.Drop(SmtpStage.FinalDot, keep: true);

        await Should.ThrowAsync<Exception>(() => Send(server, Letter(), SecureSocketOptions.None));

        server.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_slow_server_outlasts_an_impatient_client()
    {
        await using var server = new SmtpServer();
        server.Fail(new() { Stage = SmtpStage.Recipient, Delay = TimeSpan.FromMinutes(1) });
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        using var client = await Connect(server, SecureSocketOptions.None);

        await Should.ThrowAsync<OperationCanceledException>(() => client.SendAsync(Letter(), impatience.Token));

        server.Received.ShouldBeEmpty();
    }

    static async Task Send(SmtpServer server, MimeMessage letter, SecureSocketOptions security, NetworkCredential? credential = null)
    {
        using var client = await Connect(server, security);
        if (credential is not null) await client.AuthenticateAsync(credential, TestContext.Current.CancellationToken);
        await client.SendAsync(letter, TestContext.Current.CancellationToken);
        await client.DisconnectAsync(quit: true, TestContext.Current.CancellationToken);
    }

    static async Task<SmtpClient> Connect(SmtpServer server, SecureSocketOptions security)
    {
        var client = new SmtpClient { ServerCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == server.Certificate.GetCertHashString() };
        try
        {
            await client.ConnectAsync(server.Host, server.Port, security, TestContext.Current.CancellationToken);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    static MimeMessage Letter(string subject = "Hello", string text = "A letter") =>
        new([new MailboxAddress("Shop", "shop@example.org")], [new MailboxAddress("Ada", "ada@example.org")], subject, new TextPart("plain") { Text = text });
}
