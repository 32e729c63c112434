using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>Takes people out of what is stored as JSON or text, whatever else it holds.</summary>
/// <param name="orders">Whose people are erased.</param>
/// <param name="words">What is erased wherever it stands: addresses, names, streets.</param>
public sealed partial class Scrubbing(IReadOnlyCollection<Guid> orders, IReadOnlyCollection<string> words)
{
    /// <summary>Shorter ones are no one's alone, and would take the heart out of texts that are about something else.</summary>
    public const int ShortestWord = 5;

    static readonly string[] People = ["customer", "recipient", "buyer"];
    static readonly string[] OfPerson = ["email", "phone", "locale", "timeZone"];
    static readonly string[] OfAddress = ["line2", "region"];

    readonly HashSet<string> _ids = [.. orders.Select(o => o.ToString())];
    readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names and addresses that were taken out of bodies so far: what is told of a message may repeat them.</summary>
    public IReadOnlyCollection<string> Taken => [.. _taken.OrderByDescending(word => word.Length)];

    /// <summary>The orders that a body says it is about.</summary>
    public static IReadOnlyList<Guid> OrdersIn(byte[] body) =>
        [.. OrderIds().Matches(Encoding.UTF8.GetString(body)).Select(m => Guid.Parse(m.Groups[1].Value)).Distinct()];

    [GeneratedRegex("\"orderId\"\\s*:\\s*\"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\"", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OrderIds();

    /// <summary>The body without people.</summary>
    /// <returns>Null where it names none of these.</returns>
    public byte[]? Of(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        return Parse(text) is { } json ? Of(json) is { } scrubbed ? Encoding.UTF8.GetBytes(scrubbed.ToJsonString()) : null
            : IsMentioned(text) ? Encoding.UTF8.GetBytes(Erasures.Erased) : null;
    }

    /// <summary>The text without the words.</summary>
    public string Of(string text) => Without(text, words);

    /// <summary>The text without some words, and no longer than it was: it must still fit into its column.</summary>
    public static string Without(string text, IEnumerable<string> words)
    {
        var without = words.Aggregate(text, (now, word) => now.Replace(word, Erasures.Erased, StringComparison.OrdinalIgnoreCase));
        return without.Length > text.Length ? without[..text.Length] : without;
    }

    /// <summary>Whether a body, or what was told of it, is about one of the orders or names one of the words, and is about no other order.</summary>
    /// <param name="body">As it travelled.</param>
    /// <param name="told">Such as the words of an exception; null where there are none.</param>
    public bool Concerns(byte[] body, params IEnumerable<string?> told) =>
        Of(body) is not null || (OrdersIn(body) is var about && about.Any(orders.Contains)) || (about.Count == 0 && told.OfType<string>().Any(IsMentioned));

    JsonNode? Of(JsonNode json)
    {
        // A later order of the same person is no part of this.
        var order = json is JsonObject fields && (fields["orderId"] ?? (fields.ContainsKey("customer") ? fields["id"] : null)) is JsonValue id && id.TryGetValue(out string? said) ? said : null;
        if (order is not null && !_ids.Contains(order))
            return null;
        var before = json.ToJsonString();
        var isMentioned = _ids.Any(i => before.Contains(i, StringComparison.OrdinalIgnoreCase));
        var after = Walk(json, name: null, isMentioned);
        return after is not null && after.ToJsonString() != before ? after : null;
    }

    JsonNode? Walk(JsonNode? node, string? name, bool structured)
    {
        switch (node)
        {
            case JsonObject fields:
                if (structured && (People.Contains(name) || fields.ContainsKey("email") && fields.ContainsKey("phone")) && fields.ContainsKey("name"))
                    return Emptied(fields, ["name"], OfPerson);
                if (structured && fields.ContainsKey("line1") && fields.ContainsKey("postalCode"))
                    return Emptied(fields, ["line1", "city", "postalCode"], OfAddress);
                return new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, Walk(f.Value, f.Key, structured))));
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Walk(item, name, structured))]);
            case JsonValue value when value.TryGetValue(out string? text):
                // A failure carries the message that failed as text.
                return Parse(text) is JsonObject inner ? (Of(inner) ?? inner).ToJsonString() : Of(text);
            default:
                return node?.DeepClone();
        }
    }

    JsonObject Emptied(JsonObject fields, IReadOnlyList<string> erased, IReadOnlyList<string> dropped)
    {
        foreach (var (_, value) in fields.Where(f => erased.Contains(f.Key) || dropped.Contains(f.Key)))
        {
            if (value is JsonValue text && text.TryGetValue(out string? word) && word.Length >= ShortestWord && word != Erasures.Erased)
                _taken.Add(word);
        }

        return new(fields.Select(f => KeyValuePair.Create(
            f.Key, erased.Contains(f.Key) ? JsonValue.Create(Erasures.Erased) : dropped.Contains(f.Key) ? null : f.Value?.DeepClone())));
    }

    // What is no JSON as a whole may hold JSON, where other letters than those of English are written by their numbers.
    bool IsMentioned(string text) => _ids.Any(id => text.Contains(id, StringComparison.OrdinalIgnoreCase))
        || words.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase) || text.Contains(JsonEncodedText.Encode(w).Value, StringComparison.OrdinalIgnoreCase));

    static JsonNode? Parse(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
            return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // Text that only begins like JSON is text.
            return null;
        }
    }
}
