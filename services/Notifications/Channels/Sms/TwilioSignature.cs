using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace StatusTracking.Notifications;

/// <summary>
/// <c>X-Twilio-Signature</c>: HMAC-SHA1 with the account's token over the public address and all form fields, sorted by name.
/// Source: https://www.twilio.com/docs/usage/security#validating-requests.
/// </summary>
static class TwilioSignature
{
    /// <summary>Checks a form post.</summary>
    /// <param name="url">As the world sees it, query included.</param>
    public static bool IsValid(string authToken, string url, IEnumerable<KeyValuePair<string, string>> form, string? signature)
    {
        var fields = string.Concat(form.Distinct()
            .OrderBy(f => f.Key, StringComparer.Ordinal).ThenBy(f => f.Value, StringComparer.Ordinal)
            .Select(f => f.Key + f.Value));
        return Matches(authToken, url, fields, signature);
    }

    /// <summary>Checks a post whose body is no form: its SHA-256 stands in the query as <c>bodySHA256</c>.</summary>
    public static bool IsValid(string authToken, string url, ReadOnlySpan<byte> body, string? signature)
    {
        const string Name = "bodySHA256=";
        var query = url.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
            return false;
        var named = url[(query + 1)..].Split('&').FirstOrDefault(p => p.StartsWith(Name, StringComparison.Ordinal));
        return named is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body))), Encoding.ASCII.GetBytes(named[Name.Length..].ToLowerInvariant()))
            && Matches(authToken, url, "", signature);
    }

    static bool Matches(string authToken, string url, string fields, string? signature)
    {
        if (string.IsNullOrEmpty(signature) || signature.Length > 100)
            return false;
        var given = Encoding.ASCII.GetBytes(signature);
        var valid = false;
        // All are tried, whichever fits, so that the time taken says nothing.
        foreach (var spelling in Spellings(url))
            valid |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(authToken, spelling + fields)), given);
        return valid;
    }

    /// <summary>The signature of an address and its sorted fields. Twilio fixes the algorithm; HMAC does not suffer from SHA-1's collisions.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Twilio signs with HMAC-SHA1; there is no other.")]
    public static string Sign(string authToken, string text) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(text)));

    /// <summary>Twilio signs sometimes with and sometimes without the port, and an apostrophe plain or escaped.</summary>
    static HashSet<string> Spellings(string url)
    {
        HashSet<string> spellings = [url];
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            var scheme = url[..url.IndexOf("://", StringComparison.Ordinal)];
            var rest = url[(scheme.Length + 3)..];
            var end = rest.IndexOfAny(['/', '?', '#']);
            var authority = end < 0 ? rest : rest[..end];
            var tail = end < 0 ? "" : rest[end..];
            var credentials = authority[..(authority.LastIndexOf('@') + 1)];
            var host = authority[credentials.Length..];
            var colon = host.EndsWith(']') ? -1 : host.LastIndexOf(':');
            var bare = colon < 0 ? host : host[..colon];
            spellings.Add($"{scheme}://{credentials}{bare}{tail}");
            spellings.Add($"{scheme}://{credentials}{bare}:{uri.Port}{tail}");
        }

        foreach (var spelling in spellings.Where(s => s.Contains('\'', StringComparison.Ordinal)).ToArray())
            spellings.Add(spelling.Replace("'", "%27", StringComparison.Ordinal));
        return spellings;
    }
}
