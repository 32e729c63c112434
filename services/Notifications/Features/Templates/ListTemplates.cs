using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary><c>GET /notifications/templates</c>, <c>GET /notifications/templates/{kind}/{channel}/{language}</c>: the words of all messages.</summary>
static class ListTemplates
{
    public static void MapListTemplates(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/templates", List).RequireScope(Scopes.Read).WithName("Notifications.ListTemplates").WithSummary("The templates of all messages, and which version of each stands");
        routes.MapGet("/templates/{kind}/{channel}/{language}", Get).RequireScope(Scopes.Read).WithName("Notifications.GetTemplate").WithSummary("A template's text, its draft and all its versions");
    }

    static async Task<Ok<IReadOnlyList<TemplateReply>>> List(NotificationsDb db, CancellationToken cancellationToken)
    {
        var choices = await db.TemplateChoices.AsNoTracking().ToListAsync(cancellationToken);
        var versions = await db.Templates.AsNoTracking().OrderByDescending(t => t.Version).ToListAsync(cancellationToken);
        var all = from kind in Enum.GetValues<AlertKind>() from channel in Enum.GetValues<Channel>() from language in TemplateFiles.Languages select new TemplateKey(kind, channel, language);
        return TypedResults.Ok<IReadOnlyList<TemplateReply>>([.. all.Select(key => new TemplateRows(
            choices.Find(c => (c.Kind, c.Channel, c.Language) == (key.Kind, key.Channel, key.Language)),
            versions.FindAll(v => (v.Kind, v.Channel, v.Language) == (key.Kind, key.Channel, key.Language))).InShort(key))]);
    }

    static async Task<Results<Ok<TemplateDetails>, NotFound<ProblemDetails>>> Get(
        string kind, string channel, string language, NotificationsDb db, TemplateFiles files, TemplateCheck check, CancellationToken cancellationToken) =>
        TemplateKey.Of(kind, channel, language) is { } key
            ? TypedResults.Ok((await TemplateRows.Find(db, key, cancellationToken)).InFull(key, files, check))
            : TemplateKey.Unknown(kind, channel, language);
}
