using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Gateway.Tests.Features;

public sealed class When_a_caller_proves_who_it_is(GatewaySite site) : IClassFixture<GatewaySite>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_key_of_the_installation_is_known_without_asking_and_goes_no_further()
    {
        var echo = await site.Client.GetFromJsonAsync<Echo>("/api/v1/orders", Cancellation);
        echo!.Headers.ShouldNotContainKey("x-api-key");
        var user = await UserOf(echo);
        user.FindAll(Scopes.ClaimType).Select(claim => claim.Value).ShouldBe(Scopes.All, ignoreOrder: true);
        user.FindFirstValue(ClaimTypes.NameIdentifier).ShouldBe("key:root");
    }

    [Fact]
    public async Task Another_key_is_shown_to_admin_once_and_becomes_a_token()
    {
        site["Admin"].Known["st_shop"] = [Scopes.Read];
        for (var time = 0; time < 5; time++)
        {
            var echo = await AskAsync(request => request.Headers.Add("X-Api-Key", "st_shop"));
            echo.Headers.ShouldNotContainKey("x-api-key");
            var user = await UserOf(echo);
            user.Identity!.Name.ShouldBe("st_shop");
            user.FindAll(Scopes.ClaimType).Select(claim => claim.Value).ShouldBe([Scopes.Read]);
        }

        site["Admin"].TokenQuestions.Count(question => question == "st_shop").ShouldBe(1);
    }

    [Fact]
    public async Task A_sign_in_cookie_in_pieces_is_shown_to_admin_alone()
    {
        const string Cookie = "statustracking.auth=chunks-2; statustracking.authC1=aaa; statustracking.authC2=bbb";
        site["Admin"].Known[Cookie] = [Scopes.Read, Scopes.Operate];
        var echo = await AskAsync(request => request.Headers.Add("Cookie", $"theme=dark; {Cookie}"));
        (await UserOf(echo)).HasClaim(Scopes.ClaimType, Scopes.Operate).ShouldBeTrue();
    }

    [Theory]
    [InlineData("POST", "Origin", "http://evil.example.org", false)]
    [InlineData("POST", "Sec-Fetch-Site", "same-site", false)]
    [InlineData("POST", "Sec-Fetch-Site", "same-origin", true)]
    [InlineData("POST", "Accept", "*/*", true)]
    [InlineData("GET", "Origin", "http://evil.example.org", true)]
    public async Task A_cookie_is_no_proof_for_a_change_that_another_sites_page_asks_for(string method, string header, string value, bool believed)
    {
        const string Cookie = "statustracking.auth=of-a-victim";
        site["Admin"].Known[Cookie] = [Scopes.Read, Scopes.Operate];
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/orders/42/cancel");
        request.Headers.Add("Cookie", Cookie);
        request.Headers.TryAddWithoutValidation(header, value);
        using var reply = await site.Anonymous.SendAsync(request, Cancellation);
        (await reply.Content.ReadFromJsonAsync<Echo>(Cancellation))!.Headers.ContainsKey("authorization").ShouldBe(believed);
    }

    [Fact]
    public async Task A_key_that_nobody_knows_goes_on_as_nobody()
    {
        var echo = await AskAsync(request => request.Headers.Add("X-Api-Key", "st_unknown"));
        echo.Headers.ShouldNotContainKey("authorization");
        echo.Headers.ShouldNotContainKey("x-api-key");
    }

    [Fact]
    public async Task A_token_from_outside_is_dropped_even_a_true_one()
    {
        var forged = site.Tokens.Issue(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "thief"), new Claim(Scopes.ClaimType, Scopes.Admin)], "x")));
        var echo = await AskAsync(request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", forged));
        echo.Headers.ShouldNotContainKey("authorization");
    }

    [Fact]
    public async Task Too_many_requests_with_one_key_wait_and_the_installations_key_never_does()
    {
        site["Admin"].Known["st_busy"] = [Scopes.Read];
        var replies = await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => SendAsync("st_busy")));
        var refused = replies.Where(reply => reply.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        refused.ShouldNotBeEmpty();
        refused.ShouldAllBe(reply => reply.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        (await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => site.Client.GetAsync("/api/v1/orders", Cancellation)))).ShouldAllBe(reply => reply.IsSuccessStatusCode);
    }

    async Task<HttpResponseMessage> SendAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/orders");
        request.Headers.Add("X-Api-Key", key);
        return await site.Anonymous.SendAsync(request, Cancellation);
    }

    async Task<Echo> AskAsync(Action<HttpRequestMessage> with)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/orders");
        with(request);
        using var reply = await site.Anonymous.SendAsync(request, Cancellation);
        return (await reply.Content.ReadFromJsonAsync<Echo>(Cancellation))!;
    }

    async Task<ClaimsPrincipal> UserOf(Echo echo)
    {
        var authorization = AuthenticationHeaderValue.Parse(echo.Headers["authorization"]);
        authorization.Scheme.ShouldBe("Bearer");
        return (await site.Tokens.ValidateAsync(authorization.Parameter!)).ShouldNotBeNull();
    }
}

public sealed class When_admin_is_silent(GatewaySite site) : IClassFixture<GatewaySite>
{
    [Fact]
    public async Task Only_those_that_admin_must_judge_wait()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await site["Admin"].DisposeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/orders");
        request.Headers.Add("X-Api-Key", "st_shop");

        var judged = await site.Anonymous.SendAsync(request, cancellation);

        judged.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        judged.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        (await judged.Content.ReadAsStringAsync(cancellation)).ShouldContain("Admin is not available.");
        (await site.Client.GetAsync("/api/v1/orders", cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
