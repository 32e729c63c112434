using System.Security.Claims;
using System.Text.Json.Serialization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>What an operator found out about a message whose fate was unknown.</summary>
/// <param name="Outcome"><c>arrived</c>, <c>did_not_arrive</c>, or <c>send_again</c>.</param>
/// <param name="Reason">How the operator knows, or why it goes out again; up to 300 characters, kept in the history.</param>
sealed record ResolveNotificationRequest(string Outcome, string Reason)
{
    [JsonIgnore]
    public Resolution? Resolution => Word.Parse<Resolution>(Outcome);
}

sealed class ResolveNotificationValidator : AbstractValidator<ResolveNotificationRequest>
{
    const int LongestReason = 300;

    public ResolveNotificationValidator()
    {
        RuleFor(r => r.Outcome).Must(o => Word.Parse<Resolution>(o) is not null).WithMessage($"Must be one of {string.Join(", ", Word.All<Resolution>())}.");
        RuleFor(r => r.Reason).Must(r => !string.IsNullOrWhiteSpace(r) && r.Length <= LongestReason).WithMessage($"Must be 1 to {LongestReason} characters: how you know, or why.");
    }
}

/// <summary>
/// <c>POST /notifications/{id}/resolution</c>: an operator's word on an uncertain message. The same word again changes nothing and is
/// answered as the first was; another word on one that is uncertain no more is refused.
/// </summary>
static class ResolveNotification
{
    public static void MapResolveNotification(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/{id:guid}/resolution", Handle).RequireScope(Scopes.Operate).Validates<ResolveNotificationRequest>()
            .WithName("Notifications.Resolve").WithSummary("Decides what became of an uncertain message");

    static Task<Results<Ok<NotificationDetails>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, ResolveNotificationRequest request, NotificationsDb db, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        db.InTransaction<Results<Ok<NotificationDetails>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>>(async () =>
        {
            if (await db.FindForUpdate<Notification>(id, cancellationToken) is not { } notification)
                return GetNotification.Unknown(id);
            var resolution = request.Resolution!.Value;
            var reason = Mask.Addresses($"{user.Identity?.Name ?? "An operator"}: {request.Reason}");
            if (!notification.Resolve(resolution, reason, await db.GetUtcNow(cancellationToken), Occasion.Now(time)) && !await IsRepeat(db, id, resolution, cancellationToken))
                return Problem.Conflict($"It is {notification.Status.ToWord()}: only what is uncertain can be resolved. To send it once more, use resend.");
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(await GetNotification.Details(db, notification, cancellationToken));
        }, cancellationToken);

    /// <summary>Whether the same word is what ended its last uncertainty.</summary>
    static async Task<bool> IsRepeat(NotificationsDb db, Guid id, Resolution resolution, CancellationToken cancellationToken)
    {
        var uncertain = NotificationStatus.Uncertain.ToWord();
        var said = await db.Set<StatusHistory>().AsNoTracking().Where(h => h.SubjectId == id && h.From == uncertain && !h.Ignored)
            .OrderByDescending(h => h.Sequence).Select(h => h.Detail).FirstOrDefaultAsync(cancellationToken);
        return said == resolution.ToWord();
    }
}
