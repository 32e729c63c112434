using System.Net;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class When_Twilio_calls_back : IAsyncLifetime
{
    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start();

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    Uri Inbound => new($"{_here.Url}/api/v1/twilio/inbound");

    async Task<(Guid Order, TwilioMessage Message)> Sent()
    {
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "sms", "sent");
        return (alert.OrderId, _here.Twilio.Messages[^1]);
    }

    [Theory]
    [InlineData("delivered", null, "delivered")]
    [InlineData("undelivered", 30003, "undelivered")]
    [InlineData("failed", 30005, "undelivered")]
    public async Task The_message_becomes_what_Twilio_reports(string reported, int? error, string status)
    {
        var (order, message) = await Sent();

        (await _here.Twilio.CallBack(message, "sent")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _here.Twilio.CallBack(message, reported, error)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var told = await _here.Becomes(order, "sms", status);
        if (error is { } code)
            told.Text("reason").ShouldBe($"Twilio {code}");
    }

    [Fact]
    public async Task Reports_that_come_twice_and_in_the_wrong_order_change_nothing()
    {
        var (order, message) = await Sent();

        foreach (var status in new[] { "delivered", "sent", "delivered", "queued", "sending", "sent" })
            (await _here.Twilio.CallBack(message, status)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await _here.Becomes(order, "sms", "delivered");
        _here.Service.Heard<StatusChangeIgnored>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_report_that_contradicts_an_earlier_one_is_noted_once_and_not_followed()
    {
        var (order, message) = await Sent();

        foreach (var (status, error) in new[] { ("undelivered", (int?)30003), ("delivered", null), ("delivered", null), ("undelivered", 30003), ("delivered", null) })
            (await _here.Twilio.CallBack(message, status, error)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _here.Becomes(order, "sms", "undelivered")).Text("reason").ShouldBe("Twilio 30003");
        (await _here.Service.First<StatusChangeIgnored>()).Reason.ShouldBe("It was undelivered when the provider reported delivered.");
        await using var db = _here.Db();
        (await db.Set<Messaging.StatusHistory>().Where(h => h.OrderId == order && h.Ignored).ToListAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem().To.ShouldBe("delivered");
    }

    [Fact]
    public async Task A_forged_report_is_refused()
    {
        var (order, message) = await Sent();

        (await _here.Twilio.CallBack(message, "delivered", signature: "bm90IHRydWU=")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await _here.Becomes(order, "sms", "sent");
    }

    [Fact]
    public async Task A_report_about_somebody_elses_message_is_not_found()
    {
        var url = $"{_here.Url}/api/v1/twilio/status?t=AAAA";
        Dictionary<string, string> form = new() { ["MessageSid"] = "SM0123", ["MessageStatus"] = "delivered" };
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("X-Twilio-Signature", Testing.TwilioSignature.Of(url, form, _here.Twilio.AuthToken));
        (await _here.Service.Anonymous.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("STOP")]
    [InlineData("stop.")]
    [InlineData(" Unsubscribe ")]
    public async Task Someone_who_answers_STOP_gets_no_more_SMS_until_they_answer_START(string word)
    {
        (await _here.Twilio.Answer(Inbound, "+4915112345678", word)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _here.Twilio.Answer(Inbound, "+4915112345678", word)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var alert = await _here.Send(_here.Alert());
        (await _here.Becomes(alert.OrderId, "sms", "suppressed")).Text("reason").ShouldBe("opted_out");
        await _here.Becomes(alert.OrderId, "email", "sent");

        await _here.Twilio.Answer(Inbound, "+4915112345678", "START");
        await Sent();
    }

    [Fact]
    public async Task Any_other_answer_changes_nothing()
    {
        (await _here.Twilio.Answer(Inbound, "+4915112345678", "Please stop by at noon")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Sent();
    }

    [Fact]
    public async Task A_forged_STOP_is_refused()
    {
        (await _here.Twilio.Answer(Inbound, "+4915112345678", "STOP", signature: "bm90IHRydWU=")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await Sent();
    }

    [Theory]
    [InlineData("status")]
    [InlineData("inbound")]
    public async Task Something_that_is_no_form_is_refused(string route)
    {
        using var body = new StringContent("{}", null, "application/json");
        (await _here.Service.Anonymous.PostAsync(new Uri($"/api/v1/twilio/{route}", UriKind.Relative), body, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }
}
