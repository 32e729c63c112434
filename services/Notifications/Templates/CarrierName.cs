using System.Globalization;

namespace StatusTracking.Notifications;

/// <summary>A carrier's code as people write it: <c>dhl</c> → <c>DHL</c>, <c>la_poste</c> → <c>La Poste</c>.</summary>
static class CarrierName
{
    static readonly HashSet<string> Initials = ["dhl", "ups", "usps", "dpd", "gls", "tnt", "dsv", "sda", "ctt"];

    static readonly Dictionary<string, string> Known = new()
    {
        ["fedex"] = "FedEx",
        ["bpost"] = "bpost",
        ["postnl"] = "PostNL",
        ["ontrac"] = "OnTrac",
        ["inpost"] = "InPost",
        ["laposte"] = "La Poste",
    };

    public static string Of(string code)
    {
        if (Known.TryGetValue(code, out var known))
            return known;
        var words = code.Split(['_', '-'], StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Select(w => Initials.Contains(w) ? w.ToUpperInvariant() : CultureInfo.InvariantCulture.TextInfo.ToTitleCase(w)));
    }
}
