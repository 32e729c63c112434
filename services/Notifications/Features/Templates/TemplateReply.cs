using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>The words of an alert on a channel in a language, as a list shows them.</summary>
/// <param name="Kind">Of news.</param>
/// <param name="Channel"><c>email</c> or <c>sms</c>.</param>
/// <param name="Language">Such as <c>en</c>.</param>
/// <param name="Source"><c>built_in</c> or <c>edited</c>: which one stands.</param>
/// <param name="Version">The version that stands; null = the one that comes with the service.</param>
/// <param name="HasDraft">Whether somebody has begun another.</param>
/// <param name="ChosenAt">Since when it stands; null = nobody ever chose.</param>
/// <param name="ChosenBy">By whose choice: who published it, or went back to it.</param>
/// <param name="Note">Why.</param>
record TemplateReply(string Kind, string Channel, string Language, string Source, int? Version, bool HasDraft, DateTimeOffset? ChosenAt, string? ChosenBy, string? Note);

/// <summary>The same with its text, the draft and all versions, the newest first.</summary>
/// <param name="Text">What stands.</param>
/// <param name="BuiltIn">What comes with the service.</param>
/// <param name="Draft">What somebody has begun; null = nothing.</param>
/// <param name="Errors">What keeps the draft from being published.</param>
/// <param name="Warnings">What is unwise about the draft.</param>
/// <param name="Versions">All that were published, and the draft.</param>
/// <param name="Names">What it may name between braces.</param>
/// <param name="Samples">What it can be shown with.</param>
sealed record TemplateDetails(
    string Kind, string Channel, string Language, string Source, int? Version, bool HasDraft, DateTimeOffset? ChosenAt, string? ChosenBy, string? Note,
    string Text, string BuiltIn, string? Draft, IReadOnlyList<TemplateFlaw> Errors, IReadOnlyList<string> Warnings, IReadOnlyList<TemplateVersionReply> Versions,
    IReadOnlyList<string> Names, IReadOnlyList<string> Samples)
    : TemplateReply(Kind, Channel, Language, Source, Version, HasDraft, ChosenAt, ChosenBy, Note);

/// <summary>One version.</summary>
sealed record TemplateVersionReply(int Version, string Text, string Author, DateTimeOffset EditedAt, DateTimeOffset? PublishedAt, string? Publisher, string? Note);

/// <summary>Which template an address names.</summary>
readonly record struct TemplateKey(AlertKind Kind, Channel Channel, string Language)
{
    public static TemplateKey? Of(string kind, string channel, string language) =>
        Word.Parse<AlertKind>(kind) is { } news && Word.Parse<Channel>(channel) is { } way && TemplateFiles.Languages.Contains(language) ? new(news, way, language) : null;

    public static NotFound<ProblemDetails> Unknown(string kind, string channel, string language) =>
        Problem.NotFound($"There is no template {kind}/{channel}/{language}. GET /api/v1/notifications/templates lists them all.");
}

/// <summary>The rows of one template.</summary>
sealed record TemplateRows(TemplateChoice? Choice, IReadOnlyList<TemplateVersion> Versions)
{
    public static async Task<TemplateRows> Find(NotificationsDb db, TemplateKey key, CancellationToken cancellationToken) => new(
        await db.TemplateChoices.SingleOrDefaultAsync(c => c.Kind == key.Kind && c.Channel == key.Channel && c.Language == key.Language, cancellationToken),
        await db.Templates.Where(t => t.Kind == key.Kind && t.Channel == key.Channel && t.Language == key.Language).OrderByDescending(t => t.Version).ToListAsync(cancellationToken));

    public TemplateVersion? Draft => Versions is [{ PublishedAt: null } draft, ..] ? draft : null;

    public TemplateVersion? Standing => Choice?.Version is { } version ? Versions.SingleOrDefault(v => v.Version == version) : null;

    public TemplateReply InShort(TemplateKey key) => new(
        key.Kind.ToWord(), key.Channel.ToWord(), key.Language, Standing is null ? "built_in" : "edited", Standing?.Version, Draft is not null, Choice?.ChosenAt, Choice?.ChosenBy, Choice?.Note);

    public TemplateDetails InFull(TemplateKey key, TemplateFiles files, TemplateCheck check)
    {
        var builtIn = files.Text(key.Kind, key.Channel, key.Language);
        var found = Draft is { } draft ? check.Of(key.Kind, key.Channel, key.Language, draft.Text) : new([], []);
        var brief = InShort(key);
        return new(brief.Kind, brief.Channel, brief.Language, brief.Source, brief.Version, brief.HasDraft, brief.ChosenAt, brief.ChosenBy, brief.Note,
            Standing?.Text ?? builtIn, builtIn, Draft?.Text, found.Flaws, found.Warnings,
            [.. Versions.Select(v => new TemplateVersionReply(v.Version, v.Text, v.Author, v.EditedAt, v.PublishedAt, v.Publisher, v.Note))],
            check.NamesOf(key.Kind, key.Language), [.. SampleAlerts.All(key.Kind, key.Language).Select(s => s.Name)]);
    }
}
