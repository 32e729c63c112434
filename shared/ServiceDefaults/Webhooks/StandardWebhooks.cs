using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StatusTracking.ServiceDefaults.Webhooks;

/// <summary>What came of checking a signature.</summary>
public enum WebhookVerdict
{
    /// <summary>Signed with one of our secrets, and fresh.</summary>
    Genuine,

    /// <summary>One of the three headers is missing or makes no sense.</summary>
    Incomplete,

    /// <summary>Signed too long ago, or in the future: perhaps a replay.</summary>
    Stale,

    /// <summary>No signature matches.</summary>
    Forged,
}

/// <summary>
/// Signs and checks webhooks after standardwebhooks.com: HMAC-SHA256 over <c>id.timestamp.body</c>, version <c>v1</c>. Several secrets may be
/// live at once while one is replaced: each is tried, and the first one signs. Its asymmetric version (<c>v1a</c>) is not read.
/// </summary>
public sealed class StandardWebhooks
{
    /// <summary>The header of the message's id, which stays the same when it is sent again.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header of the time of sending, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header of the signatures, separated by spaces.</summary>
    public const string SignatureHeader = "webhook-signature";

    const string Prefix = "whsec_";
    const string Version = "v1,";

    readonly byte[][] _keys;

    StandardWebhooks(byte[][] keys) => _keys = keys;

    /// <summary>How far a sender's clock may be from ours: five minutes either way.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Reads secrets in base64, with or without <c>whsec_</c>, separated by spaces or commas.</summary>
    /// <exception cref="FormatException">There is none, or one is empty or not base64.</exception>
    public static StandardWebhooks WithSecrets(string secrets) => TryRead(secrets, out var keys)
        ? new(keys)
        : throw new FormatException("A webhook secret is base64, with or without whsec_ before it; several are separated by spaces or commas.");

    /// <summary>Whether <see cref="WithSecrets"/> could read them.</summary>
    public static bool CanRead(string secrets) => TryRead(secrets, out _);

    /// <summary>The value of <see cref="SignatureHeader"/> for a message.</summary>
    public string Sign(string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body) =>
        Version + Signature(_keys[0], id, timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), body);

    /// <summary>Checks a message by its headers and its body exactly as it came over the wire.</summary>
    public WebhookVerdict Verify(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(signatures)
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return WebhookVerdict.Incomplete;
        // In seconds, as numbers: a time of the year 300000 is only wrong, it cannot become a date.
        if (Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)Tolerance.TotalSeconds)
            return WebhookVerdict.Stale;

        var genuine = false;
        foreach (var key in _keys)
        {
            var expected = Encoding.ASCII.GetBytes(Version + Signature(key, id, timestamp, body));
            foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                genuine |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature));
        }

        return genuine ? WebhookVerdict.Genuine : WebhookVerdict.Forged;
    }

    static string Signature(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    static bool TryRead(string secrets, out byte[][] keys)
    {
        keys = [];
        List<byte[]> read = [];
        foreach (var secret in secrets.Split([' ', ',', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
            if (text.Length == 0 || !Base64.IsValid(text))
                return false;
            read.Add(Convert.FromBase64String(text));
        }

        keys = [.. read];
        return keys.Length > 0;
    }
}
