using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace StatusTracking.Testing.Tests;

public sealed class When_a_text_is_sent : IAsyncLifetime
{
    TwilioServer _server = null!;
    HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TwilioServer.Start();
        _client = new HttpClient { BaseAddress = _server.BaseUrl };
        SignIn(_server.AuthToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task It_is_taken_and_answered_as_Twilio_answers()
    {
        using var reply = await Send(to: "+4915112345678", body: "Your package has left the distribution centre.");

        reply.StatusCode.ShouldBe(HttpStatusCode.Created);
        var message = await Json(reply);
        message.GetProperty("status").GetString().ShouldBe("queued");
        message.GetProperty("sid").GetString().ShouldBe(_server.Messages.ShouldHaveSingleItem().Sid);
        _server.Requests.ShouldHaveSingleItem().Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_wrong_token_is_refused()
    {
        SignIn("wrong");

        using var reply = await Send();

        reply.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Json(reply)).GetProperty("code").GetInt32().ShouldBe(20003);
        _server.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", 21604)]
    [InlineData("015112345678", 21211)]
    public async Task A_number_that_is_none_is_refused(string to, int code)
    {
        using var reply = await Send(to);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json(reply)).GetProperty("code").GetInt32().ShouldBe(code);
    }

    [Fact]
    public async Task An_opted_out_recipient_is_refused_and_others_are_not()
    {
        _server.Fail(TwilioFault.OptedOut with { When = to => to == "+4915112345678" });

        using var refused = await Send("+4915112345678");
        using var taken = await Send("+4915112345679");

        (await Json(refused)).GetProperty("code").GetInt32().ShouldBe(21610);
        taken.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Too_many_requests_say_when_to_come_back()
    {
        _server.Fail(TwilioFault.TooMany with { Times = 1 });

        using var refused = await Send();
        using var taken = await Send();

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        taken.StatusCode.ShouldBe(HttpStatusCode.Created);
        _server.Messages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_server_error_may_have_taken_it()
    {
        _server.Fail(TwilioFault.Broken with { Keep = true });

        using var reply = await Send();

        reply.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        _server.Messages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_message_to_be_found_by_recipient_and_date()
    {
        _server.Fail(TwilioFault.AnswerLost);
        await Should.ThrowAsync<HttpRequestException>(() => Send("+4915112345678"));
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        var found = await Listed($"?To=%2B4915112345678&DateSent={today}");
        var others = await Listed($"?To=%2B4915112345670&DateSent={today}");

        found.ShouldHaveSingleItem().GetProperty("sid").GetString().ShouldBe(_server.Messages[0].Sid);
        others.ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_names_are_those_of_Twilios_own_description()
    {
        using var description = JsonDocument.Parse(await File.ReadAllTextAsync(TestData.Require("twilio", "twilio_api_v2010.json"), TestContext.Current.CancellationToken));
        var path = description.RootElement.GetProperty("paths").GetProperty("/2010-04-01/Accounts/{AccountSid}/Messages.json");
        var fields = path.GetProperty("post").GetProperty("requestBody").GetProperty("content")
            .GetProperty("application/x-www-form-urlencoded").GetProperty("schema").GetProperty("properties");
        var schemas = description.RootElement.GetProperty("components").GetProperty("schemas");
        var properties = schemas.GetProperty("api.v2010.account.message").GetProperty("properties");
        var statuses = schemas.GetProperty("message_enum_status").GetProperty("enum").EnumerateArray().Select(status => status.GetString());
        var page = path.GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content")
            .GetProperty("application/json").GetProperty("schema").GetProperty("properties");

        using var reply = await Send();
        var message = await Json(reply);
        using var listed = await _client.GetAsync(Messages(), TestContext.Current.CancellationToken);
        var list = await Json(listed);

        _server.Requests[0].Form.Keys.ShouldBeSubsetOf(Names(fields));
        Names(message).ShouldBe(Names(properties), ignoreOrder: true);
        Names(list).ShouldBe(Names(page), ignoreOrder: true);
        message.GetProperty("status").GetString().ShouldBeOneOf([.. statuses!]);
    }

    [Fact]
    public async Task Its_status_is_called_back_with_a_signature()
    {
        await using var receiver = await CallbackReceiver.Start();
        using var reply = await Send(statusCallback: $"{receiver.Url}api/v1/twilio/status?token=abc");

        using var answer = await _server.CallBack(_server.Messages[0], "delivered");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var (url, signature, form) = receiver.Calls.ShouldHaveSingleItem();
        url.ShouldEndWith("/api/v1/twilio/status?token=abc");
        form["MessageStatus"].ShouldBe("delivered");
        form["MessageSid"].ShouldBe(_server.Messages[0].Sid);
        signature.ShouldBe(TwilioSignature.Of(url, form, _server.AuthToken));
    }

    [Fact]
    public async Task Its_recipient_can_answer()
    {
        await using var receiver = await CallbackReceiver.Start();

        using var answer = await _server.Answer(new Uri($"{receiver.Url}api/v1/twilio/inbound"), "+4915112345678", "STOP");

        receiver.Calls.ShouldHaveSingleItem().Form["OptOutType"].ShouldBe("STOP");
    }

    Task<HttpResponseMessage> Send(string to = "+4915112345678", string body = "Hello", string? statusCallback = null)
    {
        Dictionary<string, string> form = new() { ["To"] = to, ["From"] = _server.From, ["Body"] = body };
        if (statusCallback is not null) form["StatusCallback"] = statusCallback;
        return _client.PostAsync(Messages(), new FormUrlEncodedContent(form), TestContext.Current.CancellationToken);
    }

    async Task<IReadOnlyList<JsonElement>> Listed(string query)
    {
        using var reply = await _client.GetAsync(Messages() + query, TestContext.Current.CancellationToken);
        return [.. (await Json(reply)).GetProperty("messages").EnumerateArray()];
    }

    string Messages() => $"/2010-04-01/Accounts/{_server.AccountSid}/Messages.json";

    void SignIn(string token) =>
        _client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_server.AccountSid}:{token}")));

    static async Task<JsonElement> Json(HttpResponseMessage reply) =>
        JsonSerializer.Deserialize<JsonElement>(await reply.Content.ReadAsStringAsync());

    static IEnumerable<string> Names(JsonElement properties) => properties.EnumerateObject().Select(property => property.Name);
}
