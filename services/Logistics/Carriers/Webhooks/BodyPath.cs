using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StatusTracking.Logistics;

/// <summary>
/// Names values of a body, from the value that a rule is put to: <c>status.code</c>. Names are separated by dots; a name means each value of that name, so that a
/// list needs nothing more. <c>$</c> before the first name begins at the body, <c>^</c> one value further up each, <c>.</c> alone is the value itself, <c>*</c> any
/// name, <c>@name</c> an attribute, <c>'a name'</c> one with other characters. After a name, in brackets: <c>[0]</c> the first, <c>[-1]</c> the last,
/// <c>[name=value]</c> and <c>[name!=value]</c> those that have, or have not, such a value.
/// </summary>
sealed class BodyPath
{
    readonly record struct Step(string Name, int? At, string? Where, string? Is, bool Not);

    readonly bool _fromRoot;
    readonly int _up;
    readonly List<Step> _steps;
    readonly string _text;

    BodyPath(string text, bool fromRoot, int up, List<Step> steps) => (_text, _fromRoot, _up, _steps) = (text, fromRoot, up, steps);

    public override string ToString() => _text;

    /// <summary>The values, in the body's order.</summary>
    public IEnumerable<BodyNode> Select(BodyNode from)
    {
        var node = _fromRoot ? from.Root : from;
        for (var i = 0; i < _up && node is not null; i++)
            node = node.Parent;
        IEnumerable<BodyNode> found = node is null ? [] : [node];
        foreach (var step in _steps)
            found = found.SelectMany(n => Take(n, step));
        return found;
    }

    /// <summary>The first value that has a text, without white space around it.</summary>
    public BodyNode? FirstText(BodyNode from) => Select(from).FirstOrDefault(n => !string.IsNullOrWhiteSpace(n.Text));

    static IEnumerable<BodyNode> Take(BodyNode node, Step step)
    {
        var named = node.Named(step.Name);
        if (step.Where is { } where)
            return named.Where(c => c.Named(where).Any(g => g.Text?.Trim() == step.Is) != step.Not);
        return step.At switch
        {
            null => named,
            < 0 and var back => named.TakeLast(-back).Take(named.Count() >= -back ? 1 : 0),
            var at => named.Skip(at.Value).Take(1),
        };
    }

    /// <summary>Reads a path.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BodyPath? path, [NotNullWhen(false)] out string? problem)
    {
        path = null;
        problem = null;
        var at = 0;
        if (text is "." or "$" or "^")
        {
            path = new(text, text == "$", text == "^" ? 1 : 0, []);
            return true;
        }

        var fromRoot = text.StartsWith('$');
        var up = text.TakeWhile(c => c == '^').Count();
        at = fromRoot ? 1 : up;
        if (at > 0 && at < text.Length && text[at] == '.')
            at++;
        else if (at > 0 && at < text.Length)
            problem = $"After '{text[..at]}' comes a dot.";
        var steps = new List<Step>();
        while (problem is null && at < text.Length)
            problem = ReadStep(text, ref at, steps);
        if (problem is null && steps.Count == 0 && up == 0)
            problem = "It names nothing.";
        path = problem is null ? new(text, fromRoot, up, steps) : null;
        return path is not null;
    }

    static string? ReadStep(string text, ref int at, List<Step> steps)
    {
        string name;
        if (text[at] == '\'')
        {
            var end = text.IndexOf('\'', at + 1);
            if (end < 0)
                return "A quotation mark is not closed.";
            name = text[(at + 1)..end];
            at = end + 1;
        }
        else
        {
            var start = at;
            while (at < text.Length && text[at] is not ('.' or '['))
                at++;
            name = text[start..at];
            if (name != "*" && !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '@' or '#'))
                return $"'{name}' is no name: write letters, digits, _, - and @, or put it between '…'.";
        }

        if (name.Length == 0)
            return $"A name is missing at character {at + 1}.";
        var step = new Step(name, null, null, null, false);
        if (at < text.Length && text[at] == '[')
        {
            var end = text.IndexOf(']', at);
            if (end < 0)
                return "A bracket is not closed.";
            var inside = text[(at + 1)..end];
            at = end + 1;
            if (int.TryParse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
                step = step with { At = index };
            else if (inside.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                step = step with { Where = inside[..equals].TrimEnd('!'), Is = inside[(equals + 1)..], Not = inside[equals - 1] == '!' };
            else
                return $"'[{inside}]' is none of [0], [-1], [name=value], [name!=value].";
        }

        steps.Add(step);
        if (at == text.Length)
            return null;
        if (text[at] != '.' || at + 1 == text.Length)
            return $"Character {at + 1} must be a dot before a name.";
        at++;
        return null;
    }
}

/// <summary>Paths of which the first that finds something counts.</summary>
sealed record BodyPaths(IReadOnlyList<BodyPath> Any)
{
    public IEnumerable<BodyNode> Select(BodyNode from) => Any.Select(p => p.Select(from).ToList()).FirstOrDefault(found => found.Count > 0) ?? [];

    public override string ToString() => string.Join(" or ", Any);
}
