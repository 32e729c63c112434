using StatusTracking.Testing;

namespace StatusTracking.Chaos;

/// <summary>A message as its provider got it: to whom, and of which kind, by its words.</summary>
/// <param name="Recipient">The address.</param>
/// <param name="Kind">The word of its kind; <c>?</c> where its words are not known.</param>
/// <param name="Id">The provider's, or the Message-ID.</param>
readonly record struct Told(string Recipient, string Kind, string Id)
{
    // Words that stand in no other message: subjects of e-mails, and text of SMS.
    static readonly (string Words, string Kind)[] Subjects =
    [
        ("is confirmed", "order_confirmed"),
        ("has been shipped", "shipped"),
        ("has left the distribution centre", "left_distribution_centre"),
        ("arrives today", "out_for_delivery"),
        ("was delivered", "delivered"),
        ("was cancelled", "order_cancelled"),
        ("Refund for", "refunded"),
        ("did not go through", "payment_failed"),
    ];

    public static Told Of(ReceivedMail mail) => new(mail.Recipients.Single(), KindOf(mail.Subject), mail.MessageId);

    public static Told Of(TwilioMessage sms) => new(sms.To, KindOf(sms.Body), sms.Sid);

    static string KindOf(string text)
    {
        foreach (var (words, kind) in Subjects)
        {
            if (text.Contains(words, StringComparison.Ordinal))
                return kind;
        }

        return "?";
    }
}
