using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary><c>POST /twilio/inbound</c>: what a recipient answered. STOP and its like end messages to that number, START and its like begin them again.</summary>
static class RecordOptOut
{
    /// <summary>Twilio's own words, and what Germans write. Source: https://help.twilio.com/articles/223134027.</summary>
    static readonly HashSet<string> Stop = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "STOPP", "ABMELDEN", "ABBESTELLEN"];

    static readonly HashSet<string> Start = ["START", "YES", "UNSTOP", "ANMELDEN"];

    public static void MapRecordOptOut(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/inbound", Handle).AllowAnonymous().WithName("Notifications.TwilioInbound").WithSummary("A recipient's answer, signed by Twilio");

    static async Task<IResult> Handle(HttpRequest request, TwilioCallback twilio, IDbContextFactory<NotificationsDb> databases, TimeProvider time, ILogger<OptOut> logger, CancellationToken cancellationToken)
    {
        var (fields, refusal) = await twilio.Read(request, cancellationToken);
        if (fields is null)
            return refusal!;
        if (Meaning(fields) is { } word && fields.GetValueOrDefault("From") is { Length: > 0 and <= 320 } number)
        {
            await Remember(databases, number, word, time, cancellationToken);
            logger.LogInformation("{Number} answered {Word}", Mask.Address(number), word);
        }

        // An empty answer in Twilio's markup: nothing is sent back.
        return TypedResults.Content("<Response/>", "text/xml");
    }

    /// <summary>The word, or Twilio's own reading of it where its service interprets answers; null for any other text.</summary>
    static string? Meaning(IReadOnlyDictionary<string, string> fields)
    {
        if (fields.GetValueOrDefault("OptOutType") is "STOP" or "START")
            return fields["OptOutType"];
        var word = fields.GetValueOrDefault("Body", "").Trim().TrimEnd('.', '!').ToUpperInvariant();
        return Stop.Contains(word) || Start.Contains(word) ? word : null;
    }

    static async Task Remember(IDbContextFactory<NotificationsDb> databases, string number, string word, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await db.Answer(Channel.Sms, number, wanted: !Stop.Contains(word), word, time.GetUtcNow(), cancellationToken);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (tries < 3 && Messaging.ServiceDb.IsTransient(e))
            {
                // They said something else at the same moment, or the same twice: it is read again.
            }
        }
    }
}
