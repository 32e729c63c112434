using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>New words.</summary>
/// <param name="Text">Liquid, up to 20,000 characters: an SMS, or an e-mail's <c>subject:</c>, <c>heading:</c>, <c>button:</c>, a line of three dashes and its paragraphs.</param>
sealed record EditTemplateRequest(string Text);

/// <summary>Why they stand from now on.</summary>
/// <param name="Note">Up to 300 characters, kept in the history.</param>
sealed record PublishTemplateRequest(string? Note = null);

/// <summary>Which version stands from now on.</summary>
/// <param name="Version">One that was published; null = the one that comes with the service.</param>
/// <param name="Note">Why; up to 300 characters.</param>
sealed record RollBackTemplateRequest(int? Version = null, string? Note = null);

/// <summary>
/// <c>PUT /notifications/templates/{kind}/{channel}/{language}</c> keeps a draft, whatever is wrong with it, and says what is; <c>DELETE …/draft</c> forgets it;
/// <c>POST …/publish</c> lets it stand once nothing is; <c>POST …/rollback</c> goes back to a version that stood, or to the one that comes
/// with the service. What was published is never changed: it is known of each message from which version it was made.
/// </summary>
static class EditTemplate
{
    public static void MapEditTemplate(this IEndpointRouteBuilder routes)
    {
        const string address = "/templates/{kind}/{channel}/{language}";
        routes.MapPut(address, Draft).RequireScope(Scopes.Operate).WithName("Notifications.EditTemplate").WithSummary("Keeps a draft of a template and says what is wrong with it");
        routes.MapDelete($"{address}/draft", Discard).RequireScope(Scopes.Operate).WithName("Notifications.DiscardTemplateDraft").WithSummary("Forgets a template's draft");
        routes.MapPost($"{address}/publish", Publish).RequireScope(Scopes.Operate).WithName("Notifications.PublishTemplate").WithSummary("Lets a template's draft stand from now on");
        routes.MapPost($"{address}/rollback", RollBack).RequireScope(Scopes.Operate).WithName("Notifications.RollBackTemplate").WithSummary("Lets an earlier version of a template stand again");
    }

    static async Task<Results<Ok<TemplateDetails>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Draft(
        string kind, string channel, string language, EditTemplateRequest request, NotificationsDb db, TemplateFiles files, TemplateCheck check, TimeProvider time, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        if (TemplateKey.Of(kind, channel, language) is not { } key)
            return TemplateKey.Unknown(kind, channel, language);
        if (string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > TemplateVersion.LongestText)
            return Problem.Invalid("text", $"Must be 1 to {TemplateVersion.LongestText} characters.");
        if (request.Text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || !IsWhole(request.Text))
            return Problem.Invalid("text", "Must be text, without control characters.");
        var rows = await TemplateRows.Find(db, key, cancellationToken);
        if (rows.Draft is { } draft)
            draft.Edit(request.Text, Who(user), time.GetUtcNow());
        else
            db.Templates.Add(new()
            {
                Kind = key.Kind,
                Channel = key.Channel,
                Language = key.Language,
                Version = (rows.Versions.Count == 0 ? 0 : rows.Versions[0].Version) + 1,
                Text = request.Text,
                Author = Who(user),
                EditedAt = time.GetUtcNow(),
            });
        return await Save(db, cancellationToken) is { } conflict ? conflict : TypedResults.Ok((await TemplateRows.Find(db, key, cancellationToken)).InFull(key, files, check));
    }

    static async Task<Results<Ok<TemplateDetails>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Discard(
        string kind, string channel, string language, NotificationsDb db, TemplateFiles files, TemplateCheck check, CancellationToken cancellationToken)
    {
        if (TemplateKey.Of(kind, channel, language) is not { } key)
            return TemplateKey.Unknown(kind, channel, language);
        if ((await TemplateRows.Find(db, key, cancellationToken)).Draft is { } draft)
            db.Templates.Remove(draft);
        return await Save(db, cancellationToken) is { } conflict ? conflict : TypedResults.Ok((await TemplateRows.Find(db, key, cancellationToken)).InFull(key, files, check));
    }

    static async Task<Results<Ok<TemplateDetails>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Publish(
        string kind, string channel, string language, PublishTemplateRequest request, NotificationsDb db, TemplateFiles files, TemplateCheck check, TemplateBook book, TimeProvider time, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        if (TemplateKey.Of(kind, channel, language) is not { } key)
            return TemplateKey.Unknown(kind, channel, language);
        if (request.Note?.Length > TemplateVersion.LongestNote)
            return TooLong();
        var rows = await TemplateRows.Find(db, key, cancellationToken);
        if (rows.Draft is not { } draft)
            return Problem.Conflict("There is no draft to publish. PUT the text first.");
        if (check.Of(key.Kind, key.Channel, key.Language, draft.Text) is { Flaws: { Count: > 0 } flaws })
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["text"] = [.. flaws.Select(f => f.ToString())] });
        var (who, now) = (Who(user), time.GetUtcNow());
        draft.Publish(who, request.Note, now);
        return await Choose(db, key, rows, choice => choice.Choose(draft.Version, who, request.Note, now), files, check, book, cancellationToken);
    }

    static async Task<Results<Ok<TemplateDetails>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> RollBack(
        string kind, string channel, string language, RollBackTemplateRequest request, NotificationsDb db, TemplateFiles files, TemplateCheck check, TemplateBook book, TimeProvider time, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        if (TemplateKey.Of(kind, channel, language) is not { } key)
            return TemplateKey.Unknown(kind, channel, language);
        if (request.Note?.Length > TemplateVersion.LongestNote)
            return TooLong();
        var rows = await TemplateRows.Find(db, key, cancellationToken);
        if (request.Version is { } version && !rows.Versions.Any(v => v.Version == version && v.PublishedAt is not null))
            return Problem.Invalid("version", "Must be one that was published, or null for the one that comes with the service.");
        return await Choose(db, key, rows, choice => choice.Choose(request.Version, Who(user), request.Note, time.GetUtcNow()), files, check, book, cancellationToken);
    }

    static async Task<Results<Ok<TemplateDetails>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Choose(
        NotificationsDb db, TemplateKey key, TemplateRows rows, Action<TemplateChoice> choose, TemplateFiles files, TemplateCheck check, TemplateBook book, CancellationToken cancellationToken)
    {
        var choice = rows.Choice;
        if (choice is null)
            db.TemplateChoices.Add(choice = new() { Kind = key.Kind, Channel = key.Channel, Language = key.Language });
        choose(choice);
        if (await Save(db, cancellationToken) is { } conflict)
            return conflict;
        await book.Read(cancellationToken);
        return TypedResults.Ok((await TemplateRows.Find(db, key, cancellationToken)).InFull(key, files, check));
    }

    static async Task<Conflict<ProblemDetails>?> Save(NotificationsDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || Messaging.ServiceDb.IsUniqueViolation(e))
        {
            return Problem.Conflict("Somebody else has changed this template at the same moment. Look at it again, and repeat the request.");
        }
    }

    static ValidationProblem TooLong() => Problem.Invalid("note", $"Must have at most {TemplateVersion.LongestNote} characters.");

    static string Who(ClaimsPrincipal user) => (user.Identity?.Name ?? "An operator").To(TemplateVersion.LongestName);

    /// <summary>Without half a character.</summary>
    static bool IsWhole(string text) => text.EnumerateRunes().All(r => r.Value != 0xFFFD);
}
