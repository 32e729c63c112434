using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications.Tests;

public sealed class When_an_operator_edits_a_template : IAsyncLifetime
{
    const string Address = "/api/v1/notifications/templates/left_distribution_centre/sms/en";

    Installation _installation = null!;

    HttpClient Client => _installation.Service.Client;

    public async ValueTask InitializeAsync() => _installation = await Installation.Start();

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    async Task<(HttpStatusCode Status, JsonElement Body)> Call(HttpMethod method, string address, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var reply = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (reply.StatusCode, await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    async Task<JsonElement> Publish(string text)
    {
        (await Call(HttpMethod.Put, Address, new { text })).Status.ShouldBe(HttpStatusCode.OK);
        var (status, body) = await Call(HttpMethod.Post, $"{Address}/publish", new { note = "Shorter" });
        status.ShouldBe(HttpStatusCode.OK);
        return body;
    }

    async Task<JsonElement> Told()
    {
        var alert = await _installation.Send(_installation.Alert(customer: Some.Ada("en")));
        return await _installation.Details(await _installation.Becomes(alert.OrderId, "sms", "sent"));
    }

    [Fact]
    public async Task All_are_listed_and_ours_stand_at_first()
    {
        var (_, all) = await Call(HttpMethod.Get, "/api/v1/notifications/templates");

        all.GetArrayLength().ShouldBe(Enum.GetValues<AlertKind>().Length * Enum.GetValues<Channel>().Length * TemplateFiles.Languages.Count);
        all.EnumerateArray().ShouldAllBe(t => t.GetProperty("source").GetString() == "built_in" && !t.GetProperty("hasDraft").GetBoolean());
    }

    [Fact]
    public async Task A_draft_changes_no_message_and_a_published_one_does()
    {
        await Call(HttpMethod.Put, Address, new { text = "{{ shop.name }}: draft {{ order.number }}" });
        (await Told()).Text("text")!.ShouldContain("has left the distribution centre");

        var published = await Publish("{{ shop.name }}: new {{ order.number }}");
        published.Text("source").ShouldBe("edited");
        published.GetProperty("version").GetInt32().ShouldBe(1);
        published.GetProperty("versions")[0].Text("note").ShouldBe("Shorter");
        published.GetProperty("versions")[0].Text("publisher").ShouldNotBeNullOrEmpty();

        var told = await Told();
        told.Text("text").ShouldBe("Your shop: new ST-7F3K-2M9Q");
        told.GetProperty("templateVersion").GetInt32().ShouldBe(1);
        told.Text("encoding").ShouldBe("gsm7");
        told.GetProperty("segments").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_wrong_with_it_is_told_and_it_is_not_published()
    {
        var (_, draft) = await Call(HttpMethod.Put, Address, new { text = "{{ shop.name }}:\n{{ order.nummer }}" });
        var error = draft.GetProperty("errors")[0];
        (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()).ShouldBe((2, 4));

        var (status, refused) = await Call(HttpMethod.Post, $"{Address}/publish", new { });

        status.ShouldBe(HttpStatusCode.BadRequest);
        refused.GetProperty("errors").GetProperty("text")[0].GetString()!.ShouldContain("Line 2, column 4");
        (await Call(HttpMethod.Get, Address)).Body.Text("source").ShouldBe("built_in");
    }

    [Fact]
    public async Task A_draft_can_be_forgotten_and_what_was_published_not()
    {
        await Publish("{{ shop.name }}: one");
        await Call(HttpMethod.Put, Address, new { text = "{{ shop.name }}: two" });

        foreach (var _ in new[] { 1, 2 })
        {
            var (status, body) = await Call(HttpMethod.Delete, $"{Address}/draft");
            status.ShouldBe(HttpStatusCode.OK);
            body.GetProperty("hasDraft").GetBoolean().ShouldBeFalse();
            body.GetProperty("versions").EnumerateArray().Select(v => v.Text("text")).ShouldBe(["{{ shop.name }}: one"]);
        }
    }

    [Fact]
    public async Task What_it_may_name_and_be_shown_with_is_told()
    {
        var (_, one) = await Call(HttpMethod.Get, Address);

        var names = one.GetProperty("names").EnumerateArray().Select(n => n.GetString()).ToList();
        names.ShouldContain("package.expected");
        names.ShouldContain("order.short_url");
        names.ShouldNotContain("money.amount");
        var samples = one.GetProperty("samples").EnumerateArray().Select(s => s.GetString()).ToList();
        samples.ShouldContain("bare");
        foreach (var sample in samples)
            (await Call(HttpMethod.Post, $"{Address}/preview", new { sample })).Body.Text("text").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task An_earlier_version_or_ours_can_stand_again_and_nothing_is_forgotten()
    {
        await Publish("{{ shop.name }}: one");
        await Publish("{{ shop.name }}: two");
        (await Told()).Text("text").ShouldBe("Your shop: two");

        (await Call(HttpMethod.Post, $"{Address}/rollback", new { version = 1, note = "Two was wrong" })).Body.GetProperty("version").GetInt32().ShouldBe(1);
        (await Told()).Text("text").ShouldBe("Your shop: one");
        var (_, back) = await Call(HttpMethod.Get, Address);
        back.Text("note").ShouldBe("Two was wrong");
        back.GetProperty("versions").EnumerateArray().Select(v => v.Text("note")).ShouldBe(["Shorter", "Shorter"]);

        var (_, ours) = await Call(HttpMethod.Post, $"{Address}/rollback", new { });
        ours.Text("source").ShouldBe("built_in");
        ours.GetProperty("versions").EnumerateArray().Select(v => v.Text("text")).ShouldBe(["{{ shop.name }}: two", "{{ shop.name }}: one"]);
        (await Told()).Text("text")!.ShouldContain("has left the distribution centre");
    }

    [Fact]
    public async Task One_that_fails_after_all_gives_way_to_ours_and_says_so()
    {
        await Publish("{{ shop.name }}: good");
        await using (var db = _installation.Db())
        {
            await db.Templates.ExecuteUpdateAsync(s => s.SetProperty(t => t.Text, "{{ order.nummer }}").SetProperty(t => t.Version, 2), TestContext.Current.CancellationToken);
            await db.TemplateChoices.ExecuteUpdateAsync(s => s.SetProperty(t => t.Version, 2), TestContext.Current.CancellationToken);
        }

        await _installation.Service.Services.GetRequiredService<TemplateBook>().Read(TestContext.Current.CancellationToken);
        var told = await Told();

        told.Text("text")!.ShouldContain("has left the distribution centre");
        told.Text("templateTrouble")!.ShouldContain("nummer");
        told.GetProperty("templateVersion").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task It_is_shown_with_real_news_before_anybody_gets_it()
    {
        var alert = await _installation.Send(_installation.Alert(customer: Some.Ada("en") with { Name = "Grace Hopper" }));
        await _installation.Becomes(alert.OrderId, "email", "sent");
        const string email = "/api/v1/notifications/templates/shipped/email/fr/preview";

        var (_, shown) = await Call(HttpMethod.Post, email, new { orderId = alert.OrderId });
        shown.Text("html")!.ShouldContain("Grace Hopper");
        shown.Text("html")!.ShouldContain("lang=\"fr\"");
        shown.GetProperty("bytes").GetInt32().ShouldBeInRange(5_000, 102 * 1024);
        shown.GetProperty("errors").GetArrayLength().ShouldBe(0);

        var (_, sms) = await Call(HttpMethod.Post, $"{Address}/preview", new { text = "{{ recipient.name }} ’", sample = "usual" });
        sms.Text("text").ShouldBe("Ada Byron ’");
        sms.Text("encoding").ShouldBe("ucs2");
        sms.GetProperty("warnings").GetArrayLength().ShouldBe(1);

        var (_, wrong) = await Call(HttpMethod.Post, $"{Address}/preview", new { text = "{% if %}" });
        wrong.GetProperty("errors")[0].GetProperty("line").GetInt32().ShouldBe(1);
        wrong.GetProperty("text").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("PUT", "", """{ "text": "" }""", 400)]
    [InlineData("PUT", "", """{ "text": "a\u0000b" }""", 400)]
    [InlineData("POST", "/publish", """{ }""", 409)]
    [InlineData("POST", "/rollback", """{ "version": 7 }""", 400)]
    [InlineData("POST", "/preview", """{ "sample": "none" }""", 400)]
    [InlineData("POST", "/preview", """{ "notificationId": "019f0000-0000-7000-8000-000000000009" }""", 400)]
    [InlineData("GET", "x", null, 404)]
    public async Task What_cannot_be_is_refused(string method, string rest, string? body, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address + rest, UriKind.Relative))
        {
            Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        using var reply = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)reply.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task The_day_in_a_calendar_is_taken_back_with_the_order()
    {
        var alert = await _installation.Send(_installation.Alert(AlertKind.Shipped));
        var shipped = await _installation.Details(await _installation.Becomes(alert.OrderId, "email", "sent"));
        shipped.Text("calendar")!.ShouldContain($"UID:package-{alert.PackageId:N}@statustracking");

        await _installation.Service.Publish(_installation.Order(OrderStatus.Cancelled, alert.OrderId, sequence: 9));
        var cancelled = await Testing.Eventually.Get(
            async () => (await _installation.Told(alert.OrderId, "&kind=order_cancelled&channel=email")).SingleOrDefault(), n => n.ValueKind == JsonValueKind.Object, what: "the cancellation");

        var calendar = (await _installation.Details(cancelled)).Text("calendar")!;
        calendar.ShouldContain($"UID:package-{alert.PackageId:N}@statustracking");
        calendar.ShouldContain("STATUS:CANCELLED");
        calendar.ShouldContain("SEQUENCE:4");
    }
}
