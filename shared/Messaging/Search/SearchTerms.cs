namespace StatusTracking.Messaging;

/// <summary>
/// Gathers what something is found by: letters and digits in lower case, and the @ of an address; all else is dropped, here and in what is searched
/// for, so that <c>ST-7F3K</c>, <c>st 7f3k</c> and <c>ST7F3K</c> are the same.
/// </summary>
public sealed class SearchTerms
{
    /// <summary>Country calling codes (ITU-T E.164) of one and two digits; every other one has three.</summary>
    static readonly HashSet<string> ShortCodes =
    [
        "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58",
        "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];

    /// <summary>Where people write a number of their own country without a zero before it.</summary>
    static readonly HashSet<string> WithoutZero = ["1", "30", "34", "39", "45", "47", "48", "52", "65", "351", "352", "356", "371", "372", "420"];

    readonly HashSet<string> _terms = new(StringComparer.Ordinal);

    /// <summary>What was gathered.</summary>
    public IReadOnlySet<string> All => _terms;

    /// <summary>The letters and digits of a text, in lower case, at most <see cref="SearchTerm.MaxLength"/>; empty where it has none.</summary>
    public static string Plain(string text)
    {
        var plain = string.Concat(text.Where(c => char.IsLetterOrDigit(c) || c == '@')).ToLowerInvariant();
        return plain.Length <= SearchTerm.MaxLength ? plain : plain[..SearchTerm.MaxLength];
    }

    /// <summary>A number, a reference or an e-mail address: one term, whatever spaces are in it.</summary>
    public void Add(string? text)
    {
        if (text is not null && Plain(text) is { Length: > 0 } term)
            _terms.Add(term);
    }

    /// <summary>An id, in any of the ways in which ids are written.</summary>
    public void Add(Guid id) => Add(id.ToString("N"));

    /// <summary>A person's name: each word of it, and what follows a hyphen.</summary>
    public void AddName(string? name)
    {
        foreach (var word in name?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            for (var from = 0; from >= 0; from = word.IndexOf('-', from) is >= 0 and var hyphen ? hyphen + 1 : -1)
                Add(word[from..]);
        }
    }

    /// <summary>A phone number: with its country's code, and as it is dialled in its own country.</summary>
    /// <param name="e164">With a plus and the country's code.</param>
    public void AddPhone(string? e164)
    {
        if (e164 is null || Plain(e164) is not { Length: > 3 } digits)
            return;
        Add(digits);
        var code = ShortCodes.Contains(digits[..1]) ? digits[..1] : ShortCodes.Contains(digits[..2]) ? digits[..2] : digits[..3];
        Add(WithoutZero.Contains(code) ? digits[code.Length..] : $"0{digits[code.Length..]}");
    }
}
