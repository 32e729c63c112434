using Microsoft.Extensions.Options;
using MimeKit;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class An_email_without_a_server : IDisposable
{
    readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    Task<Submission> Submit(OutgoingMessage message) =>
        new EmailFiles(Options.Create(new EmailOptions()), new OutboxFolder(_data.Path)).SubmitAsync(message, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Is_a_file_named_by_its_message_id()
    {
        var submission = await Submit(Some.Email());

        submission.Outcome.ShouldBe(SubmissionOutcome.Accepted);
        var file = Directory.GetFiles(_data.File("outbox", "email")).ShouldHaveSingleItem();
        var mail = await MimeMessage.LoadAsync(file, TestContext.Current.CancellationToken);
        Path.GetFileName(file).ShouldBe($"{mail.MessageId}.eml");
        mail.TextBody!.ShouldContain("Hello Ada");
        mail.HtmlBody!.ShouldContain("<b>Ada</b>");
    }

    [Fact]
    public async Task Is_one_file_however_often_it_is_written()
    {
        var message = Some.Email();
        await Submit(message);
        await Submit(message);
        Directory.GetFiles(_data.File("outbox", "email")).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("https://shop.example/track/abc/unsubscribe", "<https://shop.example/track/abc/unsubscribe>", "List-Unsubscribe=One-Click")]
    [InlineData("http://localhost:8080/track/abc/unsubscribe", "<http://localhost:8080/track/abc/unsubscribe>", null)]
    [InlineData(null, null, null)]
    public async Task Says_where_to_end_such_emails_and_allows_one_click_only_over_https(string? url, string? link, string? oneClick)
    {
        await Submit(Some.Email() with { UnsubscribeUrl = url });

        var mail = await MimeMessage.LoadAsync(Directory.GetFiles(_data.File("outbox", "email")).Single(), TestContext.Current.CancellationToken);
        mail.Headers["List-Unsubscribe"].ShouldBe(link);
        mail.Headers["List-Unsubscribe-Post"].ShouldBe(oneClick);
    }

    [Fact]
    public async Task May_be_tried_again_when_the_disk_does_not_want_it()
    {
        await File.WriteAllTextAsync(_data.File("outbox"), "a file where the folder should be", TestContext.Current.CancellationToken);
        (await Submit(Some.Email())).Outcome.ShouldBe(SubmissionOutcome.Retryable);
    }
}
