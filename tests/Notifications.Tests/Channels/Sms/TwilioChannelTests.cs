using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class An_SMS_through_Twilio : IAsyncLifetime
{
    TwilioServer _twilio = null!;

    public async ValueTask InitializeAsync() => _twilio = await TwilioServer.Start();

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    async Task<Submission> Submit(OutgoingMessage? message = null, Action<TwilioOptions>? change = null, Action<SocketsHttpHandler>? changeHandler = null)
    {
        var settings = new TwilioOptions { AccountSid = _twilio.AccountSid, AuthToken = _twilio.AuthToken, From = _twilio.From, BaseUrl = _twilio.BaseUrl, Timeout = TimeSpan.FromSeconds(5) };
        change?.Invoke(settings);
        var options = Options.Create(settings);
        var handler = TwilioChannel.Handler();
        changeHandler?.Invoke(handler);
        using var http = new HttpClient(handler) { BaseAddress = settings.BaseUrl };
        var channel = new TwilioChannel(http, options, new StatusCallback(options, Options.Create(new PublicUrlOptions { PublicUrl = "https://shop.example" })));
        return await channel.SubmitAsync(message ?? Some.Sms(), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Arrives_with_its_number_words_and_callback()
    {
        var message = Some.Sms();

        var submission = await Submit(message);

        submission.Outcome.ShouldBe(SubmissionOutcome.Accepted);
        var taken = _twilio.Messages.ShouldHaveSingleItem();
        submission.ProviderId.ShouldBe(taken.Sid);
        taken.To.ShouldBe("+4915112345678");
        taken.From.ShouldBe(_twilio.From);
        taken.Body.ShouldBe(message.Text);
        taken.StatusCallback!.ShouldStartWith("https://shop.example/api/v1/twilio/status?t=");
    }

    [Fact]
    public async Task Does_not_leave_when_somebody_else_may_have_it()
    {
        var submission = await Submit(Some.Sms() with { MayLeave = () => Task.FromResult(false) });

        submission.ShouldBe(Submission.Held);
        _twilio.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task May_have_left_only_when_Twilio_was_reached()
    {
        var asked = false;
        await Submit(Some.Sms() with { MayLeave = () => Task.FromResult(asked = true) }, change: o => o.BaseUrl = new Uri("http://twilio.invalid"));
        asked.ShouldBeFalse();
    }

    [Fact]
    public async Task Leaves_the_choice_of_the_sender_to_a_messaging_service()
    {
        await Submit(change: o => o.MessagingServiceSid = "MG0123456789abcdef0123456789abcdef");

        var taken = _twilio.Messages.ShouldHaveSingleItem();
        taken.MessagingServiceSid.ShouldBe("MG0123456789abcdef0123456789abcdef");
        taken.From.ShouldBeNull();
    }

    [Fact]
    public async Task Asks_for_what_Twilios_API_describes()
    {
        using var api = JsonDocument.Parse(await File.ReadAllBytesAsync(TestData.Require("twilio", "twilio_api_v2010.json"), TestContext.Current.CancellationToken));
        var post = api.RootElement.GetProperty("paths").GetProperty("/2010-04-01/Accounts/{AccountSid}/Messages.json").GetProperty("post");
        var form = post.GetProperty("requestBody").GetProperty("content").GetProperty("application/x-www-form-urlencoded").GetProperty("schema");

        await Submit();
        await Submit(change: o => o.MessagingServiceSid = "MG0123456789abcdef0123456789abcdef");

        var account = post.GetProperty("parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "AccountSid").GetProperty("schema").GetProperty("pattern").GetString()!;
        _twilio.Requests.Count.ShouldBe(2);
        foreach (var request in _twilio.Requests)
        {
            var parts = request.Path.Split('/');
            parts[3].ShouldMatch(account);
            request.Path.ShouldBe($"/2010-04-01/Accounts/{parts[3]}/Messages.json");
            foreach (var (name, value) in request.Form)
            {
                form.GetProperty("properties").TryGetProperty(name, out var property).ShouldBeTrue($"{name} is no field of Twilio's");
                if (property.TryGetProperty("pattern", out var pattern))
                    Regex.IsMatch(value, pattern.GetString()!).ShouldBeTrue($"{name} is not as Twilio wants it: {value}");
                if (property.TryGetProperty("format", out var format) && format.GetString() == "uri")
                    Uri.TryCreate(value, UriKind.Absolute, out _).ShouldBeTrue();
            }

            foreach (var required in form.GetProperty("required").EnumerateArray())
                request.Form.Keys.ShouldContain(required.GetString()!);
        }
    }

    [Fact]
    public async Task Is_opted_out_when_the_recipient_has_answered_STOP()
    {
        _twilio.Fail(TwilioFault.OptedOut);
        (await Submit()).Outcome.ShouldBe(SubmissionOutcome.OptedOut);
    }

    [Fact]
    public async Task Is_rejected_for_good_when_Twilio_says_no()
    {
        _twilio.Fail(TwilioFault.NoSuchNumber);

        var submission = await Submit();

        submission.Outcome.ShouldBe(SubmissionOutcome.Rejected);
        submission.Reason!.ShouldContain("21211");
    }

    [Fact]
    public async Task Is_rejected_with_the_number_masked()
    {
        _twilio.Fail(TwilioFault.NoSuchNumber with { Message = "The 'To' number +4915112345678 is not valid." });
        (await Submit()).Reason!.ShouldNotContain("15112345");
    }

    [Fact]
    public async Task May_be_tried_again_when_there_are_too_many()
    {
        _twilio.Fail(TwilioFault.TooMany);

        var submission = await Submit();

        submission.Outcome.ShouldBe(SubmissionOutcome.Retryable);
        submission.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Is_uncertain_when_Twilio_breaks_and_is_not_posted_again()
    {
        _twilio.Fail(TwilioFault.Broken);

        (await Submit()).Outcome.ShouldBe(SubmissionOutcome.Uncertain);

        _twilio.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Is_uncertain_when_the_answer_is_lost_and_is_not_posted_again()
    {
        _twilio.Fail(TwilioFault.AnswerLost);

        (await Submit()).Outcome.ShouldBe(SubmissionOutcome.Uncertain);

        _twilio.Requests.Count.ShouldBe(1);
        _twilio.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Is_uncertain_when_Twilio_takes_too_long()
    {
        _twilio.Fail(new TwilioFault { Status = 0, Delay = TimeSpan.FromSeconds(20) });
        (await Submit(change: o => o.Timeout = TimeSpan.FromSeconds(1))).Outcome.ShouldBe(SubmissionOutcome.Uncertain);
    }

    [Fact]
    public async Task May_be_tried_again_when_nobody_listens()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var unused = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        (await Submit(change: o => o.BaseUrl = new Uri($"http://127.0.0.1:{unused}"))).Outcome.ShouldBe(SubmissionOutcome.Retryable);
    }

    [Fact]
    public async Task May_be_tried_again_when_the_connection_is_gone_as_soon_as_it_is_made()
    {
        await using var proxy = FaultProxy.To(_twilio.BaseUrl);
        proxy.Faults = new Faults { CutAfterSent = 0 };

        var submission = await Submit(
            change: o => o.BaseUrl = proxy.Instead(_twilio.BaseUrl),
            changeHandler: h => h.ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(proxy.Host, proxy.Port, cancel);
                var stream = new NetworkStream(socket, ownsSocket: true);
                await Eventually.True(() => proxy.Connections.Count == 1 && proxy.Open.Count == 0);
                return stream;
            });

        submission.Outcome.ShouldBe(SubmissionOutcome.Retryable, submission.Reason);
    }

    [Fact]
    public async Task May_be_tried_again_when_the_connection_is_gone_before_the_request_has_left()
    {
        await using var proxy = FaultProxy.To(_twilio.BaseUrl);

        var submission = await Submit(
            change: o => o.BaseUrl = proxy.Instead(_twilio.BaseUrl),
            changeHandler: h => h.PlaintextStreamFilter = async (connection, _) =>
            {
                await Eventually.True(() => proxy.Open.Count == 1);
                proxy.Reset();
                await Eventually.True(() => proxy.Open.Count == 0);
                return connection.PlaintextStream;
            });

        submission.Outcome.ShouldBe(SubmissionOutcome.Retryable, submission.Reason);
        _twilio.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task May_be_tried_again_when_the_connection_is_cut_while_it_is_being_encrypted()
    {
        await using var proxy = FaultProxy.To(_twilio.BaseUrl);
        proxy.Faults = new Faults { CutAfterSent = 50 };
        (await Submit(change: o => o.BaseUrl = new Uri($"https://{proxy.Host}:{proxy.Port}"))).Outcome.ShouldBe(SubmissionOutcome.Retryable);
    }

    [Fact]
    public async Task Takes_a_new_connection_when_the_one_that_was_kept_is_gone()
    {
        await using var proxy = FaultProxy.To(_twilio.BaseUrl);
        var settings = new TwilioOptions { AccountSid = _twilio.AccountSid, AuthToken = _twilio.AuthToken, From = _twilio.From, BaseUrl = proxy.Instead(_twilio.BaseUrl) };
        var options = Options.Create(settings);
        using var http = new HttpClient(TwilioChannel.Handler()) { BaseAddress = settings.BaseUrl };
        var channel = new TwilioChannel(http, options, new StatusCallback(options, Options.Create(new PublicUrlOptions { PublicUrl = "https://shop.example" })));
        (await channel.SubmitAsync(Some.Sms(), TestContext.Current.CancellationToken)).Outcome.ShouldBe(SubmissionOutcome.Accepted);
        proxy.Reset();
        await Eventually.True(() => proxy.Open.Count == 0);

        (await channel.SubmitAsync(Some.Sms(), TestContext.Current.CancellationToken)).Outcome.ShouldBe(SubmissionOutcome.Accepted);

        proxy.Connections.Count.ShouldBe(2);
        _twilio.Messages.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(120, 120)]
    [InlineData(90_000, 3600)]
    public async Task Waits_as_long_as_Twilio_asks_and_an_hour_at_most(int asked, int waited)
    {
        _twilio.Fail(TwilioFault.TooMany with { RetryAfter = asked });
        (await Submit()).RetryAfter.ShouldBe(TimeSpan.FromSeconds(waited));
    }

    [Fact]
    public async Task May_be_tried_again_when_the_host_has_no_address() =>
        (await Submit(change: o => o.BaseUrl = new Uri("http://twilio.invalid"))).Outcome.ShouldBe(SubmissionOutcome.Retryable);

    [Fact]
    public async Task May_be_tried_again_when_the_connection_cannot_be_encrypted() =>
        (await Submit(change: o => o.BaseUrl = new UriBuilder(_twilio.BaseUrl) { Scheme = "https" }.Uri)).Outcome.ShouldBe(SubmissionOutcome.Retryable);
}
