using System.Text.RegularExpressions;

namespace StatusTracking.Logistics;

/// <summary>A text that a rule found.</summary>
/// <param name="Value">Without white space around it; never empty.</param>
/// <param name="Path">Where in the body it stands; of several, separated by <c>, </c>.</param>
sealed record Found(string Value, string Path);

/// <summary>Where in a body a text is, and what is made of it. One of <see cref="Path"/>, <see cref="First"/>, <see cref="Join"/> and <see cref="Constant"/> says where.</summary>
sealed record TextRule
{
    /// <summary>The values at a path; the first that is not empty.</summary>
    public BodyPath? Path { get; init; }

    /// <summary>The first of these rules that finds something.</summary>
    public IReadOnlyList<TextRule>? First { get; init; }

    /// <summary>What these rules find, one behind the other, without those that find nothing.</summary>
    public IReadOnlyList<TextRule>? Join { get; init; }

    /// <summary>What stands between what is joined.</summary>
    public string With { get; init; } = ", ";

    public string? Constant { get; init; }

    /// <summary>Takes a part of the text: the first group, or all that matches. What does not match is as if it were not there.</summary>
    public Regex? Match { get; init; }

    /// <summary>Other words for what is found, whatever its case. What is not in it stays.</summary>
    public IReadOnlyDictionary<string, string>? Table { get; init; }

    /// <summary>What it finds from a value of the body; null where it finds nothing.</summary>
    public Found? Read(BodyNode from)
    {
        var found = Constant is not null ? new(Constant, "constant")
            : Path is not null ? AtPath(from)
            : First is not null ? First.Select(r => r.Read(from)).FirstOrDefault(f => f is not null)
            : Joined([.. Join!.Select(r => r.Read(from)).OfType<Found>()]);
        if (found is not null && Match is not null)
            found = Match.Match(found.Value) is { Success: true } match && match.Groups[match.Groups.Count > 1 ? 1 : 0].Value.Trim() is { Length: > 0 } part ? found with { Value = part } : null;
        return found is not null && Table?.GetValueOrDefault(found.Value) is { } word ? found with { Value = word } : found;
    }

    Found? AtPath(BodyNode from) => Path!.FirstText(from) is { } node ? new(node.Text!.Trim(), node.Path) : null;

    Found? Joined(List<Found> parts) => parts.Count == 0 ? null : new(string.Join(With, parts.Select(p => p.Value)), string.Join(", ", parts.Select(p => p.Path)));
}
