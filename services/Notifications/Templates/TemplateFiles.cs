using System.Collections.Frozen;
using System.Reflection;
using Fluid;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>The templates that come with the service, parsed once at the start: a broken one stops it there, not at the first message.</summary>
sealed class TemplateFiles
{
    /// <summary>There must be a file for every kind and channel in each of these.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "de"];

    static readonly FluidParser Parser = new();

    readonly FrozenDictionary<(string Language, AlertKind Kind), EmailTemplate> _emails;
    readonly FrozenDictionary<(string Language, AlertKind Kind), IFluidTemplate> _sms;
    readonly FrozenDictionary<string, FrozenDictionary<string, IFluidTemplate>> _labels;

    public TemplateFiles()
    {
        var all = from language in Languages from kind in Enum.GetValues<AlertKind>() select (language, kind);
        _emails = all.ToFrozenDictionary(k => k, k => EmailTemplate.Parse($"{k.language}/email/{k.kind.ToWord()}"));
        _sms = all.ToFrozenDictionary(k => k, k => Parse($"{k.language}/sms/{k.kind.ToWord()}", Text($"{k.language}/sms/{k.kind.ToWord()}").Trim()));
        _labels = Languages.ToFrozenDictionary(l => l, l => Lines($"{l}/labels", Text($"{l}/labels")).ToFrozenDictionary());
        HtmlLayout = Parse("layout.html", Text("layout.html"));
        TextLayout = Parse("layout.text", Text("layout.text"));
    }

    public IFluidTemplate HtmlLayout { get; }

    public IFluidTemplate TextLayout { get; }

    public EmailTemplate Email(string language, AlertKind kind) => _emails[(language, kind)];

    public IFluidTemplate Sms(string language, AlertKind kind) => _sms[(language, kind)];

    /// <summary>A small text that all messages of a language share.</summary>
    public IFluidTemplate Label(string language, string name) => _labels[language][name];

    static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"templates/{name}")
            ?? throw new InvalidOperationException($"The template {name} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    static IFluidTemplate Parse(string name, string text) =>
        Parser.TryParse(text, out var template, out var error) ? template : throw new InvalidOperationException($"The template {name} is broken: {error}");

    static Dictionary<string, IFluidTemplate> Lines(string name, string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(": ", 2))
        .ToDictionary(p => p[0], p => Parse($"{name}, {p[0]}", p[1]));

    /// <summary>An e-mail's file: <c>subject:</c>, <c>heading:</c> and <c>button:</c>, a line of dashes, then the paragraphs.</summary>
    internal sealed record EmailTemplate(IFluidTemplate Subject, IFluidTemplate Heading, IFluidTemplate Button, IFluidTemplate Body)
    {
        internal static EmailTemplate Parse(string name)
        {
            if (Text(name).Split("\n---\n", 2) is not [var head, var body])
                throw new InvalidOperationException($"The template {name} has no line of dashes between its head and its body.");
            var lines = Lines(name, head);
            return new(lines["subject"], lines["heading"], lines["button"], TemplateFiles.Parse(name, body.Trim()));
        }
    }
}
