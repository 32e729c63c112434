using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary><c>GET /notifications/{id}</c>: with its words as the recipient sees them, and every attempt.</summary>
static class GetNotification
{
    public static void MapGetNotification(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id:guid}", Handle).RequireScope(Scopes.Read).WithName("Notifications.Get").WithSummary("One message, in its words, with its attempts");

    static async Task<Results<Ok<NotificationDetails>, NotFound<ProblemDetails>>> Handle(Guid id, NotificationsDb db, CancellationToken cancellationToken) =>
        await db.Notifications.AsNoTracking().SingleOrDefaultAsync(n => n.Id == id, cancellationToken) is { } notification
            ? TypedResults.Ok(await Details(db, notification, cancellationToken))
            : Unknown(id);

    public static NotFound<ProblemDetails> Unknown(Guid id) => Problem.NotFound($"There is no notification {id}.");

    public static async Task<NotificationDetails> Details(NotificationsDb db, Notification notification, CancellationToken cancellationToken)
    {
        var message = await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.NotificationId == notification.Id, cancellationToken);
        var attempts = await db.Attempts.AsNoTracking().Where(a => a.NotificationId == notification.Id).OrderBy(a => a.Number).ToListAsync(cancellationToken);
        var carries = notification.Alert.Others is null ? [] : await db.Notifications.Where(n => n.Order == notification.Order && n.CarriedBy == notification.Id)
            .OrderBy(n => n.CreatedAt).ThenBy(n => n.Id).Select(n => n.Id).ToListAsync(cancellationToken);
        return new(notification, message, [.. attempts.Select(a => new AttemptReply(a.Number, a.StartedAt, a.EndedAt, a.Outcome?.ToWord(), a.Reply))], carries);
    }
}
