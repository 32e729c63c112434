using MimeKit;
using MimeKit.Text;

namespace StatusTracking.Notifications;

/// <summary>An e-mail as it goes over the wire.</summary>
static class Email
{
    /// <summary>One fixed Message-ID a notification, over all attempts: receivers that remember it drop a second copy.</summary>
    public static string MessageId(Guid notificationId, MailboxAddress sender) => $"{notificationId:N}@{sender.Domain}";

    /// <summary>The notification of a Message-ID that we gave; null for any other.</summary>
    public static Guid? NotificationOf(string messageId) => Guid.TryParseExact(messageId.Split('@')[0], "N", out var id) ? id : null;

    /// <summary>Makes it.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="sender">From whom.</param>
    /// <param name="recipient">To whom.</param>
    /// <param name="body">What its text and HTML are put into, and its calendar where it has one.</param>
    public static MimeMessage Compose(OutgoingMessage message, MailboxAddress sender, MailboxAddress recipient, Multipart body)
    {
        Fill(body, message);
        var mime = new MimeMessage
        {
            MessageId = MessageId(message.Id, sender),
            Date = message.CreatedAt,
            Subject = message.Subject ?? "",
            Body = body,
        };
        mime.From.Add(sender);
        mime.To.Add(recipient);
        // RFC 3834: keeps out-of-office robots from answering.
        mime.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        mime.Headers.Add("X-Auto-Response-Suppress", "All");
        if (message.Language is not null)
            mime.Headers.Add(HeaderId.ContentLanguage, message.Language);
        if (message.UnsubscribeUrl is { } unsubscribe)
        {
            mime.Headers.Add(HeaderId.ListUnsubscribe, $"<{unsubscribe}>");
            // RFC 8058 allows the one click only over https.
            if (unsubscribe.StartsWith("https:", StringComparison.Ordinal))
                mime.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }

        mime.Prepare(EncodingConstraint.SevenBit);
        return mime;
    }

    static void Fill(Multipart body, OutgoingMessage message)
    {
        MimeEntity[] words = [new TextPart(TextFormat.Plain) { Text = message.Text }, new TextPart(TextFormat.Html) { Text = message.Html ?? "" }];
        if (message.Calendar is not { } calendar)
        {
            body.ContentType.MediaSubtype = "alternative";
            foreach (var part in words)
                body.Add(part);
            return;
        }

        body.ContentType.MediaSubtype = "mixed";
        body.Add(new MultipartAlternative(words));
        var day = new TextPart(Calendar.MediaSubtype)
        {
            Text = calendar,
            // Its line breaks are CRLF wherever the message is written.
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new(ContentDisposition.Attachment) { FileName = Calendar.FileName },
        };
        day.ContentType.Name = Calendar.FileName;
        day.ContentType.Parameters.Add("method", Calendar.Method);
        body.Add(day);
    }

    /// <summary>The recipient as a mailbox, or null for what is not exactly one address.</summary>
    public static MailboxAddress? Recipient(OutgoingMessage message) =>
        MailboxAddress.TryParse(message.To, out var parsed) && parsed.Address == message.To && parsed.Domain.Length > 0 && !message.To.Any(char.IsControl)
            ? new MailboxAddress(string.Concat(message.ToName.Where(c => !char.IsControl(c))), message.To)
            : null;
}
