using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>What to show a template with; of the three, at most one.</summary>
/// <param name="Text">The template; null = the draft, or what stands.</param>
/// <param name="NotificationId">With the news of this message.</param>
/// <param name="OrderId">With the newest news of this order, of this kind where there is one.</param>
/// <param name="Sample">With a sample: <c>usual</c> (where nothing is said), <c>bare</c>, or a finer word such as <c>neighbour</c>.</param>
sealed record PreviewTemplateRequest(string? Text = null, Guid? NotificationId = null, Guid? OrderId = null, string? Sample = null);

/// <summary>A template filled, as the recipient would see it.</summary>
/// <param name="Subject">Of an e-mail.</param>
/// <param name="Html">Of an e-mail.</param>
/// <param name="Text">An e-mail's text part, or the SMS.</param>
/// <param name="Encoding">Of an SMS: <c>gsm7</c> or <c>ucs2</c>.</param>
/// <param name="Segments">Of an SMS.</param>
/// <param name="Bytes">Of the HTML, or of the SMS's text.</param>
/// <param name="Errors">What keeps the text from being published, each with its line and column.</param>
/// <param name="Warnings">What is unwise about it.</param>
sealed record TemplatePreview(
    string? Subject, string? Html, string? Text, string? Encoding, int? Segments, int? Bytes, IReadOnlyList<TemplateFlaw> Errors, IReadOnlyList<string> Warnings);

/// <summary><c>POST /notifications/templates/{kind}/{channel}/{language}/preview</c>: saves and sends nothing.</summary>
static class PreviewTemplate
{
    public static void MapPreviewTemplate(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/templates/{kind}/{channel}/{language}/preview", Handle).RequireScope(Scopes.Read)
            .WithName("Notifications.PreviewTemplate").WithSummary("Fills a template with real news or a sample, and says what is wrong with it");

    static async Task<Results<Ok<TemplatePreview>, ValidationProblem, NotFound<ProblemDetails>>> Handle(
        string kind, string channel, string language, PreviewTemplateRequest request, NotificationsDb db, TemplateFiles files, TemplateCheck check, Composer composer, CancellationToken cancellationToken)
    {
        if (TemplateKey.Of(kind, channel, language) is not { } key)
            return TemplateKey.Unknown(kind, channel, language);
        if (request.Text?.Length > TemplateVersion.LongestText)
            return Problem.Invalid("text", $"Must have at most {TemplateVersion.LongestText} characters.");
        var (alert, invalid) = await News(key, request, db, cancellationToken);
        if (alert is null)
            return invalid!;
        var rows = await TemplateRows.Find(db, key, cancellationToken);
        var text = request.Text ?? rows.Draft?.Text ?? rows.Standing?.Text ?? files.Text(key.Kind, key.Channel, key.Language);
        var found = check.Of(key.Kind, key.Channel, key.Language, text);
        if (found.Flaws.Count > 0 || MessageTemplate.Read(key.Channel, text).Template is not { } template)
            return TypedResults.Ok(new TemplatePreview(null, null, null, null, null, null, found.Flaws, found.Warnings));
        return TypedResults.Ok(Shown(composer, alert with { Kind = key.Kind, Others = null, Audience = alert.IsForOperations ? null : alert.Audience, To = alert.To with { Locale = Locale(alert.To.Locale, language) } }, template, found.Warnings));
    }

    static TemplatePreview Shown(Composer composer, Alert alert, MessageTemplate template, IReadOnlyList<string> warnings)
    {
        RenderedMessage message;
        try
        {
            message = composer.Write(Guid.Empty, alert, template);
        }
        // Real news may be what no sample is: its author is told.
        catch (Exception e)
        {
            return new(null, null, null, null, null, null, [new(e.Message)], warnings);
        }

        return new(message.Subject, message.Html, message.Text, message.Encoding?.ToWord(), message.Segments,
            Encoding.UTF8.GetByteCount(message.Html ?? message.Text), [], [.. warnings.Union(TemplateCheck.Warnings(message))]);
    }

    static async Task<(Alert? News, ValidationProblem? Invalid)> News(TemplateKey key, PreviewTemplateRequest request, NotificationsDb db, CancellationToken cancellationToken)
    {
        if (request.NotificationId is { } id)
        {
            return await db.Notifications.AsNoTracking().Where(n => n.Id == id).Select(n => n.Alert).SingleOrDefaultAsync(cancellationToken) is { } told
                ? (told, null) : (null, Problem.Invalid("notificationId", "There is no such notification."));
        }

        if (request.OrderId is { } order)
        {
            var news = await db.Notifications.AsNoTracking().Where(n => n.Order == order).OrderByDescending(n => n.CreatedAt).Take(200).Select(n => n.Alert).ToListAsync(cancellationToken);
            return (news.Find(a => a.Kind == key.Kind) ?? news.FirstOrDefault()) is { } newest
                ? (newest, null) : (null, Problem.Invalid("orderId", "Nobody was told anything of this order yet."));
        }

        var samples = SampleAlerts.All(key.Kind, key.Language);
        var sample = request.Sample ?? samples[0].Name;
        return samples.FirstOrDefault(s => s.Name == sample).Alert is { } found
            ? (found, null) : (null, Problem.Invalid("sample", $"Must be one of {string.Join(", ", samples.Select(s => s.Name))}."));
    }

    /// <summary>The recipient's own where it is of the template's language, with the country's ways of writing dates.</summary>
    static string Locale(string? own, string language) => own?.Split('-', '_')[0].ToLowerInvariant() == language ? own : language;
}
