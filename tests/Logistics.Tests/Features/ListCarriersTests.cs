using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_there_are_carriers : IAsyncLifetime
{
    readonly LogisticsFixture _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    async Task<Guid> Labelled(string carrier)
    {
        var id = await _api.NewPackage();
        await _api.Label(id, new { carrier, trackingNumber = LogisticsFixture.NewNumber() }).ShouldBe(HttpStatusCode.OK);
        return id;
    }

    async Task<JsonNode> Get(string path) => (await _api.Client.GetFromJsonAsync<JsonNode>($"/api/v1/{path}", TestContext.Current.CancellationToken))!;

    [Fact]
    public async Task Each_is_there_once_with_its_newest_scan()
    {
        await Labelled("ups");
        await Labelled("dhl");
        var (first, second) = (await Labelled("dhl"), await Labelled("gls"));
        await _api.Scan(first, "in_transit", minute: 30).ShouldBe(HttpStatusCode.Accepted);
        await _api.Scan(second, "in_transit", minute: 20).ShouldBe(HttpStatusCode.Accepted);
        await _api.Scan(second, "picked_up", minute: 10).ShouldBe(HttpStatusCode.Accepted);
        var beginning = _api.Now.AddDays(-1);

        var carriers = (await Get("carriers"))["items"]!.AsArray().ToDictionary(c => c!["carrier"]!.ToString(), c => (DateTimeOffset?)c!["lastScanAt"]);

        carriers.ShouldBe(new Dictionary<string, DateTimeOffset?> { ["dhl"] = beginning.AddMinutes(30), ["gls"] = beginning.AddMinutes(20), ["ups"] = null });
    }

    [Fact]
    public async Task Packages_are_counted_by_status()
    {
        await _api.NewPackage();
        await _api.Scan(await Labelled("dhl"), "in_transit", minute: 1).ShouldBe(HttpStatusCode.Accepted);

        var counts = await Get("packages/counts");

        ((int)counts["total"]!).ShouldBe(2);
        var byStatus = counts["byStatus"]!.AsObject().ToDictionary(p => p.Key, p => (int)p.Value!);
        byStatus.Keys.ShouldBe(Word.All<PackageStatus>(), ignoreOrder: true);
        byStatus.Where(p => p.Value > 0).ShouldBe([new("created", 1), new("in_transit", 1)], ignoreOrder: true);
    }
}
