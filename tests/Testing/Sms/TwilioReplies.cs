using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace StatusTracking.Testing;

/// <summary>Replies with the names that Twilio's own description of its API gives them.</summary>
static class TwilioReplies
{
    public static Dictionary<string, object?> Of(TwilioMessage message, string accountSid)
    {
        var created = message.CreatedAt.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
        var path = $"/2010-04-01/Accounts/{accountSid}/Messages/{message.Sid}";
        return new()
        {
            ["account_sid"] = accountSid,
            ["api_version"] = "2010-04-01",
            ["body"] = message.Body,
            ["date_created"] = created,
            ["date_sent"] = message.Status == "queued" ? null : created,
            ["date_updated"] = created,
            ["direction"] = "outbound-api",
            ["error_code"] = message.ErrorCode,
            ["error_message"] = null,
            ["from"] = message.From,
            ["messaging_service_sid"] = message.MessagingServiceSid,
            ["num_media"] = "0",
            ["num_segments"] = "1",
            ["price"] = null,
            ["price_unit"] = "USD",
            ["sid"] = message.Sid,
            ["status"] = message.Status,
            ["subresource_uris"] = new Dictionary<string, string> { ["media"] = $"{path}/Media.json" },
            ["to"] = message.To,
            ["uri"] = $"{path}.json",
        };
    }

    public static Dictionary<string, object?> List(IEnumerable<TwilioMessage> messages, string accountSid, HttpRequest request)
    {
        var found = messages.Select(message => Of(message, accountSid)).ToList();
        var uri = $"{request.Path}{request.QueryString}";
        return new()
        {
            ["end"] = Math.Max(found.Count - 1, 0),
            ["first_page_uri"] = uri,
            ["messages"] = found,
            ["next_page_uri"] = null,
            ["page"] = 0,
            ["page_size"] = Math.Max(found.Count, 50),
            ["previous_page_uri"] = null,
            ["start"] = 0,
            ["uri"] = uri,
        };
    }

    public static IResult Error(int status, int code, string message) =>
        Results.Json(
            new Dictionary<string, object?>
            {
                ["code"] = code,
                ["message"] = message,
                ["more_info"] = $"https://www.twilio.com/docs/errors/{code}",
                ["status"] = status,
            },
            statusCode: status);
}
