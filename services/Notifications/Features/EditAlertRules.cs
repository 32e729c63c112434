using System.Security.Claims;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>Whom a kind of alert tells on a channel.</summary>
/// <param name="Kind">The word of an <see cref="AlertKind"/>.</param>
/// <param name="Channel">The word of a <see cref="Contracts.Channel"/>.</param>
/// <param name="Enabled">Whether it goes to the recipient.</param>
/// <param name="ToBuyer">Whether it goes to the buyer as well, where somebody else is the recipient.</param>
/// <param name="ToOperations">Whether it goes to the shop's own people as well.</param>
/// <param name="Urgent">Whether it disturbs people in their quiet hours.</param>
/// <param name="Details">The finer words for which it holds, of <c>status_update</c> such as <c>on_hold.customs</c>; null = for any, and for none.</param>
sealed record AlertRuleReply(string Kind, string Channel, bool Enabled, bool ToBuyer, bool ToOperations, bool Urgent, IReadOnlyList<string>? Details);

/// <summary>One step of a rule's history: the rule as it was from then on.</summary>
sealed record AlertRuleChangeReply(DateTimeOffset At, string Who, bool Enabled, bool ToBuyer, bool ToOperations, bool Urgent, IReadOnlyList<string>? Details, string? Reason);

/// <summary>What an operator changes of a rule. What is left out stays.</summary>
sealed record EditAlertRuleRequest
{
    /// <summary>Whether it goes to the recipient.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether it goes to the buyer as well, where somebody else is the recipient.</summary>
    public bool? ToBuyer { get; init; }

    /// <summary>Whether it goes to the shop's own people as well; needs their address, <c>Notifications:Operations</c>.</summary>
    public bool? ToOperations { get; init; }

    /// <summary>Whether it disturbs people in their quiet hours.</summary>
    public bool? Urgent { get; init; }

    /// <summary>The finer words for which it holds, such as <c>damaged</c>; an empty list = for any, and for none.</summary>
    public IReadOnlyList<string>? Details { get; init; }

    /// <summary>Why, for the history; at most 500 characters.</summary>
    public string? Reason { get; init; }
}

sealed class EditAlertRuleValidator : AbstractValidator<EditAlertRuleRequest>
{
    public EditAlertRuleValidator()
    {
        RuleFor(r => r.Enabled).Must((r, _) => r is not { Enabled: null, ToBuyer: null, ToOperations: null, Urgent: null, Details: null })
            .WithMessage("Say what is to change: enabled, toBuyer, toOperations, urgent or details.");
        RuleFor(r => r.Details).Must(d => d is null || d.Count <= 20).WithMessage("There are at most 20 of them.");
        RuleForEach(r => r.Details).NotNull().Matches(@"^[a-z0-9_]{1,19}(\.[a-z0-9_]{1,19})?$").WithMessage("A detail is 1–19 of a–z, 0–9 and _, of status_update a status, or a status and a detail with a dot between them.").OverridePropertyName("details");
        RuleFor(r => r.Details).Must(d => d is null || d.Sum(word => (word?.Length ?? 0) + 1) <= AlertRule.LongestDetails)
            .WithMessage($"Together they have at most {AlertRule.LongestDetails} characters.");
        RuleFor(r => r.Reason).MaximumLength(500).Must(reason => reason?.Any(char.IsControl) != true).WithMessage("Must not hold control characters.");
    }
}

/// <summary><c>GET /notifications/rules</c>, <c>PUT /notifications/rules/{kind}/{channel}</c> and its history: which news tells whom on which channel.</summary>
static class EditAlertRules
{
    const int MostChanges = 200;

    public static void MapEditAlertRules(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/rules", List).RequireScope(Scopes.Read).WithName("Notifications.ListRules").WithSummary("Which news tells whom on which channel");
        routes.MapPut("/rules/{kind}/{channel}", Edit).RequireScope(Scopes.Operate).Validates<EditAlertRuleRequest>()
            .WithName("Notifications.EditRule").WithSummary("Changes whom a kind of news tells on a channel");
        routes.MapGet("/rules/{kind}/{channel}/history", History).RequireScope(Scopes.Read).WithName("Notifications.RuleHistory").WithSummary("Who changed a rule, the newest change first");
    }

    static async Task<Ok<IReadOnlyList<AlertRuleReply>>> List(NotificationsDb db, CancellationToken cancellationToken)
    {
        var rules = await db.Rules.AsNoTracking().ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<AlertRuleReply>>([.. rules.OrderBy(r => r.Kind).ThenBy(r => r.Channel).Select(Reply)]);
    }

    static async Task<Results<Ok<AlertRuleReply>, ValidationProblem, NotFound<ProblemDetails>>> Edit(
        string kind, string channel, EditAlertRuleRequest request, NotificationsDb db, IOptions<NotificationsOptions> options, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await Find(db, kind, channel, cancellationToken) is not { } rule)
            return Unknown(kind, channel);
        if (request.ToOperations == true && (rule.Channel == Channel.Email ? options.Value.Operations.Email : options.Value.Operations.Phone) is null)
            return Problem.Invalid("toOperations", $"Nobody is there to tell: set Notifications:Operations:{(rule.Channel == Channel.Email ? "Email" : "Phone")} first.");
        if (WrongDetails(rule, request) is { } wrong)
            return Problem.Invalid("details", wrong);
        rule.Enabled = request.Enabled ?? rule.Enabled;
        rule.ToBuyer = request.ToBuyer ?? rule.ToBuyer;
        rule.ToOperations = request.ToOperations ?? rule.ToOperations;
        rule.Urgent = request.Urgent ?? rule.Urgent;
        if (request.Details is { } details)
            rule.Details = details.Count == 0 ? null : string.Join(',', details.Distinct());
        if (db.ChangeTracker.HasChanges())
            db.RuleChanges.Add(Change(rule, request.Reason, user, await db.GetUtcNow(cancellationToken)));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(Reply(rule));
    }

    /// <summary>Of what has no kind of its own it must be said what is told: all of it is each scan of each package.</summary>
    static string? WrongDetails(AlertRule rule, EditAlertRuleRequest request)
    {
        var details = request.Details ?? Split(rule.Details) ?? [];
        if (rule.Kind != AlertKind.StatusUpdate)
            return details.FirstOrDefault(d => d.Contains('.', StringComparison.Ordinal)) is { } dotted ? $"'{dotted}' is a status with a detail, which only status_update has: here say the detail alone." : null;
        if (details.FirstOrDefault(d => !StatusUpdates.Statuses.Contains(d.Split('.')[0])) is { } stranger)
            return $"'{stranger}' does not begin with one of {string.Join(", ", StatusUpdates.Statuses)}. Other statuses have a rule of their own.";
        return details.Count == 0 && ((request.Enabled ?? rule.Enabled) || (request.ToBuyer ?? rule.ToBuyer) || (request.ToOperations ?? rule.ToOperations))
            ? "Say which: a status such as lost, or one with a detail such as on_hold.customs."
            : null;
    }

    static async Task<Results<Ok<IReadOnlyList<AlertRuleChangeReply>>, NotFound<ProblemDetails>>> History(string kind, string channel, NotificationsDb db, CancellationToken cancellationToken)
    {
        if (await Find(db, kind, channel, cancellationToken) is not { } rule)
            return Unknown(kind, channel);
        var changes = await db.RuleChanges.AsNoTracking().Where(c => c.Kind == rule.Kind && c.Channel == rule.Channel)
            .OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(MostChanges).ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<AlertRuleChangeReply>>(
            [.. changes.Select(c => new AlertRuleChangeReply(c.At, c.Who, c.Enabled, c.ToBuyer, c.ToOperations, c.Urgent, Split(c.Details), c.Reason))]);
    }

    internal static async Task<AlertRule?> Find(NotificationsDb db, string kind, string channel, CancellationToken cancellationToken) =>
        Word.Parse<AlertKind>(kind) is { } news && Word.Parse<Channel>(channel) is { } way ? await db.Rules.FindAsync([news, way], cancellationToken) : null;

    internal static NotFound<ProblemDetails> Unknown(string kind, string channel) =>
        Problem.NotFound($"There is no rule for {kind} by {channel}. GET /api/v1/notifications/rules lists them all.");

    static AlertRuleChange Change(AlertRule rule, string? reason, ClaimsPrincipal user, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        At = now,
        Who = user.Identity?.Name ?? "An operator",
        Kind = rule.Kind,
        Channel = rule.Channel,
        Enabled = rule.Enabled,
        ToBuyer = rule.ToBuyer,
        ToOperations = rule.ToOperations,
        Urgent = rule.Urgent,
        Details = rule.Details,
        Reason = string.IsNullOrWhiteSpace(reason) ? null : reason,
    };

    static AlertRuleReply Reply(AlertRule rule) => new(rule.Kind.ToWord(), rule.Channel.ToWord(), rule.Enabled, rule.ToBuyer, rule.ToOperations, rule.Urgent, Split(rule.Details));

    static string[]? Split(string? details) => details?.Split(',');
}
