using System.Net;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults.Webhooks;

namespace StatusTracking.Logistics;

/// <summary>
/// How a carrier's webhook is known to be the carrier's, section <c>Carriers:{name}</c>. Each kind that is set must hold; where none is, an API key is needed.
/// </summary>
sealed class CarrierSettings
{
    /// <summary>The secret that its messages are signed with.</summary>
    public string? Secret { get; set; }

    /// <summary>More of them: each is tried, while one is replaced.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>The secret end of its address: <c>/api/v1/carriers/{name}/events/{token}</c>.</summary>
    public string? Token { get; set; }

    /// <summary>More of them.</summary>
    public List<string> Tokens { get; } = [];

    /// <summary>The networks that it calls from: <c>203.0.113.7</c>, <c>198.51.100.0/24</c>.</summary>
    public List<string> Addresses { get; } = [];

    /// <summary>
    /// How it signs: <c>mapping</c>, as its mapping says, or <c>standard_webhooks</c>.
    /// </summary>
    /// <value>Default: as its mapping says, and Standard Webhooks where it says nothing.</value>
    public string? Signature { get; set; }

    public IReadOnlyList<string> AllSecrets => [.. Secrets.Prepend(Secret ?? "").Where(s => s.Length > 0)];

    public IReadOnlyList<string> AllTokens => [.. Tokens.Prepend(Token ?? "").Where(t => t.Length > 0)];

    public IReadOnlyList<IPNetwork> Networks => [.. Addresses.Select(a => NetworkOf(a) ?? throw new FormatException(a))];

    /// <summary>Whether anything is set by which a message is known without an API key.</summary>
    public bool Verifies => Proofs.Count > 0;

    /// <summary>Which kinds are set: signature, token, address.</summary>
    public IReadOnlyList<string> Proofs =>
        [.. new[] { (AllSecrets.Count > 0, "signature"), (AllTokens.Count > 0, "token"), (Addresses.Count > 0, "address") }.Where(p => p.Item1).Select(p => p.Item2)];

    internal static IPNetwork? NetworkOf(string text) => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
}

/// <summary>The settings of all carriers, section <c>Carriers</c>.</summary>
sealed class CarriersOptions
{
    /// <summary>By the carrier's name.</summary>
    public Dictionary<string, CarrierSettings> ByName { get; } = new(StringComparer.Ordinal);
}

/// <summary>Says at the start what is wrong with them.</summary>
sealed class CheckCarriersOptions(CarrierMappings mappings) : IValidateOptions<CarriersOptions>
{
    /// <summary>A shorter one can be guessed.</summary>
    const int ShortestToken = 16;

    public ValidateOptionsResult Validate(string? name, CarriersOptions options)
    {
        var wrong = options.ByName.SelectMany(c => Wrong($"Carriers:{c.Key}", c.Key, c.Value)).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    IEnumerable<string> Wrong(string section, string carrier, CarrierSettings settings)
    {
        if (!ScanRules.Carrier.IsMatch(carrier))
            yield return $"{section}: a carrier's name is 2–40 of a–z, 0–9, _ and -.";
        foreach (var address in settings.Addresses.Where(a => CarrierSettings.NetworkOf(a) is null))
            yield return $"{section}:Addresses holds '{address}', which is no address and no network. Write them as 203.0.113.7 or 198.51.100.0/24.";
        if (settings.AllTokens.Any(t => t.Length < ShortestToken || !t.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            yield return $"{section}:Tokens: a token is {ShortestToken} or more letters, digits, - and _.";
        if (settings.Signature is not (null or "mapping" or SignatureScheme.StandardWebhooks))
            yield return $"{section}:Signature is '{settings.Signature}'. It is mapping or {SignatureScheme.StandardWebhooks}.";
        else if (settings.Signature == "mapping" && mappings.SignatureOf(carrier) is null)
            yield return $"{section}:Signature is mapping, but no mapping of {carrier} says how it signs.";
        else if (settings.AllSecrets.Count > 0 && CarrierSignature.SchemeOf(carrier, settings, mappings).Kind == SignatureScheme.StandardWebhooks && !settings.AllSecrets.All(StandardWebhooks.CanRead))
            yield return $"{section}:Secrets: no mapping says how {carrier} signs, so its secrets are those of Standard Webhooks: base64, with or without whsec_. For a secret end of the address, set {section}:Tokens.";
    }
}
