using StatusTracking.Messaging;

namespace StatusTracking.ServiceDefaults;

/// <summary>What somebody looks for: words, each the beginning of a term (<see cref="SearchTerms"/>), which must all fit.</summary>
public sealed class SearchQuery
{
    /// <summary>Characters of a search.</summary>
    public const int MaxLength = 300;

    /// <summary>Words of a search.</summary>
    public const int MaxWords = 8;

    SearchQuery(IReadOnlyList<string> words, string? number) => (Words, Number) = (words, number);

    /// <summary>The words, the longest first: it tells most.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>All of it as one word, where it may be a number that is written with spaces; else null.</summary>
    public string? Number { get; }

    /// <summary>Reads <c>q=</c>.</summary>
    /// <param name="q">Null and white space look for nothing.</param>
    /// <param name="query">Null where nothing is looked for.</param>
    /// <returns>What is wrong with it; null where it is well.</returns>
    public static string? Read(string? q, out SearchQuery? query)
    {
        query = null;
        if (string.IsNullOrWhiteSpace(q))
            return q?.Any(char.IsControl) == true ? "Must not hold control characters." : null;
        if (q.Length > MaxLength || q.Any(char.IsControl))
            return $"Must have at most {MaxLength} characters, and no control characters.";
        string[] words = [.. q.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(SearchTerms.Plain).Where(w => w.Length > 0).Distinct().OrderByDescending(w => w.Length)];
        if (words.Length is 0 or > MaxWords)
            return $"Must have 1 to {MaxWords} words with a letter or a digit.";
        var number = words.Length > 1 && q.Any(char.IsAsciiDigit) ? SearchTerms.Plain(q) : null;
        query = new(words, number);
        return null;
    }
}
