using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StatusTracking.Contracts;
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

    [Theory]
    [InlineData("arrived", "sent")]
    [InlineData("not_arrived", "failed")]
    public async Task Takes_an_operators_word_on_an_uncertain_message(string outcome, string status)
    {
        _here.Mail.Drop(SmtpStage.FinalDot, times: 1);
        var alert = await _here.Send(_here.Alert(AlertKind.Shipped));
        var id = (await _here.Becomes(alert.OrderId, "email", "uncertain")).GetProperty("id").GetGuid();

        (await Post($"{id}/resolve", $$"""{"outcome":"{{outcome}}"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _here.Becomes(alert.OrderId, "email", status);
        (await Post($"{id}/resolve", $$"""{"outcome":"{{outcome}}"}""")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("""{"outcome":"maybe"}""")]
    [InlineData("""{"outcome":null}""")]
    [InlineData("{}")]
    [InlineData("""{"outcome":"arrived","more":1}""")]
    public async Task Refuses_any_other_word(string body) => (await Post($"{Guid.NewGuid()}/resolve", body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Lists_the_rules_and_knows_no_others()
    {
        var rules = await _here.Service.Client.GetFromJsonAsync<JsonElement>("/api/v1/notifications/rules", TestContext.Current.CancellationToken);
        rules.GetArrayLength().ShouldBe(28);
        using var body = new StringContent("{\"enabled\":true}", null, "application/json");
        (await _here.Service.Client.PutAsync(new Uri("/api/v1/notifications/rules/shipped/fax", UriKind.Relative), body, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
