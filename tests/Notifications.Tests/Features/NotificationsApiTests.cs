using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class The_API_of_notifications : IAsyncLifetime
{
    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start();

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    Task<HttpResponseMessage> Get(string query) => _here.Service.Client.GetAsync(new Uri($"/api/v1/notifications{query}", UriKind.Relative), TestContext.Current.CancellationToken);

    async Task<HttpResponseMessage> Post(string path, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/notifications/{path}") { Content = body is null ? null : new StringContent(body, null, "application/json") };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await _here.Service.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    async Task<(Guid Order, Guid Id)> Sent(AlertKind kind = AlertKind.Shipped)
    {
        var alert = await _here.Send(_here.Alert(kind));
        return (alert.OrderId, (await _here.Becomes(alert.OrderId, "email", "sent")).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Pages_through_all_newest_first()
    {
        for (var i = 0; i < 5; i++)
        {
            await Sent();
            _here.Service.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var seen = new List<Guid>();
        string? next = null;
        do
        {
            var page = await _here.Service.Client.GetFromJsonAsync<JsonElement>($"/api/v1/notifications?limit=2{(next is null ? "" : "&after=" + next)}", TestContext.Current.CancellationToken);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
            next = page.Text("next");
        }
        while (next is not null);

        seen.Count.ShouldBe(5);
        seen.ShouldBe(seen.OrderDescending());
    }

    [Fact]
    public async Task Finds_messages_by_whole_address_and_kind()
    {
        var grace = new Person("Grace", $"Grace-{Guid.NewGuid():n}@example.org", "+4915112340000", "en", null);
        var alert = await _here.Send(_here.Alert(AlertKind.LeftDistributionCentre, customer: grace));
        await _here.Becomes(alert.OrderId, "email", "sent");
        await _here.Becomes(alert.OrderId, "sms", "sent");
        await Sent();

        (await Kinds($"?recipient={grace.Email}")).ShouldBe(["email left_distribution_centre"]);
        (await Kinds("?recipient=%2B49%20151%2012340000")).ShouldBe(["sms left_distribution_centre"]);
        (await Kinds($"?recipient={grace.Email}&kind=shipped")).ShouldBeEmpty();
        (await Kinds("?recipient=grace")).ShouldBeEmpty();
        (await Kinds("?kind=shipped&channel=email")).ShouldBe(["email shipped"]);

        async Task<string[]> Kinds(string query) => [.. (await _here.Service.Client.GetFromJsonAsync<JsonElement>($"/api/v1/notifications{query}", TestContext.Current.CancellationToken))
            .GetProperty("items").EnumerateArray().Select(i => $"{i.Text("channel")} {i.Text("kind")}")];
    }

    [Fact]
    public async Task Tells_how_long_messages_took_from_their_cause_on()
    {
        var start = _here.Service.Time.GetUtcNow();
        foreach (var seconds in new[] { 1, 2, 30 })
        {
            var alert = _here.Alert(AlertKind.Shipped);
            await _here.Send(alert with { Cause = alert.Cause with { RecordedAt = _here.Service.Time.GetUtcNow().AddSeconds(-seconds) } });
            await _here.Becomes(alert.OrderId, "email", "sent");
        }

        var delays = await _here.Service.Client.GetFromJsonAsync<JsonElement>("/api/v1/notifications/delays", TestContext.Current.CancellationToken);

        delays.GetProperty("measured").GetInt32().ShouldBe(3);
        delays.GetProperty("p50").GetDouble().ShouldBe(2);
        delays.GetProperty("p95").GetDouble().ShouldBe(30);
        delays.GetProperty("slowest").GetDouble().ShouldBe(30);
        delays.GetProperty("hours").EnumerateArray().Select(h => h.ValueKind is JsonValueKind.Null ? 0 : h.GetDouble()).ShouldBe([.. Enumerable.Repeat(0d, 23), 30]);
        delays.GetProperty("from").GetDateTimeOffset().ShouldBe(new DateTimeOffset(start.Date, TimeSpan.Zero).AddHours(start.Hour - 23));
    }

    [Theory]
    [InlineData("?status=nope", "status")]
    [InlineData("?channel=fax", "channel")]
    [InlineData("?kind=nope", "kind")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=201", "limit")]
    [InlineData("?limit=x", "limit")]
    [InlineData("?orderId=x", "orderId")]
    [InlineData("?after=%7B", "after")]
    public async Task Refuses_bad_filters_naming_them(string query, string field)
    {
        var reply = await Get(query);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Needs_a_key()
    {
        (await _here.Service.Anonymous.GetAsync(new Uri("/api/v1/notifications", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Get($"/{Guid.NewGuid()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Sends_again_as_a_new_message_each_time_it_is_asked()
    {
        var (order, id) = await Sent();

        var first = await Post($"{id}/resend", key: "once");
        var same = await Post($"{id}/resend", key: "once");
        var second = await Post($"{id}/resend");

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await same.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        await _here.Mail.Wait(3);
        (await _here.Told(order)).Select(n => n.Text("occurrence")).ShouldBe(["1", "resend-1", "resend-2"], ignoreOrder: true);
        (await _here.Service.Client.GetAsync(first.Headers.Location, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Sends_even_old_news_again_when_asked()
    {
        var alert = await _here.Send(_here.Alert(AlertKind.Shipped, occurredAt: _here.Now.AddDays(-30)));
        var stale = await _here.Becomes(alert.OrderId, "email", "suppressed");

        (await Post($"{stale.GetProperty("id").GetGuid()}/resend")).StatusCode.ShouldBe(HttpStatusCode.Created);

        await _here.Mail.Wait(1);
    }

    [Fact]
    public async Task Cannot_send_to_someone_without_an_address()
    {
        var alert = await _here.Send(_here.Alert(AlertKind.Shipped, customer: Some.Ada(email: null)));
        var suppressed = await _here.Becomes(alert.OrderId, "email", "suppressed");
        (await Post($"{suppressed.GetProperty("id").GetGuid()}/resend")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    async Task<(Guid Order, Guid Id)> Uncertain()
    {
        _here.Mail.Drop(SmtpStage.FinalDot, times: 1);
        var alert = await _here.Send(_here.Alert(AlertKind.Shipped));
        return (alert.OrderId, (await _here.Becomes(alert.OrderId, "email", "uncertain")).GetProperty("id").GetGuid());
    }

    Task<HttpResponseMessage> Resolve(Guid id, string outcome, string reason = "Ada was asked.") => Post($"{id}/resolution", $$"""{"outcome":"{{outcome}}","reason":"{{reason}}"}""");

    async Task<int> Counted(string status, string query = "")
    {
        var counts = await _here.Service.Client.GetFromJsonAsync<JsonElement>($"/api/v1/notifications/counts{query}", TestContext.Current.CancellationToken);
        return counts.GetProperty("byStatus").GetProperty(status).GetInt32();
    }

    [Theory]
    [InlineData("arrived", "sent", 0)]
    [InlineData("did_not_arrive", "failed", 0)]
    [InlineData("send_again", "sent", 1)]
    public async Task Takes_an_operators_word_on_an_uncertain_message_once_however_often_it_is_said(string outcome, string status, int mails)
    {
        var (order, id) = await Uncertain();

        (await Resolve(id, outcome, "Asked ada@example.org on the phone.")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Resolve(id, outcome)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _here.Becomes(order, "email", status);
        (await Resolve(id, outcome)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _here.Mail.Received.Count.ShouldBe(mails);
        var change = await _here.Service.First<NotificationStatusChanged>(m => m.SubjectId == id && m.From == "uncertain");
        change.Detail.ShouldBe(outcome);
        change.Reason.ShouldBe("API key: Asked a…@example.org on the phone.");
        await using var db = _here.Db();
        var history = await db.Set<StatusHistory>().Where(h => h.SubjectId == id && h.From == "uncertain").SingleAsync(TestContext.Current.CancellationToken);
        (history.Detail, history.Reason).ShouldBe((outcome, change.Reason));
    }

    [Fact]
    public async Task Takes_no_second_word_that_says_something_else()
    {
        var (_, id) = await Uncertain();
        (await Resolve(id, "did_not_arrive")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Resolve(id, "send_again")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Resolve(id, "arrived")).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        _here.Mail.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Takes_no_word_on_a_message_that_is_not_uncertain()
    {
        var (_, id) = await Sent();
        foreach (var outcome in new[] { "arrived", "did_not_arrive", "send_again" })
            (await Resolve(id, outcome)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Resolve(Guid.NewGuid(), "arrived")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Takes_a_new_word_when_it_becomes_uncertain_again()
    {
        var (order, id) = await Uncertain();
        _here.Mail.Drop(SmtpStage.FinalDot, times: 1);
        await Resolve(id, "send_again");
        await Eventually.True(async () => (await _here.Told(order))[0] is var n && n.Text("status") == "uncertain" && n.GetProperty("attemptCount").GetInt32() == 2);

        (await Resolve(id, "send_again")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _here.Becomes(order, "email", "sent");
        _here.Mail.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lets_ten_operators_at_once_send_it_again_once()
    {
        var (order, id) = await Uncertain();

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Resolve(id, "send_again")));

        replies.ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK);
        await _here.Becomes(order, "email", "sent");
        _here.Mail.Received.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"outcome":"maybe","reason":"x"}""", "outcome")]
    [InlineData("""{"outcome":null,"reason":"x"}""", "outcome")]
    [InlineData("""{"outcome":"arrived","reason":" "}""", "reason")]
    [InlineData("""{"outcome":"arrived"}""", "reason")]
    [InlineData("{}", "outcome")]
    [InlineData("""{"outcome":"arrived","reason":"x","more":1}""", "more")]
    public async Task Refuses_any_other_word_naming_the_field(string body, string field)
    {
        var reply = await Post($"{Guid.NewGuid()}/resolution", body);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Counts_what_is_uncertain_and_lists_it_with_its_reason()
    {
        var (_, id) = await Uncertain();
        await Sent();

        (await Counted("uncertain")).ShouldBe(1);
        (await Counted("uncertain", "?channel=sms")).ShouldBe(0);
        (await Counted("sent")).ShouldBe(1);
        (await Counted("bounced")).ShouldBe(0);
        var listed = await _here.Service.Client.GetFromJsonAsync<JsonElement>("/api/v1/notifications?status=uncertain", TestContext.Current.CancellationToken);
        var only = listed.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        only.GetProperty("id").GetGuid().ShouldBe(id);
        only.Text("reason")!.ShouldContain("after the whole message");
        (await Get("/counts?channel=fax")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Shows_what_is_uncertain_as_a_metric()
    {
        // What /metrics shows in this process holds the gauges of all services that tests run beside each other.
        var meters = _here.Service.Services.GetRequiredService<IMeterFactory>();
        var measured = 0;
        using var gauge = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "notifications.uncertain" && instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        gauge.SetMeasurementEventCallback<int>((_, value, tags, _) =>
        {
            if (tags.Contains(new("channel", "email")))
                measured = value;
        });
        gauge.Start();
        var (_, id) = await Uncertain();
        await Becomes(1);

        await Resolve(id, "arrived");

        await Becomes(0);
        (await _here.Service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldContain("notifications_uncertain{");

        Task Becomes(int count) => _here.PassTime(TimeSpan.FromSeconds(16), () =>
        {
            gauge.RecordObservableInstruments();
            return Task.FromResult(measured == count);
        });
    }

    [Fact]
    public async Task Lists_the_rules_and_knows_no_others()
    {
        var rules = await _here.Service.Client.GetFromJsonAsync<JsonElement>("/api/v1/notifications/rules", TestContext.Current.CancellationToken);
        rules.GetArrayLength().ShouldBe(30);
        using var body = new StringContent("{\"enabled\":true}", null, "application/json");
        (await _here.Service.Client.PutAsync(new Uri("/api/v1/notifications/rules/shipped/fax", UriKind.Relative), body, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
