using System.Text.RegularExpressions;
using Fluid;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Something wrong in a template.</summary>
/// <param name="Message">What, and what to do.</param>
/// <param name="Line">Where, from 1; null where it is no one place.</param>
/// <param name="Column">Where in that line, from 1.</param>
sealed record TemplateFlaw(string Message, int? Line = null, int? Column = null)
{
    public override string ToString() => Line is null ? Message : $"Line {Line}, column {Column}: {Message}";
}

/// <summary>A part of a template's text, and where it begins in the whole.</summary>
/// <param name="Name">The word before its colon, or <c>body</c>.</param>
/// <param name="Text">Its Liquid.</param>
/// <param name="Line">The line that it begins in, from 1.</param>
/// <param name="Column">The column that it begins at, from 1.</param>
sealed record TemplatePart(string Name, string Text, int Line, int Column)
{
    /// <summary>Where in the whole a place of this part is.</summary>
    public (int Line, int Column) Place(int line, int column) => line == 1 ? (Line, Column + column - 1) : (Line + line - 1, column);

    /// <summary>Where in the whole a character of this part is.</summary>
    public (int Line, int Column) PlaceOf(int index)
    {
        var before = Text.AsSpan(0, index);
        var line = before.Count('\n') + 1;
        return Place(line, index - (before.LastIndexOf('\n') + 1) + 1);
    }
}

/// <summary>
/// The words of one kind of alert on one channel in one language. An SMS's template is its text. An e-mail's has a head of <c>subject:</c>,
/// <c>heading:</c> and <c>button:</c>, a line of three dashes, then the paragraphs with empty lines between them.
/// </summary>
sealed partial class MessageTemplate
{
    const string Body = "body";
    const string Dashes = "---";

    /// <summary>Of one tag, in characters.</summary>
    const int LongestTag = 400;

    /// <summary>Of one part.</summary>
    const int MostTags = 200;

    static readonly string[] Head = ["subject", "heading", "button"];

    readonly Dictionary<string, IFluidTemplate> _parts;

    MessageTemplate(Channel channel, IReadOnlyList<TemplatePart> source, Dictionary<string, IFluidTemplate> parts)
    {
        (Channel, Source) = (channel, source);
        _parts = parts;
    }

    public Channel Channel { get; }

    /// <summary>What it was read from, part by part.</summary>
    public IReadOnlyList<TemplatePart> Source { get; }

    /// <summary>Of an e-mail.</summary>
    public IFluidTemplate Subject => _parts["subject"];

    /// <summary>Of an e-mail.</summary>
    public IFluidTemplate Heading => _parts["heading"];

    /// <summary>Of an e-mail.</summary>
    public IFluidTemplate Button => _parts["button"];

    /// <summary>An e-mail's paragraphs, or an SMS.</summary>
    public IFluidTemplate Text => _parts[Body];

    /// <summary>The parsed parts with what they were read from.</summary>
    public IEnumerable<(TemplatePart Source, IFluidTemplate Template)> Parts => Source.Select(s => (s, _parts[s.Name]));

    /// <summary>Reads a template that must be right.</summary>
    public static MessageTemplate Parse(Channel channel, string text, string name)
    {
        var (template, flaws) = Read(channel, text);
        return template ?? throw new InvalidOperationException($"The template {name} is broken: {string.Join(' ', flaws)}");
    }

    /// <summary>Reads a template.</summary>
    /// <returns>It; or null and what is wrong.</returns>
    public static (MessageTemplate? Template, IReadOnlyList<TemplateFlaw> Flaws) Read(Channel channel, string text)
    {
        var flaws = new List<TemplateFlaw>();
        var source = channel == Channel.Email ? Split(text.ReplaceLineEndings("\n"), flaws) : [Whole(text.ReplaceLineEndings("\n"), 1)];
        var parts = new Dictionary<string, IFluidTemplate>();
        foreach (var part in source)
        {
            if (string.IsNullOrWhiteSpace(part.Text))
                flaws.Add(new($"The {part.Name} is empty.", part.Line, part.Column));
            else if (TooMuch(part) is { } excess)
                flaws.Add(excess);
            else if (Liquid.Parse(part.Text) is (null, var error))
                flaws.Add(Flaw(part, error!));
            else
                parts[part.Name] = Liquid.Parse(part.Text).Template!;
        }

        return flaws.Count == 0 ? (new(channel, source, parts), flaws) : (null, flaws);
    }

    static TemplatePart Whole(string text, int line)
    {
        var lead = text.Length - text.TrimStart().Length;
        return new TemplatePart(Body, text, line, 1) is var all && all.PlaceOf(lead) is var (l, c) ? new(Body, text.Trim(), l, c) : all;
    }

    static List<TemplatePart> Split(string text, List<TemplateFlaw> flaws)
    {
        var parts = new List<TemplatePart>();
        var lines = text.Split('\n');
        var dashes = Array.FindIndex(lines, l => l.TrimEnd() == Dashes);
        if (dashes < 0)
        {
            flaws.Add(new($"There is no line of three dashes between the head (subject:, heading:, button:) and the paragraphs.", 1, 1));
            return parts;
        }

        for (var i = 0; i < dashes; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
                continue;
            var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? "" : lines[i][..colon].Trim();
            if (!Head.Contains(name))
            {
                flaws.Add(new("A line of the head must begin with subject:, heading: or button:.", i + 1, 1));
                continue;
            }

            if (parts.Exists(p => p.Name == name))
                flaws.Add(new($"There are two lines {name}:.", i + 1, 1));
            var rest = lines[i][(colon + 1)..];
            parts.Add(new(name, rest.Trim(), i + 1, colon + 2 + rest.Length - rest.TrimStart().Length));
        }

        foreach (var name in Head.Where(n => !parts.Exists(p => p.Name == n)))
            flaws.Add(new($"The head has no line {name}:.", 1, 1));
        parts.Add(Whole(string.Join('\n', lines[(dashes + 1)..]), dashes + 2));
        return parts;
    }

    /// <summary>Nothing that is read by going down into it may be so deep that the process does not come up again.</summary>
    static TemplateFlaw? TooMuch(TemplatePart part)
    {
        var tags = 0;
        for (var i = part.Text.IndexOf('{', StringComparison.Ordinal); i >= 0; i = part.Text.IndexOf('{', i + 1))
        {
            if (i + 1 >= part.Text.Length || part.Text[i + 1] is not ('{' or '%'))
                continue;
            var end = part.Text.IndexOf(part.Text[i + 1] == '{' ? "}}" : "%}", i + 2, StringComparison.Ordinal);
            var (line, column) = part.PlaceOf(i);
            if ((end < 0 ? part.Text.Length : end) - i > LongestTag)
                return new($"A tag may have at most {LongestTag} characters. Is its end missing?", line, column);
            if (++tags > MostTags)
                return new($"There may be at most {MostTags} tags.", line, column);
        }

        return null;
    }

    static TemplateFlaw Flaw(TemplatePart part, string error)
    {
        if (PlaceInError().Match(error) is not { Success: true } found)
            return new(error, part.Line, part.Column);
        var (line, column) = part.Place(int.Parse(found.Groups["line"].Value, null), int.Parse(found.Groups["column"].Value, null));
        return new($"{found.Groups["what"].Value.Trim()}.", line, column);
    }

    [GeneratedRegex(@"^(?<what>[^\n]*?)(?: at)? \((?<line>\d+):(?<column>\d+)\)")]
    private static partial Regex PlaceInError();
}
