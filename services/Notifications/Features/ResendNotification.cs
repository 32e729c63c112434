using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary><c>POST /notifications/{id}/resend</c>: an operator tells the same person the same again, however old it is.</summary>
static class ResendNotification
{
    public static void MapResendNotification(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/{id:guid}/resend", Handle).RequireScope(Scopes.Operate).Idempotent<NotificationsDb>()
            .WithName("Notifications.Resend").WithSummary("Sends the same message again, as a new one");

    static async Task<Results<Created<NotificationReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, NotificationsDb db, TellPerson person, CancellationToken cancellationToken)
    {
        if (await db.Notifications.AsNoTracking().SingleOrDefaultAsync(n => n.Id == id, cancellationToken) is not { } first)
            return GetNotification.Unknown(id);
        if (first.Recipient.Length == 0)
            return Problem.Conflict("This person has no address on this channel, so there is nowhere to send it. Tell them on another channel.");
        var resends = await db.Notifications.CountAsync(
            n => n.About == first.About && n.Kind == first.Kind && n.Channel == first.Channel && n.Recipient == first.Recipient && n.Occurrence.StartsWith(Alert.ResendPrefix),
            cancellationToken);
        var again = person.Add(first.Alert with { Occurrence = $"{Alert.ResendPrefix}{resends + 1}" }, first.Channel, await db.GetUtcNow(cancellationToken));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (Messaging.ServiceDb.IsUniqueViolation(e))
        {
            return Problem.Conflict("Somebody else sends it again at the same moment. Look whether that will do, or repeat the request.");
        }

        var subject = db.Messages.Local.SingleOrDefault(m => m.NotificationId == again.Id)?.Subject;
        return TypedResults.Created($"/api/v1/notifications/{again.Id}", new NotificationReply(again, subject));
    }
}
