using System.Buffers.Text;
using System.Security.Cryptography;

namespace StatusTracking.Logistics;

/// <summary>The address of our page of a package: whoever has it may look, so its token is random and never the tracking number.</summary>
static class TrackingLink
{
    const int TokenBytes = 20;

    public static string New(Uri publicUrl) =>
        $"{publicUrl.AbsoluteUri.TrimEnd('/')}/track/{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes))}";
}
