using Microsoft.Extensions.Options;
using MimeKit;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>E-mail where no server is configured: <c>DataDirectory/outbox/email/{messageId}.eml</c>, which any mail program opens.</summary>
sealed class EmailFiles(IOptions<EmailOptions> options, OutboxFolder folder) : IChannel
{
    public Channel Channel => Channel.Email;

    public bool MayRepeat => true;

    public TimeSpan LongestTry => TimeSpan.FromSeconds(10);

    public async Task<Submission> SubmitAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (Email.Recipient(message) is not { } recipient)
            return Submission.Rejected("The recipient's e-mail address is not a valid one.");
        var mime = Email.Compose(message, options.Value.Sender, recipient, []);
        using var buffer = new MemoryStream();
        await mime.WriteToAsync(FormatOptions.Default, buffer, cancellationToken);
        var name = $"{mime.MessageId}.eml";
        try
        {
            await WholeFile.WriteAsync(Path.Combine(folder.Email, name), buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Submission.Retryable($"The file could not be written: {e.Message}");
        }

        return Submission.Accepted(name, "Written to a file: no SMTP server is configured.");
    }
}
