using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_carriers_pauses_were_learnt : IAsyncLifetime
{
    readonly LogisticsFixture _api = new("Logistics:SilenceNeedsGaps=5", "Logistics:LearnSilenceEvery=00:10:00", "Logistics:ExpireAfter=00:00:00");

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    async Task<JsonNode> Carrier() =>
        (await _api.Client.GetFromJsonAsync<JsonNode>("/api/v1/carriers", TestContext.Current.CancellationToken))!["items"]!.AsArray().Single(c => (string)c!["carrier"]! == "ups")!;

    async Task ScanEvery(Guid id, TimeSpan pause, int times)
    {
        for (var i = 0; i < times; i++)
            await _api.Post($"packages/{id}/events", new { eventId = $"{i}", status = "in_transit", occurredAt = _api.Now + i * pause - 30 * pause }).ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task They_are_shown_and_told_with_the_next_change()
    {
        var (id, _) = await _api.NewLabelledPackage();
        (await _api.Changes(id, 2))[^1].Package.SilentAfterHours.ShouldBeNull();
        await ScanEvery(id, TimeSpan.FromHours(70), times: 7);

        await Eventually.Passes(async () =>
        {
            _api.Time.Advance(TimeSpan.FromMinutes(10));
            ((long)(await Carrier())["gaps"]!).ShouldBe(6);
        });

        var carrier = await Carrier();
        ((string)carrier["usualGap"]!).ShouldBe("3.00:00:00");
        ((string)carrier["silentAfter"]!).ShouldBe("3.00:00:00");
        var (next, _) = await _api.NewLabelledPackage();
        (await _api.Changes(next, 2))[^1].Package.SilentAfterHours.ShouldBe(72);
    }

    [Fact]
    public async Task Too_few_are_shown_and_change_nothing()
    {
        var (id, _) = await _api.NewLabelledPackage();
        await ScanEvery(id, TimeSpan.FromHours(70), times: 4);
        await Eventually.Passes(async () =>
        {
            _api.Time.Advance(TimeSpan.FromMinutes(10));
            ((long)(await Carrier())["gaps"]!).ShouldBe(3);
        });

        ((string?)(await Carrier())["silentAfter"]).ShouldBeNull();
        var (next, _) = await _api.NewLabelledPackage();
        (await _api.Changes(next, 2))[^1].Package.SilentAfterHours.ShouldBeNull();
    }
}
