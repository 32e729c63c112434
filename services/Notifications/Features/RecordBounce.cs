using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>
/// <c>POST /notifications/bounces</c>: a delivery status notification (RFC 3464) as a mail server brings it, whole, as <c>message/rfc822</c>. The
/// mailbox of <c>Email:From</c> is piped here. What is no report, or about no message of ours, changes nothing.
/// </summary>
static class RecordBounce
{
    const int LargestReport = 1024 * 1024;
    const int LongestReason = 300;

    /// <param name="Recorded">How many messages' fates it told.</param>
    internal sealed record Reply(int Recorded);

    /// <summary>What a report says of one message.</summary>
    /// <param name="MessageId">Of the e-mail that it is about, without angle brackets.</param>
    /// <param name="Status">RFC 3463, such as <c>5.1.1</c>.</param>
    /// <param name="Reason">What the server said.</param>
    internal sealed record Bounce(string MessageId, string Status, string Reason)
    {
        /// <summary>RFC 3463, 3.2: the address itself is bad (unknown mailbox, system or syntax, moved, or no mailbox at all).</summary>
        public bool IsAddressDead => Status is "5.1.1" or "5.1.2" or "5.1.3" or "5.1.6" or "5.1.10";
    }

    public static void MapRecordBounce(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/bounces", Handle).RequireScope(Scopes.Write).WithName("Notifications.RecordBounce")
            .WithMetadata(new RequestSizeLimitAttribute(LargestReport)).Accepts<string>("message/rfc822")
            .WithSummary("A mail server's report that an e-mail did not arrive, as it came");

    static async Task<Results<Ok<Reply>, ValidationProblem>> Handle(HttpRequest request, NotificationsDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        MimeMessage mail;
        try
        {
            using var whole = new MemoryStream();
            await request.Body.CopyToAsync(whole, cancellationToken);
            whole.Position = 0;
            mail = await MimeMessage.LoadAsync(whole, cancellationToken);
        }
        catch (FormatException)
        {
            return Problem.Invalid("body", "Is no e-mail. Send the report as it came, headers and all, as message/rfc822.");
        }

        using (mail)
            return TypedResults.Ok(new Reply(await db.InTransaction(() => Record(db, [.. BouncesIn(mail)], time, cancellationToken), cancellationToken)));
    }

    static async Task<int> Record(NotificationsDb db, List<Bounce> bounces, TimeProvider time, CancellationToken cancellationToken)
    {
        var recorded = 0;
        foreach (var bounce in bounces)
        {
            var id = await db.Notifications.Where(n => n.ProviderId == bounce.MessageId && n.Channel == Channel.Email).Select(n => (Guid?)n.Id).FirstOrDefaultAsync(cancellationToken)
                ?? Email.NotificationOf(bounce.MessageId);
            if (id is not { } known || await db.FindForUpdate<Notification>(known, cancellationToken) is not { Channel: Channel.Email } notification)
                continue;
            notification.Report(NotificationStatus.Bounced, bounce.MessageId, bounce.Reason, Occasion.Now(time), notification.Status == NotificationStatus.Bounced);
            if (bounce.IsAddressDead)
                await db.Bury(notification, bounce.Reason, await db.GetUtcNow(cancellationToken), cancellationToken);
            recorded++;
        }

        await db.SaveChangesAsync(cancellationToken);
        return recorded;
    }

    /// <summary>The failures that a report tells for good. Delays are none, and neither are replies of people or robots.</summary>
    internal static IEnumerable<Bounce> BouncesIn(MimeMessage mail)
    {
        var parts = mail.BodyParts.ToList();
        if (parts.OfType<MessageDeliveryStatus>().FirstOrDefault() is not { } report || MessageIdIn(mail, parts) is not { } messageId)
            yield break;
        // The first group is about the report itself; each other about one recipient. Ours have one each.
        foreach (var group in report.StatusGroups.Skip(1))
        {
            var status = group["Status"]?.Trim().Split(' ')[0] ?? "";
            if (string.Equals(group["Action"]?.Trim(), "failed", StringComparison.OrdinalIgnoreCase) && status.StartsWith("5.", StringComparison.Ordinal))
                yield return new(messageId, status, Mask.Addresses($"{status}: {Line(group["Diagnostic-Code"]) ?? "The mail server could not deliver it."}").To(LongestReason));
        }
    }

    /// <summary>The original message, or only its headers, come back with the report.</summary>
    static string? MessageIdIn(MimeMessage mail, List<MimeEntity> parts)
    {
        if (parts.OfType<MessagePart>().FirstOrDefault(p => p.Message is not null) is { Message.MessageId: { Length: > 0 } whole })
            return whole;
        if (parts.OfType<TextPart>().FirstOrDefault(p => p.ContentType.IsMimeType("text", "rfc822-headers"))?.Content is { } content)
        {
            using var headers = new MemoryStream();
            content.DecodeTo(headers);
            headers.Position = 0;
            if (HeaderList.Load(headers)[HeaderId.MessageId] is { Length: > 0 } id)
                return id.Trim().Trim('<', '>');
        }

        return mail.InReplyTo;
    }

    static string? Line(string? text) => text is null ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
