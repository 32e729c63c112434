using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>
/// The address that Twilio reports to. Its token says which notification a report is about, signed: so a report finds its notification
/// also where Twilio's answer to our request was lost and we never learned Twilio's id.
/// </summary>
sealed class StatusCallback(IOptions<TwilioOptions> twilio, IOptions<PublicUrlOptions> site)
{
    /// <summary>The path of the route, behind <c>PublicUrl</c>.</summary>
    public const string Path = "/api/v1/twilio/status";

    const int SignatureSize = 16;

    public string UrlFor(Guid notificationId) => $"{site.Value.PublicUrl}{Path}?t={TokenFor(notificationId)}";

    public string TokenFor(Guid notificationId)
    {
        Span<byte> token = stackalloc byte[16 + SignatureSize];
        notificationId.TryWriteBytes(token, bigEndian: true, out _);
        Sign(token[..16], token[16..]);
        return Base64Url.EncodeToString(token);
    }

    public bool TryRead(string? token, [NotNullWhen(true)] out Guid? notificationId)
    {
        notificationId = null;
        Span<byte> bytes = stackalloc byte[16 + SignatureSize];
        if (token is null || token.Length > 64 || !Base64Url.IsValid(token, out var size) || size != bytes.Length || Base64Url.DecodeFromChars(token, bytes) != bytes.Length)
            return false;
        Span<byte> expected = stackalloc byte[SignatureSize];
        Sign(bytes[..16], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes[16..]))
            return false;
        notificationId = new Guid(bytes[..16], bigEndian: true);
        return true;
    }

    void Sign(ReadOnlySpan<byte> id, Span<byte> signature)
    {
        // A key of its own, so that a token can never be taken for one of Twilio's signatures or the other way round.
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(twilio.Value.AuthToken ?? ""), 32, info: "status-callback"u8.ToArray());
        Span<byte> whole = stackalloc byte[32];
        HMACSHA256.HashData(key, id, whole);
        whole[..SignatureSize].CopyTo(signature);
    }
}
