using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StatusTracking.Testing;

/// <summary>
/// An HTTP server in the shape of Twilio's API (version 2010-04-01): sends messages, lists them, and calls back. It
/// keeps every request and fails when it is told to.
/// </summary>
public sealed class TwilioServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentQueue<TwilioRequest> _requests = new();
    readonly ConcurrentQueue<TwilioMessage> _messages = new();
    readonly List<(TwilioFault Fault, int Left)> _faults = [];
    readonly Lock _gate = new();
    readonly HttpClient _callbacks = new();
    readonly TimeProvider _time;

    TwilioServer(WebApplication app, TimeProvider time) => (_app, _time) = (app, time);

    /// <summary>The account's identifier, the user of basic authentication.</summary>
    public string AccountSid { get; } = $"AC{Guid.NewGuid():N}";

    /// <summary>The account's token, the password of basic authentication and the key of signatures.</summary>
    public string AuthToken { get; } = Guid.NewGuid().ToString("N");

    /// <summary>A number of the account.</summary>
    public string From { get; } = "+15005550006";

    /// <summary>Where it listens, what <c>Sms:Twilio:BaseUrl</c> takes.</summary>
    public Uri BaseUrl => new(_app.Urls.Single());

    /// <summary>Is given each message that it takes, before its sender is told.</summary>
    public Action<TwilioMessage>? Taken { get; set; }

    /// <summary>Every request, in the order of arrival.</summary>
    public IReadOnlyList<TwilioRequest> Requests => [.. _requests];

    /// <summary>The messages it has taken.</summary>
    public IReadOnlyList<TwilioMessage> Messages => [.. _messages];

    /// <summary>The settings of a service that sends through it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Sms:Twilio:AccountSid"] = AccountSid,
        ["Sms:Twilio:AuthToken"] = AuthToken,
        ["Sms:Twilio:From"] = From,
        ["Sms:Twilio:BaseUrl"] = BaseUrl.ToString(),
    };

    /// <summary>Listens on a free port of the loopback address.</summary>
    /// <param name="time">The clock of its dates; the system's by default.</param>
    public static async Task<TwilioServer> Start(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new TwilioServer(builder.Build(), time ?? TimeProvider.System);
        server._app.MapPost("/2010-04-01/Accounts/{account}/Messages.json", server.Send);
        server._app.MapGet("/2010-04-01/Accounts/{account}/Messages.json", server.List);
        server._app.MapGet("/2010-04-01/Accounts/{account}/Messages/{sid}.json", server.Fetch);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Makes sending go wrong from now on. Faults happen in the order in which they were given.</summary>
    public void Fail(TwilioFault fault)
    {
        lock (_gate) _faults.Add((fault, fault.Times));
    }

    /// <summary>Ends all faults.</summary>
    public void Heal()
    {
        lock (_gate) _faults.Clear();
    }

    /// <summary>Waits until so many messages satisfy the condition and returns them.</summary>
    public Task<IReadOnlyList<TwilioMessage>> Wait(int count, Func<TwilioMessage, bool>? where = null, TimeSpan? within = null) =>
        Eventually.Get<IReadOnlyList<TwilioMessage>>(
            () => [.. _messages.Where(message => where is null || where(message))],
            found => found.Count >= count,
            within,
            $"{count} messages at Twilio");

    /// <summary>Posts a status callback for a message, signed, to the URL that its sender gave.</summary>
    /// <param name="message">The message.</param>
    /// <param name="status">sent, delivered, undelivered, failed …</param>
    /// <param name="errorCode">Why it was not delivered.</param>
    /// <param name="publicUrl">The URL to sign, where a proxy rewrites the one that is called.</param>
    /// <param name="signature">A signature to send instead of the right one.</param>
    public async Task<HttpResponseMessage> CallBack(
        TwilioMessage message,
        string status,
        int? errorCode = null,
        string? publicUrl = null,
        string? signature = null)
    {
        message.Status = status;
        message.ErrorCode = errorCode;
        Dictionary<string, string> form = new()
        {
            ["AccountSid"] = AccountSid,
            ["ApiVersion"] = "2010-04-01",
            ["From"] = message.From ?? From,
            ["MessageSid"] = message.Sid,
            ["MessageStatus"] = status,
            ["SmsSid"] = message.Sid,
            ["SmsStatus"] = status,
            ["To"] = message.To,
        };
        if (errorCode is { } code) form["ErrorCode"] = code.ToString(CultureInfo.InvariantCulture);
        if (message.MessagingServiceSid is { } service) form["MessagingServiceSid"] = service;
        return await Post(message.StatusCallback ?? throw new InvalidOperationException("The sender gave no status callback"), form, publicUrl, signature);
    }

    /// <summary>Posts an incoming message, signed: what a recipient answers.</summary>
    public Task<HttpResponseMessage> Answer(Uri inbound, string from, string body, string? signature = null)
    {
        var sid = NewSid();
        Dictionary<string, string> form = new()
        {
            ["AccountSid"] = AccountSid,
            ["ApiVersion"] = "2010-04-01",
            ["Body"] = body,
            ["From"] = from,
            ["MessageSid"] = sid,
            ["NumMedia"] = "0",
            ["NumSegments"] = "1",
            ["SmsMessageSid"] = sid,
            ["SmsSid"] = sid,
            ["SmsStatus"] = "received",
            ["To"] = From,
        };
        if (body.Trim().ToUpperInvariant() is "STOP" or "START" or "HELP") form["OptOutType"] = body.Trim().ToUpperInvariant();
        return Post(inbound.ToString(), form, null, signature);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _callbacks.Dispose();
        await _app.DisposeAsync();
    }

    async Task<HttpResponseMessage> Post(string url, Dictionary<string, string> form, string? publicUrl, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("X-Twilio-Signature", signature ?? TwilioSignature.Of(publicUrl ?? url, form, AuthToken));
        return await _callbacks.SendAsync(request);
    }

    async Task<IResult> Send(HttpContext context, string account)
    {
        var form = (await context.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString());
        IResult Answered(IResult result, int status)
        {
            _requests.Enqueue(new("POST", context.Request.Path, form, UserOf(context.Request), status));
            return result;
        }

        IResult Refused(int status, int code, string message) => Answered(TwilioReplies.Error(status, code, message), status);

        if (!IsSignedIn(context.Request, account)) return Refused(401, 20003, "Authenticate");
        var to = form.GetValueOrDefault("To", "");
        if (to.Length == 0) return Refused(400, 21604, "A 'To' phone number is required.");
        if (!form.ContainsKey("From") && !form.ContainsKey("MessagingServiceSid")) return Refused(400, 21603, "A 'From' phone number is required.");
        if (form.GetValueOrDefault("Body", "").Length is 0 or > 1600) return Refused(400, 21602, "Message body is required.");
        if (to[0] != '+' || !to[1..].All(char.IsAsciiDigit)) return Refused(400, 21211, $"Invalid 'To' Phone Number: {to}");

        var fault = FaultFor(to);
        if (fault is { Delay: { Ticks: > 0 } delay }) await Task.Delay(delay, context.RequestAborted);
        TwilioMessage? taken = null;
        if (fault is null or { Keep: true })
        {
            taken = new TwilioMessage
            {
                Sid = NewSid(),
                To = to,
                From = form.GetValueOrDefault("From"),
                MessagingServiceSid = form.GetValueOrDefault("MessagingServiceSid"),
                Body = form["Body"],
                StatusCallback = form.GetValueOrDefault("StatusCallback"),
                CreatedAt = _time.GetUtcNow(),
            };
            _messages.Enqueue(taken);
            Taken?.Invoke(taken);
        }

        switch (fault)
        {
            case null:
                return Answered(Results.Json(TwilioReplies.Of(taken!, AccountSid), statusCode: 201), 201);
            case { Status: 0 }:
                Answered(Results.Empty, 0);
                context.Abort();
                return Results.Empty;
            default:
                if (fault.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                return Refused(fault.Status, fault.Code, fault.Message);
        }
    }

    IResult List(HttpContext context, string account)
    {
        var query = context.Request.Query.ToDictionary(field => field.Key, field => field.Value.ToString());
        var signedIn = IsSignedIn(context.Request, account);
        _requests.Enqueue(new("GET", context.Request.Path, query, UserOf(context.Request), signedIn ? 200 : 401));
        if (!signedIn) return TwilioReplies.Error(401, 20003, "Authenticate");
        var found = _messages.Where(message =>
            (!query.TryGetValue("To", out var to) || message.To == to)
            && (!query.TryGetValue("From", out var from) || message.From == from)
            && OnDay(query, "DateSent", message, (day, wanted) => day == wanted)
            && OnDay(query, "DateSent<", message, (day, wanted) => day <= wanted)
            && OnDay(query, "DateSent>", message, (day, wanted) => day >= wanted));
        return Results.Json(TwilioReplies.List(found.Reverse(), AccountSid, context.Request));
    }

    IResult Fetch(HttpContext context, string account, string sid)
    {
        if (!IsSignedIn(context.Request, account)) return TwilioReplies.Error(401, 20003, "Authenticate");
        return _messages.FirstOrDefault(message => message.Sid == sid) is { } found
            ? Results.Json(TwilioReplies.Of(found, AccountSid))
            : TwilioReplies.Error(404, 20404, $"The requested resource {context.Request.Path} was not found");
    }

    static bool OnDay(Dictionary<string, string> query, string name, TwilioMessage message, Func<DateOnly, DateOnly, bool> isMatch) =>
        !query.TryGetValue(name, out var text)
        || isMatch(DateOnly.FromDateTime(message.CreatedAt.UtcDateTime), DateOnly.Parse(text[..10], CultureInfo.InvariantCulture));

    TwilioFault? FaultFor(string to)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(entry => entry.Left > 0 && entry.Fault.When(to));
            if (index < 0) return null;
            var (fault, left) = _faults[index];
            _faults[index] = (fault, left == int.MaxValue ? left : left - 1);
            return fault;
        }
    }

    bool IsSignedIn(HttpRequest request, string account) =>
        account == AccountSid && Credentials(request) == $"{AccountSid}:{AuthToken}";

    static string? UserOf(HttpRequest request) => Credentials(request)?.Split(':')[0];

    static string? Credentials(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) && header is { Scheme: "Basic", Parameter: { } encoded }
            ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded))
            : null;

    static string NewSid() => $"SM{Guid.NewGuid():N}";
}
