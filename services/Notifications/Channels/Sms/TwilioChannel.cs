using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>SMS through Twilio's REST API. One POST a try and nothing that repeats it by itself: a repeated POST is a second SMS.</summary>
sealed class TwilioChannel(HttpClient http, IOptions<TwilioOptions> options, StatusCallback callback) : IChannel
{
    const int OptedOut = 21610;

    /// <summary>The number is none, or takes no SMS. Source: https://www.twilio.com/docs/api/errors.</summary>
    const int InvalidNumber = 21211;
    const int NoMobile = 21614;

    /// <summary>What Twilio takes, in characters. Rendering stays far below.</summary>
    const int LongestBody = 1600;

    /// <summary>Far more than Twilio ever says, in bytes.</summary>
    const int LongestReply = 1024 * 1024;

    /// <summary>However long Twilio asks us to wait.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>
    /// Follows no redirect, which could carry the POST to a second place, and keeps no connection long: on one that Twilio has closed in
    /// the meantime the POST would be lost without our knowing.
    /// </summary>
    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    };

    public Channel Channel => Channel.Sms;

    public bool MayRepeat => false;

    public TimeSpan LongestTry => options.Value.Timeout;

    public async Task<Submission> SubmitAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var twilio = options.Value;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(twilio.Timeout);
        using var form = new WatchedForm(Fields(message, twilio), message.MayLeave);
        using var request = Request(HttpMethod.Post);
        request.Content = form;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await ReadAsync(response, limit.Token);
        }
        catch (Exception) when (form.IsHeld)
        {
            return Submission.Held;
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            return Submission.Retryable($"Twilio could not be reached: {e.Message}");
        }
        // A connection that is gone as soon as it is made comes as a bare SocketException.
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            var why = e is OperationCanceledException ? "it took too long" : e.Message;
            return form.Whole
                ? Submission.Uncertain($"Twilio's answer was lost: {why}")
                : Submission.Retryable($"The request did not leave us whole: {why}");
        }
    }

    /// <summary>
    /// The messages to a number that Twilio knows since a day, to find out whether it took one whose answer was lost. Asking changes nothing
    /// and may be repeated.
    /// </summary>
    /// <exception cref="HttpRequestException">Twilio could not be asked.</exception>
    public async Task<IReadOnlyList<KnownMessage>> FindAsync(string to, DateTimeOffset since, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.Timeout);
        using var request = Request(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"?To={Uri.EscapeDataString(to)}&DateSent%3E={since.UtcDateTime:yyyy-MM-dd}&PageSize=100"));
        using var response = await http.SendAsync(request, limit.Token);
        response.EnsureSuccessStatusCode();
        var page = await response.Content.ReadFromJsonAsync<KnownMessages>(limit.Token);
        return page?.Messages ?? [];
    }

    /// <summary>The words as Twilio gets them.</summary>
    public static string Body(string text) => text.To(LongestBody);

    HttpRequestMessage Request(HttpMethod method, string query = "")
    {
        var twilio = options.Value;
        var request = new HttpRequestMessage(method, $"2010-04-01/Accounts/{Uri.EscapeDataString(twilio.AccountSid!)}/Messages.json{query}");
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{twilio.AccountSid}:{twilio.AuthToken}")));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    Dictionary<string, string> Fields(OutgoingMessage message, TwilioOptions twilio)
    {
        var fields = new Dictionary<string, string>
        {
            ["To"] = message.To,
            ["Body"] = Body(message.Text),
            ["StatusCallback"] = callback.UrlFor(message.Id),
        };
        if (twilio.MessagingServiceSid is { Length: > 0 } service)
            fields["MessagingServiceSid"] = service;
        else
            fields["From"] = twilio.From!;
        return fields;
    }

    static async Task<Submission> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var reply = await ReplyAsync(response, cancellationToken);
        var status = (int)response.StatusCode;
        var said = $"Twilio {reply?.Code?.ToString(CultureInfo.InvariantCulture) ?? $"HTTP {status}"}: {reply?.Message ?? response.ReasonPhrase}";
        return response.StatusCode switch
        {
            // The message was made, whether or not we could read what Twilio said of it; its reports bind by the token.
            HttpStatusCode.Created => reply is { Status: "failed" or "undelivered" }
                ? Submission.Rejected($"Twilio {reply.ErrorCode}: {reply.ErrorMessage ?? "not sent"}")
                : Submission.Accepted(reply?.Sid, $"Twilio: {reply?.Status ?? "created"}"),
            HttpStatusCode.TooManyRequests => Submission.Retryable(said, RetryAfter(response)),
            _ when status is >= 400 and < 500 => reply?.Code == OptedOut ? Submission.OptedOut(said) : Submission.Rejected(said, addressIsDead: reply?.Code is InvalidNumber or NoMobile),
            _ when status is >= 300 and < 400 => Submission.Rejected($"Twilio's address answered with a redirect ({status}): check Sms:Twilio:BaseUrl."),
            _ => reply?.Sid is { Length: > 0 } sid && status < 300
                ? Submission.Accepted(sid, $"Twilio: {reply.Status}")
                : Submission.Uncertain($"{said} It may have taken the message all the same."),
        };
    }

    static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } wait ? TimeSpan.FromTicks(Math.Min(wait.Ticks, LongestWait.Ticks)) : null;

    static async Task<Reply?> ReplyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LongestReply, cancellationToken);
            return JsonSerializer.Deserialize<Reply>(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException or OperationCanceledException)
        {
            // Something between us and Twilio answered in its own format, or the rest of the answer was lost; the status code has to do.
            return null;
        }
    }

    sealed record KnownMessages([property: JsonPropertyName("messages")] IReadOnlyList<KnownMessage>? Messages);

    /// <summary>Of a message or of an error, Twilio's <c>api.v2010.account.message</c> and its error object.</summary>
    sealed record Reply(
        [property: JsonPropertyName("sid")] string? Sid,
        [property: JsonPropertyName("status"), JsonConverter(typeof(StatusOrCode))] string? Status,
        [property: JsonPropertyName("error_code")] int? ErrorCode,
        [property: JsonPropertyName("error_message")] string? ErrorMessage,
        [property: JsonPropertyName("code")] int? Code,
        [property: JsonPropertyName("message")] string? Message);

    /// <summary>A message's <c>status</c> is a word, an error's is the HTTP status as a number.</summary>
    sealed class StatusOrCode : JsonConverter<string?>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

        public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    /// <summary>
    /// Asks whether it may leave once the connection is there, and remembers whether all of it has left us. It ends in a flush: bytes that only
    /// lie in the connection's buffer may still fail to leave, and then nobody has them.
    /// </summary>
    sealed class WatchedForm(Dictionary<string, string> fields, Func<Task<bool>> mayLeave) : FormUrlEncodedContent(fields)
    {
        volatile bool _whole;

        public bool Whole => _whole;

        /// <summary>Whether it must not leave, and has not.</summary>
        public bool IsHeld { get; private set; }

        // The overload with a cancellation token leads here as well, in every class but FormUrlEncodedContent itself.
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            if (!await mayLeave())
            {
                IsHeld = true;
                throw new InvalidOperationException("It must not leave.");
            }

            await base.SerializeToStreamAsync(stream, context);
            await stream.FlushAsync();
            _whole = true;
            // Nothing is held back for more to come: this was the last byte.
            await stream.FlushAsync();
            CrashPoint.Reached(CrashPoint.TwilioHandedOver);
        }
    }
}

/// <summary>A message that Twilio has.</summary>
sealed record KnownMessage(
    [property: JsonPropertyName("sid")] string Sid,
    [property: JsonPropertyName("body")] string? Body,
    [property: JsonPropertyName("status")] string? Status);
