using System.Net;
using System.Security.Claims;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StatusTracking.Sample;
using StatusTracking.Testing;

namespace StatusTracking.ServiceDefaults.Tests.Http;

public sealed class When_a_key_asks_too_often(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    PartitionedRateLimiter<HttpContext> Limiter => fixture.Services.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;

    [Fact]
    public void It_has_200_requests_at_once_and_soon_no_more()
    {
        var owner = fixture.Keys.Add("hasty", Scopes.Read);

        // On a slow machine some are given back while it counts.
        Drain(owner).ShouldBeInRange(200, 1000);
    }

    [Fact]
    public async Task It_is_told_when_to_come_again()
    {
        var owner = fixture.Keys.Add("greedy", Scopes.Read);
        // As if its other requests had come just before.
        fixture.Keys.Found = found =>
        {
            if (found == owner)
                Drain(owner);
        };
        using var client = fixture.With("X-Api-Key", "greedy");

        var reply = await Eventually.Get(() => client.GetAsync("/api/v1/sample/needs/read"), r => r.StatusCode == HttpStatusCode.TooManyRequests);

        reply.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        await reply.Problem();
    }

    [Fact]
    public void Another_key_is_not_held_up()
    {
        Drain(fixture.Keys.Add("busy", Scopes.Read));

        Asks(fixture.Keys.Add("calm", Scopes.Read)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_root_key_has_no_limit()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => fixture.Client.GetAsync("/api/v1/sample/needs/read")));

        replies.ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public void A_token_has_no_limit()
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "user:1")], "AuthenticationTypes.Federation"));

        Enumerable.Range(0, 1000).ShouldAllBe(_ => Asks(user));
    }

    int Drain(ClaimsPrincipal owner)
    {
        var count = 0;
        while (Asks(owner))
            count++;
        return count;
    }

    bool Asks(ClaimsPrincipal user)
    {
        using var lease = Limiter.AttemptAcquire(new DefaultHttpContext { User = user });
        return lease.IsAcquired;
    }
}

public sealed class The_openapi_document(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    [Fact]
    public async Task Lists_the_routes_of_all_services()
    {
        var paths = (await Document()).GetProperty("paths");

        paths.GetProperty("/api/v1/sample/things").TryGetProperty("post", out _).ShouldBeTrue();
        paths.GetProperty("/api/v1/sample/things").TryGetProperty("get", out _).ShouldBeTrue();
        paths.GetProperty("/api/v1/other/weights").TryGetProperty("post", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Names_a_schema_by_its_service()
    {
        var schemas = (await Document()).GetProperty("components").GetProperty("schemas");

        schemas.GetProperty("Sample.ThingRequest").GetProperty("properties").TryGetProperty("quantity", out _).ShouldBeTrue();
        schemas.GetProperty("Other.ThingRequest").GetProperty("properties").TryGetProperty("weight", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Is_of_version_3_1_and_says_how_to_send_the_key()
    {
        var document = await Document();

        document.GetProperty("openapi").GetString().ShouldNotBeNull().ShouldStartWith("3.1");
        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey").GetProperty("name").GetString().ShouldBe("X-Api-Key");
    }

    [Fact]
    public async Task Can_be_tried_on_a_page() => (await fixture.Anonymous.GetAsync("/scalar")).StatusCode.ShouldBe(HttpStatusCode.OK);

    async Task<JsonElement> Document() => JsonDocument.Parse(await fixture.Anonymous.GetStringAsync("/openapi/v1.json")).RootElement;
}

public sealed class Behind_a_proxy(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    [Fact]
    public async Task On_this_machine_its_word_on_scheme_and_host_is_believed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/sample/address");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "shop.example.org");

        var reply = await fixture.Anonymous.SendAsync(request);

        (await reply.Content.ReadAsStringAsync()).Trim('"').ShouldBe("https://shop.example.org");
    }

    [Fact]
    public async Task Without_its_word_the_address_is_our_own() =>
        (await fixture.Anonymous.GetStringAsync("/api/v1/sample/address")).Trim('"').ShouldBe(fixture.Address.ToString().TrimEnd('/'));

    [Theory]
    [InlineData("192.168.1.7")]
    [InlineData("10.0.0.0/8, gateway")]
    public async Task That_is_no_network_the_host_does_not_start(string trusted)
    {
        await using var host = SampleFixture.With($"TrustedProxies={trusted}");

        var error = await Should.ThrowAsync<InvalidOperationException>(async () => await host.InitializeAsync());

        error.Message.ShouldContain("TrustedProxies");
        error.Message.ShouldContain("10.0.0.0/8");
    }
}
