using System.Net;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>Who may post a carrier's message: whoever proves to be the carrier as its settings say, and whoever has a key with the scope write.</summary>
sealed class CarrierDoor(IOptions<CarriersOptions> options, CarrierMappings mappings, TimeProvider time)
{
    /// <summary>What came of asking.</summary>
    /// <param name="By">By what it is let in; null where it is not.</param>
    /// <param name="IsCarrier">Whether that is the carrier's own proof.</param>
    /// <param name="Status">401 or 403, where it is not let in.</param>
    internal sealed record Verdict(string? By, bool IsCarrier, int Status);

    /// <summary>Whether a message can be let in at all, before its body is read: with nothing set for the carrier, only a key can.</summary>
    public bool MayRead(string carrier, ClaimsPrincipal user) => user.HasScope(Scopes.Write) || options.Value.ByName.GetValueOrDefault(carrier) is { Verifies: true };

    /// <summary>Decides.</summary>
    public Verdict Ask(string carrier, string? token, HttpRequest request, ReadOnlySpan<byte> body)
    {
        var proofs = new List<string>();
        if (options.Value.ByName.GetValueOrDefault(carrier) is { Verifies: true } settings)
        {
            var right = Proves(carrier, settings, token, request, body, proofs);
            if (right)
                return new(string.Join('+', proofs), IsCarrier: true, 0);
            // A signature that is wrong is no reason to look at a key.
            if (settings.AllSecrets.Count > 0 && request.Headers.ContainsKey(HeaderOf(carrier, settings)))
                return new(null, false, StatusCodes.Status401Unauthorized);
        }

        var user = request.HttpContext.User;
        if (token is not null || user.Identity?.IsAuthenticated != true)
            return new(null, false, StatusCodes.Status401Unauthorized);
        return user.HasScope(Scopes.Write) ? new(user.FindFirstValue(ClaimTypes.NameIdentifier) ?? "key", false, 0) : new(null, false, StatusCodes.Status403Forbidden);
    }

    string HeaderOf(string carrier, CarrierSettings settings) =>
        CarrierSignature.SchemeOf(carrier, settings, mappings) is { Kind: not SignatureScheme.StandardWebhooks } scheme ? scheme.Header : ServiceDefaults.Webhooks.StandardWebhooks.SignatureHeader;

    bool Proves(string carrier, CarrierSettings settings, string? token, HttpRequest request, ReadOnlySpan<byte> body, List<string> proofs)
    {
        var right = true;
        if (settings.AllSecrets is { Count: > 0 } secrets)
        {
            right &= CarrierSignature.IsRight(CarrierSignature.SchemeOf(carrier, settings, mappings), secrets, request.Headers, body, time.GetUtcNow());
            proofs.Add("signature");
        }

        if (settings.AllTokens is { Count: > 0 } tokens)
        {
            right &= token is not null && tokens.Aggregate(false, (found, t) => found | CarrierSignature.AreSame(token, t));
            proofs.Add("token");
        }
        else
        {
            right &= token is null;
        }

        if (settings.Networks is { Count: > 0 } networks)
        {
            right &= request.HttpContext.Connection.RemoteIpAddress is { } address && networks.Any(n => n.Contains(Plain(address)));
            proofs.Add("address");
        }

        return right;
    }

    static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
