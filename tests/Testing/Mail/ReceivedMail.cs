using System.Text;
using MimeKit;

namespace StatusTracking.Testing;

/// <summary>A message as it came over the wire.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="Recipients">The envelope's recipients.</param>
/// <param name="Content">The bytes of the message, dots unstuffed.</param>
/// <param name="IsEncrypted">Whether it came over TLS.</param>
/// <param name="User">Who had signed in, if anyone.</param>
/// <param name="Session">Which conversation brought it.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> Recipients, byte[] Content, bool IsEncrypted, string? User, int Session)
{
    readonly Lazy<MimeMessage> _message = new(() => MimeMessage.Load(new MemoryStream(Content)));

    /// <summary>The message, parsed.</summary>
    public MimeMessage Message => _message.Value;

    /// <summary>Its subject.</summary>
    public string Subject => Message.Subject ?? "";

    /// <summary>Its Message-ID, without angle brackets.</summary>
    public string MessageId => Message.MessageId ?? "";

    /// <summary>Its plain text.</summary>
    public string Text => Message.TextBody ?? "";

    /// <summary>Its HTML.</summary>
    public string Html => Message.HtmlBody ?? "";

    /// <inheritdoc />
    public override string ToString() => $"{From} -> {string.Join(", ", Recipients)}: {Subject}";

    /// <summary>The message as text, headers included.</summary>
    public string Raw => Encoding.UTF8.GetString(Content);
}
