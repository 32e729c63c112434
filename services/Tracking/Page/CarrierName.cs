namespace StatusTracking.Tracking.Page;

/// <summary>How carriers write themselves.</summary>
static class CarrierName
{
    static readonly Dictionary<string, string> Known = new()
    {
        ["fedex"] = "FedEx",
        ["hermes"] = "Hermes",
        ["evri"] = "Evri",
        ["bpost"] = "bpost",
        ["postnl"] = "PostNL",
        ["laposte"] = "La Poste",
        ["la_poste"] = "La Poste",
        ["deutsche_post"] = "Deutsche Post",
        ["chronopost"] = "Chronopost",
        ["canada_post"] = "Canada Post",
        ["royal_mail"] = "Royal Mail",
        ["australia_post"] = "Australia Post",
    };

    /// <summary>A carrier's name: of a short code its capitals, of a longer one its words.</summary>
    public static string Of(string carrier)
    {
        if (Known.TryGetValue(carrier, out var name))
            return name;
        var words = carrier.Split(['_', '-'], StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Select(w => w.Length <= 4 ? w.ToUpperInvariant() : $"{char.ToUpperInvariant(w[0])}{w[1..]}"));
    }
}
