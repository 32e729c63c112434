using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace StatusTracking.Testing;

/// <summary>
/// <c>X-Twilio-Signature</c> as Twilio documents it, written here a second time so that the product's own check is
/// tested against something else than itself.
/// </summary>
public static class TwilioSignature
{
    /// <summary>HMAC-SHA1, keyed by the account's token, of the URL and the form's fields by name.</summary>
    /// <param name="url">The public URL that Twilio called, query included.</param>
    /// <param name="form">The fields; a name may come several times.</param>
    /// <param name="authToken">The account's token.</param>
    [SuppressMessage("Security", "CA5350", Justification = "SHA-1 is what Twilio signs with.")]
    public static string Of(string url, IEnumerable<KeyValuePair<string, string>> form, string authToken)
    {
        var signed = new StringBuilder(url);
        foreach (var values in form.GroupBy(field => field.Key, field => field.Value).OrderBy(field => field.Key, StringComparer.Ordinal))
            foreach (var value in values.Distinct().Order(StringComparer.Ordinal))
                signed.Append(values.Key).Append(value);
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(signed.ToString())));
    }
}
