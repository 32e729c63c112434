using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StatusTracking.Tracking.Page;

/// <summary>What a status says: a headline and a sentence.</summary>
sealed record StatusText(string Headline, string Text);

/// <summary>The words of the recipient's page in one language. Another language is another file in <c>Page/Texts</c>.</summary>
sealed record PageTexts
{
    const string Fallback = "en";
    const string Folder = "Page.Texts.";

    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    static readonly Dictionary<string, PageTexts> ByLanguage = LoadAll();

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyDictionary<string, string> Steps { get; init; }

    public required IReadOnlyDictionary<string, StatusText> Status { get; init; }

    public required IReadOnlyDictionary<string, StatusText> OrderStatus { get; init; }

    /// <summary>By status, or by status and detail with a dot between them.</summary>
    public required IReadOnlyDictionary<string, string> Scans { get; init; }

    /// <summary>Such as <c>de</c>.</summary>
    [JsonIgnore]
    public string Language { get; init; } = Fallback;

    [JsonIgnore]
    public CultureInfo Culture => CultureInfo.GetCultureInfo(Language);

    /// <summary>Where a line begins: <c>ltr</c> or <c>rtl</c>.</summary>
    [JsonIgnore]
    public string Direction => Culture.TextInfo.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>Every language that there is.</summary>
    public static IReadOnlyCollection<PageTexts> All => ByLanguage.Values;

    public string this[string label] => Labels[label];

    /// <summary>The texts of a language that a reader asks for; null where there are none.</summary>
    public static PageTexts? Chosen(string? language) => language is not null ? ByLanguage.GetValueOrDefault(language) : null;

    /// <summary>The texts in a reader's language; English where there are none.</summary>
    public static PageTexts For(string? locale)
    {
        var language = locale?.Split('-', '_')[0].ToLowerInvariant();
        return language is not null && ByLanguage.TryGetValue(language, out var texts) ? texts : ByLanguage[Fallback];
    }

    public string Format(string label, params object?[] values) => string.Format(Culture, Labels[label], values);

    /// <summary>A label around pieces of HTML.</summary>
    public Html Say(string label, params Html[] pieces) =>
        new(string.Format(CultureInfo.InvariantCulture, Html.Of($"{Labels[label]}").Text, [.. pieces.Select(p => p.Text)]));

    /// <summary>Words as they begin a line: some languages write days and months small within a sentence.</summary>
    public string Begin(string words) => words.Length == 0 ? words : string.Concat(Culture.TextInfo.ToUpper(words[0]).ToString(), words[1..]);

    /// <summary>What a package's status says; of a status that we do not know, what <c>unknown</c> says.</summary>
    public StatusText OfPackage(string status) => Status.GetValueOrDefault(status) ?? Status["unknown"];

    /// <summary>What an order's status says; of a status that we do not know, what <c>confirmed</c> says.</summary>
    public StatusText OfOrder(string status) => OrderStatus.GetValueOrDefault(status) ?? OrderStatus["confirmed"];

    /// <summary>What a scan says; of a detail that we do not know, what its status says.</summary>
    public string OfScan(string status, string? detail) =>
        Scans.GetValueOrDefault($"{status}.{detail}") ?? Scans.GetValueOrDefault(status) ?? Scans["unknown"];

    static Dictionary<string, PageTexts> LoadAll() => typeof(PageTexts).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => Load(name, language: name.Split('.')[2]))
        .ToDictionary(texts => texts.Language);

    static PageTexts Load(string name, string language)
    {
        using var file = typeof(PageTexts).Assembly.GetManifestResourceStream(name)!;
        var texts = JsonSerializer.Deserialize<PageTexts>(file, Json) ?? throw new InvalidDataException($"{name} is empty.");
        return texts with { Language = language };
    }
}
