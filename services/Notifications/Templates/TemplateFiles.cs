using System.Collections.Frozen;
using System.Reflection;
using Fluid;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>The templates that come with the service, parsed once at the start: a broken one stops it there, not at the first message.</summary>
sealed class TemplateFiles
{
    /// <summary>There must be a file for every kind and channel in each of these.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "de", "fr", "es", "pt"];

    /// <summary>Those that are of no one kind: operators edit the others.</summary>
    static readonly string[] OtherNames = ["digest", "operations"];

    readonly FrozenDictionary<(AlertKind Kind, Channel Channel, string Language), (string Text, MessageTemplate Template)> _messages;
    readonly FrozenDictionary<(Channel Channel, string Language, string Name), MessageTemplate> _others;
    readonly FrozenDictionary<string, FrozenDictionary<string, IFluidTemplate>> _labels;

    public TemplateFiles()
    {
        var all = from kind in Enum.GetValues<AlertKind>() from channel in Enum.GetValues<Channel>() from language in Languages select (kind, channel, language);
        _messages = all.ToFrozenDictionary(k => k, k => Message(k.channel, $"{k.language}/{k.channel.ToWord()}/{k.kind.ToWord()}"));
        _others = (from channel in Enum.GetValues<Channel>() from language in Languages from name in OtherNames select (channel, language, name))
            .ToFrozenDictionary(k => k, k => Message(k.channel, $"{k.language}/{k.channel.ToWord()}/{k.name}").Template);
        _labels = Languages.ToFrozenDictionary(l => l, l => Labels($"{l}/labels"));
        HtmlLayout = Parse("layout.html", Read("layout.html"));
        TextLayout = Parse("layout.text", Read("layout.text"));
    }

    public IFluidTemplate HtmlLayout { get; }

    public IFluidTemplate TextLayout { get; }

    /// <summary>The words of the same news of several packages.</summary>
    public MessageTemplate Digest(Channel channel, string language) => _others[(channel, language, "digest")];

    /// <summary>The words of any news for the shop's own people.</summary>
    public MessageTemplate Operations(Channel channel, string language) => _others[(channel, language, "operations")];

    /// <summary>Whether there is such a label.</summary>
    public bool HasLabel(string language, string name) => _labels[language].ContainsKey(name);

    /// <summary>The words of an alert.</summary>
    public MessageTemplate Message(AlertKind kind, Channel channel, string language) => _messages[(kind, channel, language)].Template;

    /// <summary>The text that they were read from.</summary>
    public string Text(AlertKind kind, Channel channel, string language) => _messages[(kind, channel, language)].Text;

    /// <summary>A small text that all messages of a language share.</summary>
    public IFluidTemplate Label(string language, string name) => _labels[language][name];

    static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"templates/{name}")
            ?? throw new InvalidOperationException($"The template {name} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    static (string Text, MessageTemplate Template) Message(Channel channel, string name)
    {
        var text = Read(name);
        return (text, MessageTemplate.Parse(channel, text, name));
    }

    static IFluidTemplate Parse(string name, string text) =>
        Liquid.Parse(text) is ({ } template, _) ? template : throw new InvalidOperationException($"The template {name} is broken: {Liquid.Parse(text).Error}");

    static FrozenDictionary<string, IFluidTemplate> Labels(string name) => Read(name)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(": ", 2))
        .ToFrozenDictionary(p => p[0], p => Parse($"{name}, {p[0]}", p[1]));
}
