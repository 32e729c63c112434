using System.Text;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Ast;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>What a check found: flaws, which keep a template from being published, and warnings, which do not.</summary>
sealed record TemplateFindings(IReadOnlyList<TemplateFlaw> Flaws, IReadOnlyList<string> Warnings);

/// <summary>
/// Looks at a template before anybody gets a message of it: what it names, in every branch, and what it makes of every sample of its news.
/// </summary>
sealed partial class TemplateCheck(Composer composer)
{
    /// <summary>What Gmail shows of an e-mail before it cuts it, in bytes.</summary>
    public const int GmailClipsAt = 102 * 1024;

    /// <summary>So many an SMS should take at most.</summary>
    public const int MostSegments = 2;

    static readonly Dictionary<string, string[]> Names = new()
    {
        ["shop"] = ["name"],
        ["recipient"] = ["name"],
        ["order"] = ["number", "url", "short_url"],
        ["package"] = ["carrier", "tracking_number", "carrier_url", "expected", "expected_short"],
        ["event"] = ["date", "time", "place", "detail", "news"],
        ["money"] = ["amount", "refunded"],
        ["action"] = ["url"],
    };

    static readonly HashSet<string> Tags = ["if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase", "assign", "capture", "endcapture", "comment", "endcomment"];

    static readonly HashSet<string> Filters = ["append", "capitalize", "default", "downcase", "prepend", "remove", "replace", "size", "slice", "strip", "truncate", "upcase"];

    static string AllNames => string.Join(", ", Names.SelectMany(n => n.Value.Select(member => $"{n.Key}.{member}")));

    /// <summary>What is known of a kind of news, at least sometimes.</summary>
    public IReadOnlyList<string> NamesOf(AlertKind kind, string language)
    {
        var samples = SampleAlerts.All(kind, language);
        return [.. from root in Names from member in root.Value where samples.Any(s => composer.Value(s.Alert, root.Key, member) is not null) select $"{root.Key}.{member}"];
    }

    /// <summary>Checks the text of a template for one kind of news.</summary>
    public TemplateFindings Of(AlertKind kind, Channel channel, string language, string text)
    {
        var (template, flaws) = MessageTemplate.Read(channel, text);
        if (template is null)
            return new(flaws, []);
        var samples = SampleAlerts.All(kind, language);
        List<TemplateFlaw> found = [];
        foreach (var (part, parsed) in template.Parts)
        {
            found.AddRange(UnknownTags(part));
            found.AddRange(Named(part, parsed, samples, composer));
            found.AddRange(UnsafeLinks(part));
            if (channel == Channel.Email && part.Name == "body")
                found.AddRange(Markup(part));
        }

        return found.Count > 0 ? new([.. found.OrderBy(f => f.Line).ThenBy(f => f.Column)], []) : Rendered(template, samples);
    }

    TemplateFindings Rendered(MessageTemplate template, IReadOnlyList<(string Name, Alert Alert)> samples)
    {
        List<TemplateFlaw> flaws = [];
        List<string> warnings = [];
        foreach (var (name, alert) in samples)
        {
            try
            {
                warnings.AddRange(Warnings(composer.Write(Guid.Empty, alert, template)));
            }
            // Whatever it is: it is the template's, and its author is told.
            catch (Exception e)
            {
                flaws.Add(new($"With the sample '{name}': {e.Message}"));
            }
        }

        return new(flaws, [.. warnings.Distinct()]);
    }

    /// <summary>What is unwise about a message, though it can be sent.</summary>
    public static IEnumerable<string> Warnings(RenderedMessage message)
    {
        if (message.Html is { } html && Encoding.UTF8.GetByteCount(html) > GmailClipsAt)
            yield return "Gmail cuts an e-mail of more than 102 KB.";
        if (message.Segments > MostSegments)
            yield return $"It takes more than {MostSegments} SMS.";
        if (message.Encoding is SmsEncoding.Ucs2)
            yield return $"An SMS of such characters holds 70 instead of 160: {string.Join(' ', SmsSize.OutsideGsm(message.Text).Take(10))}";
    }

    static IEnumerable<TemplateFlaw> UnknownTags(TemplatePart part) => TagName().Matches(part.Text)
        .Where(m => !Tags.Contains(m.Groups[1].Value))
        .Select(m => At(part, m.Groups[1].Index, $"The tag '{m.Groups[1].Value}' may not be used. There are {string.Join(", ", Tags.Where(t => !t.StartsWith("end", StringComparison.Ordinal)))}."));

    static IEnumerable<TemplateFlaw> Named(TemplatePart part, IFluidTemplate parsed, IReadOnlyList<(string Name, Alert Alert)> samples, Composer composer)
    {
        var reader = new Visitor();
        reader.VisitTemplate(parsed);
        var locals = Local().Matches(part.Text).Select(m => m.Groups[1].Value).ToHashSet();
        foreach (var filter in reader.Filters.Where(f => !Filters.Contains(f)).Distinct())
            yield return At(part, Find(part, $@"\|\s*({Regex.Escape(filter)})\b"), $"There is no filter '{filter}' here. There are {string.Join(", ", Filters)}.");
        foreach (var path in reader.Used.Where(p => !locals.Contains(p.Split('.')[0])).Distinct())
        {
            var place = Find(part, $@"\b({string.Join(@"\s*\.\s*", path.Split('.').Select(Regex.Escape))})\b");
            if (path.Split('.') is not [var root, var member, ..] || !Names.TryGetValue(root, out var members) || !members.Contains(member))
            {
                yield return At(part, place, $"There is no '{path}'. There are {AllNames}.");
                continue;
            }

            var lacking = samples.Where(s => composer.Value(s.Alert, root, member) is null).Select(s => s.Name).ToList();
            if (lacking.Count == samples.Count)
                yield return At(part, place, $"'{path}' is never known of this kind of news.");
            else if (lacking.Count > 0 && reader.Unguarded.Contains(path))
                yield return At(part, place, $"'{path}' is not always known (not in the sample '{lacking[0]}'): put it between {{% if {path} %}} and {{% endif %}}.");
        }
    }

    static IEnumerable<TemplateFlaw> UnsafeLinks(TemplatePart part) => UnsafeScheme().Matches(part.Text)
        .Select(m => At(part, m.Index, $"A link must begin with https:// or be order.url, action.url or package.carrier_url, not '{m.Value}'."));

    /// <summary>In an e-mail's paragraphs: emphasis, line breaks and links, and nothing else, so that nothing can be loaded or run.</summary>
    static IEnumerable<TemplateFlaw> Markup(TemplatePart part)
    {
        var liquid = LiquidTag().Matches(part.Text);
        for (var i = part.Text.IndexOf('<', StringComparison.Ordinal); i >= 0; i = part.Text.IndexOf('<', i + 1))
        {
            if (liquid.Any(m => m.Index < i && i < m.Index + m.Length))
                continue;
            var allowed = AllowedMarkup().Match(part.Text, i);
            if (!allowed.Success || allowed.Index != i)
                yield return At(part, i, """Only <b>, <strong>, <i>, <em>, <br> and <a href="https://…"> may be used, and &lt; for the sign itself.""");
        }
    }

    static int Find(TemplatePart part, string pattern)
    {
        foreach (Match tag in LiquidTag().Matches(part.Text))
            if (Regex.Match(tag.Value, pattern) is { Success: true } found)
                return tag.Index + found.Groups[1].Index;
        return 0;
    }

    static TemplateFlaw At(TemplatePart part, int index, string message)
    {
        var (line, column) = part.PlaceOf(index);
        return new(message, line, column);
    }

    [GeneratedRegex(@"\{%-?\s*([A-Za-z_]\w*)")]
    private static partial Regex TagName();

    [GeneratedRegex(@"\{%-?\s*(?:assign|capture)\s+([A-Za-z_]\w*)")]
    private static partial Regex Local();

    [GeneratedRegex(@"\{\{.*?\}\}|\{%.*?%\}", RegexOptions.Singleline)]
    private static partial Regex LiquidTag();

    [GeneratedRegex(@"\b(?:(?:http|javascript|vbscript|file|ftp):|data:\w+/)(?=\S)", RegexOptions.IgnoreCase)]
    private static partial Regex UnsafeScheme();

    [GeneratedRegex("""</?(?:b|strong|i|em)>|<br\s*/?>|</a>|<a href="(?:https://[^"<>\s{}]+|\{\{-?\s*(?:order\.url|action\.url|package\.carrier_url)\s*-?\}\})">""")]
    private static partial Regex AllowedMarkup();

    /// <summary>Every name and filter of a template, whichever branch it stands in.</summary>
    sealed class Visitor : AstVisitor
    {
        readonly Stack<HashSet<string>> _guards = new();
        bool _printed;

        public List<string> Used { get; } = [];

        /// <summary>Printed where no condition around asks whether they are there.</summary>
        public HashSet<string> Unguarded { get; } = [];

        public List<string> Filters { get; } = [];

        protected override Expression VisitMemberExpression(MemberExpression memberExpression)
        {
            var path = string.Join('.', memberExpression.Segments.OfType<IdentifierSegment>().Select(s => s.Identifier));
            Used.Add(path);
            if (_printed && !_guards.Any(g => g.Contains(path)))
                Unguarded.Add(path);
            return base.VisitMemberExpression(memberExpression);
        }

        protected override Expression VisitFilterExpression(FilterExpression filterExpression)
        {
            Filters.Add(filterExpression.Name);
            var printed = _printed;
            _printed &= filterExpression.Name != "default";
            var visited = base.VisitFilterExpression(filterExpression);
            _printed = printed;
            return visited;
        }

        protected override Statement VisitOutputStatement(OutputStatement outputStatement)
        {
            _printed = true;
            var visited = base.VisitOutputStatement(outputStatement);
            _printed = false;
            return visited;
        }

        protected override Statement VisitIfStatement(IfStatement ifStatement)
        {
            var asked = new Visitor();
            asked.Visit(ifStatement.Condition);
            _guards.Push([.. asked.Used]);
            var visited = base.VisitIfStatement(ifStatement);
            _guards.Pop();
            return visited;
        }

        protected override Statement VisitCaseStatement(CaseStatement caseStatement)
        {
            var asked = new Visitor();
            asked.Visit(caseStatement.Expression);
            _guards.Push([.. asked.Used]);
            var visited = base.VisitCaseStatement(caseStatement);
            _guards.Pop();
            return visited;
        }
    }
}
