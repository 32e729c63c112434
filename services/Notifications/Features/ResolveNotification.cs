using System.Text.Json.Serialization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>What an operator found out about a message whose fate was unknown.</summary>
/// <param name="Outcome"><c>arrived</c>, <c>not_arrived</c>, or <c>send_again</c>.</param>
sealed record ResolveNotificationRequest(string Outcome)
{
    [JsonIgnore]
    public Resolution? Resolution => Word.Parse<Resolution>(Outcome);
}

enum Resolution { Arrived, NotArrived, SendAgain }

sealed class ResolveNotificationValidator : AbstractValidator<ResolveNotificationRequest>
{
    public ResolveNotificationValidator() =>
        RuleFor(r => r.Outcome).Must(o => Word.Parse<Resolution>(o) is not null).WithMessage($"Must be one of {string.Join(", ", Word.All<Resolution>())}.");
}

/// <summary><c>POST /notifications/{id}/resolve</c>: an operator's word on an uncertain message.</summary>
static class ResolveNotification
{
    public static void MapResolveNotification(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/{id:guid}/resolve", Handle).RequireScope(Scopes.Operate).Validates<ResolveNotificationRequest>()
            .WithName("Notifications.Resolve").WithSummary("Decides what became of an uncertain message");

    static async Task<Results<Ok<NotificationDetails>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, ResolveNotificationRequest request, NotificationsDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.Notifications.FindAsync([id], cancellationToken) is not { } notification)
            return GetNotification.Unknown(id);
        if (notification.Status != NotificationStatus.Uncertain)
            return Problem.Conflict($"It is {notification.Status.ToWord()}: only what is uncertain can be resolved. To send it once more, use resend.");
        var occasion = Occasion.Now(time);
        switch (request.Resolution)
        {
            case Resolution.Arrived:
                notification.RecordSent(null, occasion);
                break;
            case Resolution.NotArrived:
                notification.RecordFailed("An operator found that it did not arrive.", occasion);
                break;
            default:
                notification.SendAgain(await db.GetUtcNow(cancellationToken), "An operator had it sent again.", occasion);
                break;
        }

        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(await GetNotification.Details(db, notification, cancellationToken));
    }
}
