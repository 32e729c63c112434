using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary><c>GET /notifications/counts?orderId=&amp;channel=</c>: how many messages are in each status; above all, how many are uncertain.</summary>
static class CountNotifications
{
    public static void MapCountNotifications(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/counts", Handle).RequireScope(Scopes.Read).WithName("Notifications.Count").WithSummary("How many messages are in each status");

    static async Task<Results<Ok<StatusCounts>, ValidationProblem>> Handle(
        NotificationsDb db, CountOfAll<NotificationsDb, Notification, NotificationStatus> all, Guid? orderId, string? channel, CancellationToken cancellationToken)
    {
        if (orderId is null && string.IsNullOrEmpty(channel))
            return TypedResults.Ok(await all.Get(cancellationToken));
        var query = db.Notifications.AsNoTracking();
        if (orderId is { } order)
            query = query.Where(n => n.Order == order);
        if (!string.IsNullOrEmpty(channel))
        {
            if (Word.Parse<Channel>(channel) is not { } wanted)
                return Problem.Invalid("channel", $"Must be one of {string.Join(", ", Word.All<Channel>())}.");
            query = query.Where(n => n.Channel == wanted);
        }

        return TypedResults.Ok(await query.CountByStatusAsync<Notification, NotificationStatus>(cancellationToken));
    }
}
