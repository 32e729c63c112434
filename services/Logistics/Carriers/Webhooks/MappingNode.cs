using System.Text.Json;
using System.Text.RegularExpressions;

namespace StatusTracking.Logistics;

/// <summary>A value of a mapping file and its place there. Each way to read it says what is wrong and then gives null.</summary>
sealed class MappingNode(JsonElement json, string place, MappingErrors errors)
{
    /// <summary>How long a pattern may take for one text. It cannot backtrack, so this is a guard.</summary>
    static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(200);

    static readonly string[] Origins = ["path", "first", "join", "constant"];

    public string Place => place;

    public bool IsObject => json.ValueKind == JsonValueKind.Object;

    public void Error(string message) => errors.Add(place, message);

    /// <summary>An object with no other fields than these.</summary>
    public MappingNode? AsObject(params string[] fields)
    {
        if (!IsObject)
            return Wrong<MappingNode>($"It must be an object with {string.Join(", ", fields)}.");
        foreach (var stranger in json.EnumerateObject().Where(p => !fields.Contains(p.Name)))
            errors.Add(Below(stranger.Name), $"It is not a field here. Allowed are {string.Join(", ", fields)}.");
        return this;
    }

    public MappingNode? Optional(string field) =>
        IsObject && json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? new(value, Below(field), errors) : null;

    public MappingNode? Required(string field)
    {
        if (Optional(field) is { } node)
            return node;
        errors.Add(Below(field), "It is missing.");
        return null;
    }

    public string? Text(bool orNumber = false) => json.ValueKind switch
    {
        JsonValueKind.String when json.GetString() is { Length: > 0 } text => text,
        JsonValueKind.Number when orNumber => json.GetRawText(),
        _ => Wrong<string>("It must be a text that is not empty."),
    };

    public string? OneOf(params string[] words) => Text() is not { } text ? null : words.Contains(text) ? text : Wrong<string>($"'{text}' is none of {string.Join(", ", words)}.");

    /// <summary>The elements of an array.</summary>
    public IEnumerable<MappingNode> Items()
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0)
        {
            Error("It must be an array that is not empty.");
            return [];
        }

        return json.EnumerateArray().Select((item, i) => new MappingNode(item, $"{place}[{i}]", errors));
    }

    public IEnumerable<MappingNode> ItemsOrOne() => json.ValueKind == JsonValueKind.Array ? Items() : [this];

    public List<string> Texts(Predicate<string> isRight, string message)
    {
        var texts = new List<string>();
        foreach (var item in Items())
        {
            if (item.Text() is { } text && isRight(text))
                texts.Add(text);
            else
                item.Error(message);
        }

        return texts;
    }

    public BodyPath? Path()
    {
        if (Text() is not { } text)
            return null;
        return BodyPath.TryParse(text, out var path, out var problem) ? path : Wrong<BodyPath>($"'{text}' is no path. {problem}");
    }

    /// <summary>A path, or several of which the first that finds something counts.</summary>
    public BodyPaths? Paths() => ItemsOrOne().Select(i => i.Path()).OfType<BodyPath>().ToList() is { Count: > 0 } paths ? new(paths) : null;

    public Regex? Pattern()
    {
        if (Text() is not { } text)
            return null;
        try
        {
            return new Regex(text, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternLimit);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Wrong<Regex>($"'{text}' is no pattern that is taken: no look-around, back-reference or atomic group. {e.Message}");
        }
    }

    /// <summary>A path, several of which the first that finds something counts, or an object that says more.</summary>
    public TextRule? TextRule()
    {
        if (json.ValueKind == JsonValueKind.Array)
            return new() { First = Rules() };
        if (!IsObject)
            return Path() is { } only ? new() { Path = only } : null;
        if (AsObject("path", "first", "join", "with", "constant", "match", "table") is null)
            return null;
        if (Origins.Count(f => Optional(f) is not null) != 1)
            return Wrong<TextRule>("It needs exactly one of path, first, join and constant.");
        return new()
        {
            Path = Optional("path")?.Path(),
            First = Optional("first")?.Rules(),
            Join = Optional("join")?.Rules(),
            With = Optional("with")?.Text() ?? ", ",
            Constant = Optional("constant")?.Text(),
            Match = Optional("match")?.Pattern(),
            Table = Optional("table")?.Table(),
        };
    }

    List<TextRule> Rules() => [.. Items().Select(i => i.TextRule()).OfType<TextRule>()];

    Dictionary<string, string>? Table()
    {
        if (!IsObject)
            return Wrong<Dictionary<string, string>>("It must be an object of texts: what is found, and what it becomes.");
        var table = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in json.EnumerateObject())
            table[row.Name] = new MappingNode(row.Value, Below(row.Name), errors).Text() ?? "";
        return table;
    }

    /// <summary>A path to a time in ISO 8601, an object that says more, or several of them of which the first that is written counts.</summary>
    public List<TimeRule> TimeRules() => [.. ItemsOrOne().Select(i => i.TimeRule()).OfType<TimeRule>()];

    TimeRule? TimeRule()
    {
        if (!IsObject)
            return Path() is { } only ? new() { At = new() { Path = only }, Zone = TimeZoneInfo.Utc, Formats = [Logistics.TimeRule.Iso] } : null;
        if (AsObject("at", "time", "offset", "zone", "zoneFrom", "formats") is null || Required("at")?.TextRule() is not { } at)
            return null;
        var zone = TimeZoneInfo.Utc;
        if (Optional("zone") is { } named && named.Text() is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!))
            named.Error($"'{name}' is no time zone. Write one of the IANA names, such as Europe/Berlin.");
        return new()
        {
            At = at,
            Time = Optional("time")?.TextRule(),
            Offset = Optional("offset")?.TextRule(),
            Zone = zone ?? TimeZoneInfo.Utc,
            ZoneFrom = Optional("zoneFrom")?.TextRule(),
            Formats = Optional("formats")?.Texts(IsFormat, $"It must be one of {string.Join(", ", Logistics.TimeRule.Words)} or a pattern such as dd.MM.yyyy HH:mm.") ?? [Logistics.TimeRule.Iso],
        };
    }

    static bool IsFormat(string format) => Logistics.TimeRule.Words.Contains(format) || (format.Contains('y', StringComparison.Ordinal) && format.Contains('d', StringComparison.Ordinal) && !format.Contains('%', StringComparison.Ordinal));

    string Below(string field) => place.Length == 0 ? field : $"{place}.{field}";

    T? Wrong<T>(string message) where T : class
    {
        Error(message);
        return null;
    }
}
