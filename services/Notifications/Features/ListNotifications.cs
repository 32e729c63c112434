using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary><c>GET /notifications?orderId=&amp;about=&amp;channel=&amp;status=&amp;kind=&amp;recipient=</c>: newest first.</summary>
static class ListNotifications
{
    public static void MapListNotifications(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).RequireScope(Scopes.Read).WithName("Notifications.List").WithSummary("Messages, newest first, those that were not sent included");

    static async Task<Results<Ok<Page<NotificationReply>>, ValidationProblem>> Handle(
        NotificationsDb db, Guid? orderId, Guid? about, string? channel, string? status, string? kind, string? recipient, int? limit, string? after, CancellationToken cancellationToken)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Must be between 1 and {Paging.MaxLimit}.");
        var query = db.Notifications.AsNoTracking();
        if (orderId is { } order)
            query = query.Where(n => n.Order == order);
        if (about is { } subject)
            query = query.Where(n => n.About == subject);
        if (!string.IsNullOrEmpty(channel))
        {
            if (Word.Parse<Channel>(channel) is not { } wanted)
                return OneOf<Channel>("channel");
            query = query.Where(n => n.Channel == wanted);
        }

        if (!string.IsNullOrEmpty(status))
        {
            if (Word.Parse<NotificationStatus>(status) is not { } wanted)
                return OneOf<NotificationStatus>("status");
            query = query.Where(n => n.Status == wanted);
        }

        if (!string.IsNullOrEmpty(kind))
        {
            if (Word.Parse<AlertKind>(kind) is not { } wanted)
                return OneOf<AlertKind>("kind");
            query = query.Where(n => n.Kind == wanted);
        }

        if (recipient?.Trim() is { Length: > 0 } address)
        {
            if (address.Length > 320)
                return Problem.Invalid("recipient", "Must have at most 320 characters.");
            // A whole address, in the way in which it may have been written: each of the two is found by an index.
            var number = $"{(address.StartsWith('+') ? "+" : "")}{string.Concat(address.Where(char.IsAsciiDigit))}";
            var lower = address.ToLowerInvariant();
            query = address.Contains('@')
                ? query.Where(n => n.Channel == Channel.Email && (n.Recipient == address || n.Recipient == lower))
                : query.Where(n => n.Channel == Channel.Sms && n.Recipient == number);
        }

        if (!string.IsNullOrEmpty(after))
        {
            if (!Cursor.TryDecode<Key>(after, out var key))
                return Problem.Invalid("after", "Must be the value of next of an earlier page.");
            var (createdAt, id) = key!;
            query = query.Where(n => n.CreatedAt < createdAt || n.CreatedAt == createdAt && n.Id.CompareTo(id) < 0);
        }

        var size = limit ?? Paging.DefaultLimit;
        var rows = await query.OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id).Take(size + 1)
            .Select(n => new { Notification = n, Subject = db.Messages.Where(m => m.NotificationId == n.Id).Select(m => m.Subject).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(rows.ToPage(size, r => new Key(r.Notification.CreatedAt, r.Notification.Id), r => new NotificationReply(r.Notification, r.Subject)));
    }

    static ValidationProblem OneOf<T>(string field) where T : struct, Enum => Problem.Invalid(field, $"Must be one of {string.Join(", ", Word.All<T>())}.");

    sealed record Key(DateTimeOffset CreatedAt, Guid Id);
}
