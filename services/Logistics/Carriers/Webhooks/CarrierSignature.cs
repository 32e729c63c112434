using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using StatusTracking.ServiceDefaults.Webhooks;

namespace StatusTracking.Logistics;

/// <summary>Checks a message's signature over its raw bytes, with each live secret, in a time that tells nothing of them.</summary>
static class CarrierSignature
{
    /// <summary>How a carrier signs.</summary>
    public static SignatureScheme SchemeOf(string carrier, CarrierSettings settings, CarrierMappings mappings) =>
        settings.Signature != SignatureScheme.StandardWebhooks && mappings.SignatureOf(carrier) is { } scheme ? scheme : new SignatureScheme { Kind = SignatureScheme.StandardWebhooks };

    /// <summary>Whether one of the secrets made the signature.</summary>
    public static bool IsRight(SignatureScheme scheme, IReadOnlyList<string> secrets, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (scheme.Kind == SignatureScheme.StandardWebhooks)
            return StandardWebhooks.WithSecrets(string.Join(' ', secrets)).Verify(
                headers[StandardWebhooks.IdHeader], headers[StandardWebhooks.TimestampHeader], headers[StandardWebhooks.SignatureHeader], body, now) == WebhookVerdict.Genuine;
        // More than one header of the name is nobody's signature.
        if (headers[scheme.Header] is not [{ Length: > 0 } header])
            return false;
        if (scheme.Kind == SignatureScheme.Secret)
            return secrets.Aggregate(false, (right, secret) => right | AreSame(header, secret));
        var timestamp = scheme.TimestampField is { } field ? FieldOf(header, field) : null;
        if (scheme.TimestampField is not null && !IsFresh(timestamp, now))
            return false;
        if (Given(scheme, header) is not { } given)
            return false;
        var right = false;
        foreach (var secret in secrets)
            right |= CryptographicOperations.FixedTimeEquals(Expected(scheme, secret, timestamp, body), given);
        return right;
    }

    /// <summary>Whether two texts are the same: their hashes have one length, so that the comparison tells nothing, their lengths included.</summary>
    public static bool AreSame(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    static byte[] Expected(SignatureScheme scheme, string secret, string? timestamp, ReadOnlySpan<byte> body)
    {
        var key = Encoding.UTF8.GetBytes(scheme.NormaliseSecret ? secret.Normalize(NormalizationForm.FormKD) : secret);
        var algorithm = new HashAlgorithmName(scheme.Algorithm.ToUpperInvariant());
        using var hash = scheme.Kind == SignatureScheme.Hmac ? IncrementalHash.CreateHMAC(algorithm, key) : IncrementalHash.CreateHash(algorithm);
        var at = scheme.Signed.IndexOf("{body}", StringComparison.Ordinal);
        Append(hash, scheme.Signed[..at], secret, timestamp);
        hash.AppendData(body);
        Append(hash, scheme.Signed[(at + "{body}".Length)..], secret, timestamp);
        return hash.GetHashAndReset();
    }

    static void Append(IncrementalHash hash, string template, string secret, string? timestamp) =>
        hash.AppendData(Encoding.UTF8.GetBytes(template.Replace("{timestamp}", timestamp, StringComparison.Ordinal).Replace("{secret}", secret, StringComparison.Ordinal)));

    /// <summary>The signature's bytes; null where the header has none.</summary>
    static byte[]? Given(SignatureScheme scheme, string header)
    {
        var text = scheme.Field is { } field ? FieldOf(header, field) : header;
        if (text is null || !text.StartsWith(scheme.Prefix, StringComparison.Ordinal))
            return null;
        text = text[scheme.Prefix.Length..];
        var bytes = new byte[text.Length];
        if (scheme.Encoding == "base64")
            return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : null;
        return text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;
    }

    static string? FieldOf(string header, string field) =>
        header.Split(',', StringSplitOptions.TrimEntries).FirstOrDefault(p => p.StartsWith(field + "=", StringComparison.Ordinal))?[(field.Length + 1)..];

    static bool IsFresh(string? timestamp, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) <= (decimal)StandardWebhooks.Tolerance.TotalSeconds;
}
