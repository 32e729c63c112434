using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>How many messages there are.</summary>
/// <param name="Total">All that fit the filter.</param>
/// <param name="ByStatus">By status; every status is there, also where it counts none.</param>
sealed record NotificationCounts(int Total, IReadOnlyDictionary<string, int> ByStatus);

/// <summary><c>GET /notifications/counts?orderId=&amp;channel=</c>: how many messages are in each status; above all, how many are uncertain.</summary>
static class CountNotifications
{
    public static void MapCountNotifications(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/counts", Handle).RequireScope(Scopes.Read).WithName("Notifications.Count").WithSummary("How many messages are in each status");

    static async Task<Results<Ok<NotificationCounts>, ValidationProblem>> Handle(NotificationsDb db, Guid? orderId, string? channel, CancellationToken cancellationToken)
    {
        var query = db.Notifications.AsNoTracking();
        if (orderId is { } order)
            query = query.Where(n => n.Order == order);
        if (!string.IsNullOrEmpty(channel))
        {
            if (Word.Parse<Channel>(channel) is not { } wanted)
                return Problem.Invalid("channel", $"Must be one of {string.Join(", ", Word.All<Channel>())}.");
            query = query.Where(n => n.Channel == wanted);
        }

        var counted = await query.GroupBy(n => n.Status).Select(g => new { Status = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Status, g => g.Count, cancellationToken);
        return TypedResults.Ok(new NotificationCounts(
            counted.Values.Sum(), Enum.GetValues<NotificationStatus>().ToDictionary(s => s.ToWord(), s => counted.GetValueOrDefault(s))));
    }
}
