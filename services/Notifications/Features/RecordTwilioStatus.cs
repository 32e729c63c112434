using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>
/// <c>POST /twilio/status</c>: what became of an SMS. The token in its address finds the notification also where Twilio's answer to our
/// request was lost; so an uncertain one is resolved by itself.
/// </summary>
static class RecordTwilioStatus
{
    const string UnsubscribedCode = "21610";

    /// <summary>There is no such number, or it takes no SMS for good. Source: https://www.twilio.com/docs/api/errors.</summary>
    static readonly HashSet<string> NoSuchNumber = ["30005", "30006"];

    public static void MapRecordTwilioStatus(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/status", Handle).AllowAnonymous().WithName("Notifications.TwilioStatus").WithSummary("Twilio's report on a message, signed by Twilio");

    static async Task<IResult> Handle(HttpRequest request, TwilioCallback twilio, StatusCallback callback, EmailInstead instead, NotificationsDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (fields, refusal) = await twilio.Read(request, cancellationToken);
        if (fields is null)
            return refusal!;
        var sid = fields.GetValueOrDefault("MessageSid") ?? fields.GetValueOrDefault("SmsSid");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await Find(db, callback, request.Query["t"], sid, cancellationToken) is not { } notification)
            return Problem.NotFound("This report is about no message of ours.");

        var error = fields.GetValueOrDefault("ErrorCode");
        var reported = Status(fields.GetValueOrDefault("MessageStatus") ?? fields.GetValueOrDefault("SmsStatus"));
        if (reported is { } status)
            notification.Report(status, sid, error is null ? null : $"Twilio {Mask.Addresses(error)}", Occasion.Now(time), await IsKnown(db, notification, status, cancellationToken));
        if (error == UnsubscribedCode)
            await db.Answer(Channel.Sms, notification.Recipient, wanted: false, "provider", time.GetUtcNow(), cancellationToken);
        var now = await db.GetUtcNow(cancellationToken);
        if (error is not null && NoSuchNumber.Contains(error))
            await db.Bury(notification, $"Twilio {error}", now, cancellationToken);
        await instead.Tell(db, notification, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Twilio gives its reports no ids: one of a status that stands in the notification's history is taken for the same again.</summary>
    static Task<bool> IsKnown(NotificationsDb db, Notification notification, NotificationStatus status, CancellationToken cancellationToken)
    {
        var word = status.ToWord();
        return db.Set<StatusHistory>().AnyAsync(h => h.SubjectId == notification.Id && h.To == word, cancellationToken);
    }

    static async Task<Notification?> Find(NotificationsDb db, StatusCallback callback, string? token, string? sid, CancellationToken cancellationToken)
    {
        var id = callback.TryRead(token, out var bound)
            ? bound
            : string.IsNullOrEmpty(sid) ? null : await db.Notifications.Where(n => n.ProviderId == sid).Select(n => (Guid?)n.Id).FirstOrDefaultAsync(cancellationToken);
        return id is null ? null : await db.FindForUpdate<Notification>(id.Value, cancellationToken);
    }

    /// <summary>Twilio's words; those that say nothing new (accepted, queued, sending, scheduled) are null.</summary>
    public static NotificationStatus? Status(string? word) => word switch
    {
        "sent" => NotificationStatus.Sent,
        "delivered" or "read" => NotificationStatus.Delivered,
        "undelivered" or "failed" or "canceled" => NotificationStatus.Undelivered,
        _ => null,
    };
}
