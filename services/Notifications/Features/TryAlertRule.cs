using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>What a rule would have sent.</summary>
/// <param name="Since">From when on alerts were counted: seven days ago, or when the first one was kept.</param>
/// <param name="Alerts">How many alerts of its kind came that were not overtaken.</param>
/// <param name="Messages">How many messages they would have made.</param>
/// <param name="ByDetail">Alerts by their finer word; those without one under an empty name.</param>
sealed record AlertRuleTrial(DateTimeOffset Since, int Alerts, RuleTrialMessages Messages, IReadOnlyDictionary<string, int> ByDetail);

/// <summary>Messages by whom they tell.</summary>
/// <param name="Recipients">To recipients who have an address on the channel.</param>
/// <param name="Buyers">To buyers, somebody else than the recipient, who have one.</param>
/// <param name="Operations">To the shop's own people.</param>
sealed record RuleTrialMessages(int Recipients, int Buyers, int Operations);

/// <summary>
/// <c>GET /notifications/rules/{kind}/{channel}/trial</c>: what the rule would have sent in the last seven days, so that an operator knows before it is
/// switched on. Opt-outs, caps and the digest are not counted: it is the most that there would have been.
/// </summary>
static class TryAlertRule
{
    static readonly TimeSpan Days = TimeSpan.FromDays(7);

    public static void MapTryAlertRule(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/rules/{kind}/{channel}/trial", Handle).RequireScope(Scopes.Read).WithName("Notifications.TryRule").WithSummary("What a rule would have sent in the last seven days");

    static async Task<Results<Ok<AlertRuleTrial>, NotFound<ProblemDetails>>> Handle(string kind, string channel, string? details, NotificationsDb db, CancellationToken cancellationToken)
    {
        if (await EditAlertRules.Find(db, kind, channel, cancellationToken) is not { } rule)
            return EditAlertRules.Unknown(kind, channel);
        var now = await db.GetUtcNow(cancellationToken);
        var from = now - Days;
        var groups = await db.HeardAlerts.AsNoTracking().Where(h => h.Kind == rule.Kind && h.At >= from)
            .GroupBy(h => new { h.Detail, h.HasEmail, h.HasPhone, h.BuyerHasEmail, h.BuyerHasPhone }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var first = await db.HeardAlerts.AsNoTracking().OrderBy(h => h.At).Select(h => (DateTimeOffset?)h.At).FirstOrDefaultAsync(cancellationToken);
        string[]? only = string.IsNullOrEmpty(details) ? null : details.Split(',');
        var counted = groups.Where(g => only is null || AlertRule.Covers(only, g.Key.Detail)).ToList();
        var alerts = counted.Sum(g => g.Count);
        var messages = rule.Channel == Channel.Email
            ? new RuleTrialMessages(counted.Where(g => g.Key.HasEmail).Sum(g => g.Count), counted.Where(g => g.Key.BuyerHasEmail).Sum(g => g.Count), alerts)
            : new RuleTrialMessages(counted.Where(g => g.Key.HasPhone).Sum(g => g.Count), counted.Where(g => g.Key.BuyerHasPhone).Sum(g => g.Count), alerts);
        return TypedResults.Ok(new AlertRuleTrial(
            first > from ? first.Value : from, alerts, messages, groups.GroupBy(g => g.Key.Detail ?? "").ToDictionary(g => g.Key, g => g.Sum(x => x.Count))));
    }
}
