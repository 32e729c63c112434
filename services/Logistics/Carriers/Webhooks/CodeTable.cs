using System.Text.RegularExpressions;
using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>What a carrier's code means in our words.</summary>
/// <param name="Status">The status.</param>
/// <param name="Detail">A finer word.</param>
/// <param name="Blame">Who caused it, where the code says more than the finer word does.</param>
sealed record Meaning(PackageStatus Status, string? Detail, Blame? Blame);

/// <summary>What a text must be: one of some words, whatever their case, or one that begins so, or that fits a pattern.</summary>
sealed class TextMatcher(IReadOnlySet<string> words, IReadOnlyList<string> beginnings, IReadOnlyList<Regex> patterns)
{
    public bool Fits(string? text) => text is not null
        && (words.Contains(text) || beginnings.Any(b => text.StartsWith(b, StringComparison.OrdinalIgnoreCase)) || patterns.Any(p => p.IsMatch(text)));
}

/// <summary>A row of a carrier's table. Each matcher that it has must fit.</summary>
/// <param name="Place">Where it stands in the file: <c>codes[3]</c>.</param>
/// <param name="Code">Of the code.</param>
/// <param name="SubCode">Of the finer code.</param>
/// <param name="Text">Of the description.</param>
/// <param name="Means">What it says.</param>
sealed record CodeRule(string Place, TextMatcher? Code, TextMatcher? SubCode, TextMatcher? Text, Meaning Means)
{
    public bool Fits(EventCode code) => (Code?.Fits(code.Code) ?? true) && (SubCode?.Fits(code.SubCode) ?? true) && (Text?.Fits(code.Text) ?? true);
}

/// <summary>By what an event says what it is.</summary>
/// <param name="Code">The carrier's code.</param>
/// <param name="SubCode">A finer code.</param>
/// <param name="Text">The description.</param>
sealed record EventCode(string? Code, string? SubCode, string? Text)
{
    /// <summary>The one word by which operators know it: <c>DE</c>, <c>DE/08</c>; the description of an event that has no code. Cut off at <see cref="Limits.RawStatus"/>.</summary>
    public string? Word
    {
        get
        {
            var word = Code is null ? SubCode ?? Text : SubCode is null ? Code : $"{Code}/{SubCode}";
            return word is null || word.Length <= Limits.RawStatus ? word : word[..Limits.RawStatus];
        }
    }
}

/// <summary>What a carrier's codes mean. The first row that fits counts.</summary>
sealed class CodeTable(IReadOnlyList<CodeRule> rules)
{
    public IReadOnlyList<CodeRule> Rules => rules;

    /// <summary>The row of a code; null for one that is not known.</summary>
    public CodeRule? Find(EventCode code) => rules.FirstOrDefault(r => r.Fits(code));
}
