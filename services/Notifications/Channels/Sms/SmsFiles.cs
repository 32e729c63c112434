using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>SMS where no provider is configured: <c>DataDirectory/outbox/sms/{id}.json</c>.</summary>
sealed class SmsFiles(IOptions<TwilioOptions> options, StatusCallback callback, OutboxFolder folder) : IChannel
{
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Channel Channel => Channel.Sms;

    public bool MayRepeat => true;

    public TimeSpan LongestTry => TimeSpan.FromSeconds(10);

    public async Task<Submission> SubmitAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var twilio = options.Value;
        var content = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                message.To,
                From = twilio.MessagingServiceSid ?? twilio.From,
                Body = message.Text,
                StatusCallback = callback.UrlFor(message.Id),
                CreatedAt = message.CreatedAt.UtcDateTime,
            },
            Format);
        var name = $"{message.Id:N}.json";
        try
        {
            await WholeFile.WriteAsync(Path.Combine(folder.Sms, name), content, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Submission.Retryable($"The file could not be written: {e.Message}");
        }

        return Submission.Accepted(name, "Written to a file: no SMS provider is configured.");
    }
}
