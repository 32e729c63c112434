using System.Net;
using System.Text.Json;
using StatusTracking.Sample;

namespace StatusTracking.ServiceDefaults.Tests.Telemetry;

public sealed class The_health_of_a_host(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    [Fact]
    public async Task Is_told_to_anybody_while_it_lives() =>
        (await fixture.Anonymous.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task Says_of_each_part_whether_it_is_ready()
    {
        var reply = await fixture.Anonymous.GetAsync("/health/ready");

        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        var health = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
        health.GetProperty("status").GetString().ShouldBe("healthy");
        health.GetProperty("checks").EnumerateArray().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Has_metrics_for_who_may_read()
    {
        (await fixture.Anonymous.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var metrics = await fixture.Client.GetAsync("/metrics");
        metrics.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
