using System.Text.Json;

namespace StatusTracking.Contracts;

/// <summary>Between PascalCase in code and snake_case on the wire: <c>PackageStatus.InTransit</c> ↔ <c>in_transit</c>.</summary>
public static class Word
{
    /// <summary>The word on the wire of a status, a detail or a kind.</summary>
    public static string ToWord<T>(this T value) where T : struct, Enum => Words<T>.ByValue.TryGetValue(value, out var word)
        ? word
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"Not a {typeof(T).Name}.");

    /// <summary>
    /// The value of a word, or null for a word that this version does not know. Numbers are not words: <c>"3"</c> gives null.
    /// </summary>
    public static T? Parse<T>(string? word) where T : struct, Enum =>
        word is not null && Words<T>.ByWord.TryGetValue(word, out var value) ? value : null;

    /// <summary>All words of a kind, in the order of their declaration.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => Words<T>.InOrder;

    static class Words<T> where T : struct, Enum
    {
        public static readonly IReadOnlyList<string> InOrder = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));
        public static readonly Dictionary<string, T> ByWord = ByValue.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
