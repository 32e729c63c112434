using System.Net;
using System.Security.Claims;
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

public sealed class When_nobody_we_know_asks_too_often : IAsyncLifetime
{
    readonly SampleFixture _fixture = SampleFixture.With("RateLimits:PerAddress=3", "RateLimits:PerKey=1");

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    public static TheoryData<string, string, string?> Anonymous => new()
    {
        { "an open page", "/api/v1/sample/address", null },
        { "what needs a key", "/api/v1/sample/needs/read", null },
        { "a wrong key", "/api/v1/sample/needs/read", "guessed" },
        { "no page at all", "/nowhere", null },
    };

    [Theory]
    [MemberData(nameof(Anonymous))]
    public async Task Its_address_is_told_when_to_come_again(string what, string path, string? key)
    {
        using var client = _fixture.With("X-Forwarded-For", "203.0.113.9");
        if (key is not null)
            client.DefaultRequestHeaders.Add("X-Api-Key", key);

        var reply = await Eventually.Get(() => client.GetAsync(path), r => r.StatusCode == HttpStatusCode.TooManyRequests, what: what);

        reply.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        (await reply.Problem()).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("Wait 1 s");
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.10")]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:2::1")]
    public void Another_address_is_not_held_up(string busy, string calm)
    {
        Drain(busy).ShouldBeInRange(3, 300);

        Asks(calm).ShouldBeTrue();
    }

    [Theory]
    [InlineData("203.0.113.9", "::ffff:203.0.113.9")]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:1:ffff:ffff:ffff:ffff")]
    public void One_caller_has_no_second_share_under_another_form_of_its_address(string address, string again)
    {
        var alone = Drain(address);

        // What came back meanwhile, and no share of three.
        Enumerable.Range(0, alone).Count(_ => Asks(again)).ShouldBeLessThan(3);
    }

    [Fact]
    public async Task Whoever_has_a_key_or_asks_for_health_is_not_held_up_at_the_same_address()
    {
        _fixture.Keys.Add("shop", Scopes.Read);
        using var shop = _fixture.With("X-Api-Key", "shop");
        await Eventually.True(async () => (await _fixture.Anonymous.GetAsync("/api/v1/sample/address")).StatusCode == HttpStatusCode.TooManyRequests);

        (await shop.GetAsync("/api/v1/sample/needs/read")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _fixture.Client.GetAsync("/api/v1/sample/needs/read")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var path in Enumerable.Repeat<string[]>(["/health/live", "/health/ready"], 10).SelectMany(p => p))
            (await _fixture.Anonymous.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
    }

    [Fact]
    public async Task Zero_means_no_limit()
    {
        await using var host = SampleFixture.With("RateLimits:PerAddress=0");
        await host.InitializeAsync();

        for (var time = 0; time < 500; time++)
            (await host.Anonymous.GetAsync("/api/v1/sample/address")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_limit_below_zero_is_refused_at_the_start()
    {
        await using var host = SampleFixture.With("RateLimits:PerAddress=-1");

        (await Should.ThrowAsync<OptionsValidationException>(async () => await host.InitializeAsync())).Message.ShouldContain("PerAddress");
    }

    int Drain(string address)
    {
        var count = 0;
        while (Asks(address))
            count++;
        return count;
    }

    bool Asks(string address)
    {
        var limiter = _fixture.Services.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;
        using var lease = limiter.AttemptAcquire(new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } });
        return lease.IsAcquired;
    }
}
