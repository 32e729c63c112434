using System.Buffers.Text;
using System.Web;

namespace StatusTracking.Testing;

/// <summary>A message that a provider took, from the provider's own log.</summary>
/// <param name="Notification">Which decision to tell somebody it came of: in an e-mail's Message-ID, and in the token of an SMS's status callback.</param>
/// <param name="Recipient">The address or number.</param>
/// <param name="Words">The subject of an e-mail, the text of an SMS.</param>
public sealed record Told(Guid Notification, string Recipient, string Words)
{
    /// <summary>Of an e-mail.</summary>
    public static Told Of(ReceivedMail mail) => new(Guid.Parse(mail.MessageId.Split('@')[0]), mail.Recipients.Single(), mail.Subject);

    /// <summary>Of an SMS.</summary>
    public static Told Of(TwilioMessage sms) => new(
        new Guid(Base64Url.DecodeFromChars(HttpUtility.ParseQueryString(new Uri(sms.StatusCallback!).Query)["t"]).AsSpan(0, 16), bigEndian: true), sms.To, sms.Body);
}
