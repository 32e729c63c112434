using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>Whether a kind of alert goes out on a channel.</summary>
sealed record AlertRuleReply(string Kind, string Channel, bool Enabled);

/// <summary>The one thing that an operator changes of a rule.</summary>
sealed record EditAlertRuleRequest
{
    /// <summary>Whether it goes out from now on.</summary>
    public required bool Enabled { get; init; }
}

/// <summary><c>GET /notifications/rules</c>, <c>PUT /notifications/rules/{kind}/{channel}</c>: which news goes out on which channel.</summary>
static class EditAlertRules
{
    public static void MapEditAlertRules(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/rules", List).RequireScope(Scopes.Read).WithName("Notifications.ListRules").WithSummary("Which news goes out on which channel");
        routes.MapPut("/rules/{kind}/{channel}", Edit).RequireScope(Scopes.Operate).WithName("Notifications.EditRule").WithSummary("Turns a kind of news on or off on a channel");
    }

    static async Task<Ok<IReadOnlyList<AlertRuleReply>>> List(NotificationsDb db, CancellationToken cancellationToken)
    {
        var rules = await db.Rules.AsNoTracking().ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<AlertRuleReply>>([.. rules.OrderBy(r => r.Kind).ThenBy(r => r.Channel).Select(Reply)]);
    }

    static async Task<Results<Ok<AlertRuleReply>, NotFound<ProblemDetails>>> Edit(
        string kind, string channel, EditAlertRuleRequest request, NotificationsDb db, CancellationToken cancellationToken)
    {
        if (Word.Parse<AlertKind>(kind) is not { } news || Word.Parse<Channel>(channel) is not { } way
            || await db.Rules.FindAsync([news, way], cancellationToken) is not { } rule)
            return Problem.NotFound($"There is no rule for {kind} by {channel}. GET /api/v1/notifications/rules lists them all.");
        rule.Enabled = request.Enabled;
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(Reply(rule));
    }

    static AlertRuleReply Reply(AlertRule rule) => new(rule.Kind.ToWord(), rule.Channel.ToWord(), rule.Enabled);
}
