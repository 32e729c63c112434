using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace StatusTracking.Gateway.Tests.Features;

public sealed class When_a_service_is_away(GatewaySite site) : IClassFixture<GatewaySite>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_caller_is_told_which_one_and_when_to_try_again()
    {
        await site["Inventory"].DisposeAsync();

        var reply = await site.Client.GetAsync("/api/v1/stock", Cancellation);

        reply.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        reply.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        reply.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await reply.Content.ReadFromJsonAsync<JsonObject>(Cancellation);
        problem!["title"]!.GetValue<string>().ShouldBe("Inventory is not available.");
        problem["service"]!.GetValue<string>().ShouldBe("Inventory");
        (await site.Client.GetAsync("/api/v1/orders", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_browser_gets_a_page_that_comes_back_by_itself()
    {
        await site["Tracking"].DisposeAsync();
        using var question = new HttpRequestMessage(HttpMethod.Get, "/track/abc");
        question.Headers.Accept.ParseAdd("text/html");

        var reply = await site.Anonymous.SendAsync(question, Cancellation);

        reply.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await reply.Content.ReadAsStringAsync(Cancellation)).ShouldContain("http-equiv=\"refresh\"");
    }

    [Fact]
    public async Task Readiness_names_it()
    {
        await site["Payments"].DisposeAsync();
        site["Logistics"].IsReady = false;

        var reply = await site.Anonymous.GetAsync("/health/ready", Cancellation);

        reply.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var services = (await reply.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["services"]!.AsObject();
        services["Payments"]!["ready"]!.GetValue<bool>().ShouldBeFalse();
        services["Logistics"]!["detail"]!["reason"]!.GetValue<string>().ShouldBe("no database");
        services["Orders"]!["ready"]!.GetValue<bool>().ShouldBeTrue();
        (await site.Anonymous.GetAsync("/health/live", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}

public sealed class When_a_body_is_sent(GatewaySite site) : IClassFixture<GatewaySite>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_arrives_whole()
    {
        var reply = await site.Client.PostAsync("/api/v1/orders", new StringContent(new string('x', 2000)), Cancellation);
        (await reply.Content.ReadFromJsonAsync<Echo>(Cancellation))!.BodyLength.ShouldBe(2000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_too_large_is_refused_also_without_a_length(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders") { Content = new StringContent(new string('x', 5000)) };
        request.Headers.TransferEncodingChunked = chunked;
        (await site.Client.SendAsync(request, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }
}

public sealed class When_all_is_well(GatewaySite site) : IClassFixture<GatewaySite>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_ready() => (await site.Anonymous.GetAsync("/health/ready", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task The_front_door_leads_to_admin()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = site.Anonymous.BaseAddress };
        var reply = await http.GetAsync("/", Cancellation);
        reply.Headers.Location!.ToString().ShouldBe("/admin");
    }

    [Fact]
    public async Task Metrics_of_all_services_need_a_key()
    {
        (await site.Anonymous.GetAsync("/metrics", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var text = await site.Client.GetStringAsync("/metrics", Cancellation);
        text.ShouldContain("requests{service=\"orders\",path=\"/\"} 1");
        text.ShouldContain("uptime{service=\"tracking\"} 8");
        text.Split('\n').Count(line => line == "# TYPE requests counter").ShouldBe(1);
    }

    [Fact]
    public async Task The_document_and_the_page_to_try_it_are_there()
    {
        (await site.Anonymous.GetAsync("/scalar", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var document = await site.Anonymous.GetFromJsonAsync<JsonObject>("/openapi/v1.json", Cancellation);
        document!["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
    }
}

public sealed class When_a_caller_stands_behind_a_proxy(GatewaySite site) : IClassFixture<GatewaySite>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_service_is_told_the_callers_own_address_and_not_what_it_says_of_itself()
    {
        var echo = await AskAsync("203.0.113.66, 203.0.113.9", key: null);

        echo.Headers["x-forwarded-for"].ShouldBe("203.0.113.9");
    }

    [Fact]
    public async Task Admin_is_told_it_too_where_it_judges_a_key()
    {
        await AskAsync("203.0.113.10", "st_guessed");

        site["Admin"].TokenQuestions.ShouldContain("st_guessed");
        site["Admin"].TokenAskers.ShouldContain("203.0.113.10");
    }

    async Task<Echo> AskAsync(string forwardedFor, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/orders");
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        using var reply = await site.Anonymous.SendAsync(request, Cancellation);
        return (await reply.Content.ReadFromJsonAsync<Echo>(Cancellation))!;
    }
}
