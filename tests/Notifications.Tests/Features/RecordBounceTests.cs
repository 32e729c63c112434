using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CsCheck;
using MimeKit;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class When_an_email_comes_back : IAsyncLifetime
{
    Installation _here = null!;

    static CancellationToken Ends => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _here = await Installation.Start();

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    /// <summary>As mail servers write it (RFC 3464): the original's headers come back as the third part.</summary>
    static string Report(string messageId, string status = "5.1.1", string action = "failed", bool whole = false) =>
        $"""
        From: MAILER-DAEMON@mx.example.org
        To: orders@shop.example
        Subject: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain; charset=utf-8

        Your message could not be delivered.

        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Final-Recipient: rfc822; ada@example.org
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 {status} <ada@example.org>: Recipient address
            rejected

        --b1
        Content-Type: {(whole ? "message/rfc822" : "text/rfc822-headers")}

        From: orders@shop.example
        To: ada@example.org
        Message-ID: <{messageId}>
        Subject: Your package
        {(whole ? "\nHello Ada" : "")}
        --b1--
        """.ReplaceLineEndings("\r\n");

    async Task<int> Bring(string report)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(report));
        content.Headers.ContentType = new("message/rfc822");
        using var reply = await _here.Service.Client.PostAsync(new Uri("/api/v1/notifications/bounces", UriKind.Relative), content, Ends);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await reply.Content.ReadFromJsonAsync<JsonElement>(Ends)).GetProperty("recorded").GetInt32();
    }

    async Task<(SendAlert Alert, string MessageId)> Sent()
    {
        var alert = await _here.Send(_here.Alert());
        return (alert, (await _here.Becomes(alert.OrderId, "email", "sent")).Text("providerId")!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_bounced_and_nothing_more_goes_to_an_address_that_does_not_exist_until_an_operator_says_so(bool whole)
    {
        var (alert, messageId) = await Sent();

        (await Bring(Report(messageId, whole: whole))).ShouldBe(1);
        (await Bring(Report(messageId, whole: whole))).ShouldBe(1);

        var bounced = await _here.Becomes(alert.OrderId, "email", "bounced");
        bounced.Text("reason").ShouldBe("5.1.1: smtp; 550 5.1.1 <a…@example.org>: Recipient address rejected");
        var next = await _here.Send(_here.Alert());
        var held = await _here.Becomes(next.OrderId, "email", "suppressed");
        held.Text("reason").ShouldBe("bounced");
        await _here.Becomes(next.OrderId, "sms", "sent");
        _here.Mail.Received.Count.ShouldBe(1);

        using (var reply = await _here.Service.Client.PostAsync(new Uri($"/api/v1/notifications/{held.GetProperty("id").GetGuid()}/address-works", UriKind.Relative), null, Ends))
            (await reply.Content.ReadFromJsonAsync<JsonElement>(Ends)).GetProperty("wasDead").GetBoolean().ShouldBeTrue();
        await _here.Becomes((await _here.Send(_here.Alert())).OrderId, "email", "sent");
    }

    [Theory]
    [InlineData("5.2.2", "bounced")]
    [InlineData("5.7.1", "bounced")]
    public async Task A_full_mailbox_or_a_refusal_ends_that_message_only(string status, string becomes)
    {
        var (alert, messageId) = await Sent();

        (await Bring(Report(messageId, status))).ShouldBe(1);

        await _here.Becomes(alert.OrderId, "email", becomes);
        await _here.Becomes((await _here.Send(_here.Alert())).OrderId, "email", "sent");
    }

    [Fact]
    public async Task A_delay_a_strangers_report_and_a_reply_change_nothing()
    {
        var (alert, messageId) = await Sent();

        (await Bring(Report(messageId, "4.4.1", "delayed"))).ShouldBe(0);
        (await Bring(Report("somebody@else.example"))).ShouldBe(0);
        (await Bring(Report($"{Guid.NewGuid():N}@shop.example"))).ShouldBe(0);
        (await Bring($"From: ada@example.org\r\nIn-Reply-To: <{messageId}>\r\nSubject: Re: Your package\r\n\r\nThank you!")).ShouldBe(0);

        await _here.Becomes(alert.OrderId, "email", "sent");
    }

    [Fact]
    public async Task The_server_that_knows_no_such_mailbox_says_so_at_once()
    {
        _here.Mail.Fail(SmtpStage.Recipient, "550 5.1.1 No such user", times: 1);
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "email", "failed");

        (await _here.Becomes((await _here.Send(_here.Alert())).OrderId, "email", "suppressed")).Text("reason").ShouldBe("bounced");
    }

    [Fact]
    public async Task A_server_that_refuses_us_says_nothing_of_the_address()
    {
        _here.Mail.Fail(SmtpStage.Recipient, "550 5.7.1 Relaying denied", times: 1);
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "email", "failed");

        await _here.Becomes((await _here.Send(_here.Alert())).OrderId, "email", "sent");
    }

    [Fact]
    public void Whatever_comes_in_place_of_a_report_is_read_without_a_fault() =>
        Gen.Select(Gen.Int[0, 1200], Gen.Int[0, 40], Gen.Byte.Array[0, 40]).Sample((at, length, noise) =>
        {
            var report = Encoding.UTF8.GetBytes(Report("0199a0000000700080000000000000e1@shop.example"));
            at = Math.Min(at, report.Length);
            byte[] broken = [.. report[..at], .. noise, .. report[Math.Min(report.Length, at + length)..]];
            using var stream = new MemoryStream(broken);
            try
            {
                using var mail = MimeMessage.Load(stream, Ends);
                _ = RecordBounce.BouncesIn(mail).ToList();
            }
            catch (FormatException)
            {
                // Answered as no e-mail.
            }
        });
}
