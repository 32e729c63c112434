using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_no_label_comes : IAsyncLifetime
{
    readonly LogisticsFixture _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    async Task Scan(string carrier, string number, int minute) =>
        await _api.Post($"carriers/{carrier}/events", new[] { new { trackingNumber = number, eventId = $"{minute}", status = "in_transit", occurredAt = _api.Now.AddMinutes(minute) } }).ShouldBe(HttpStatusCode.Accepted);

    async Task<JsonNode> Get(string path) => (await _api.Client.GetFromJsonAsync<JsonNode>($"/api/v1/packages/{path}", TestContext.Current.CancellationToken))!;

    async Task<string[]> Numbers(string query = "") => [.. (await Get($"waiting-numbers{query}"))["items"]!.AsArray().Select(n => (string)n!["trackingNumber"]!)];

    [Fact]
    public async Task Its_number_is_listed_with_its_scans_the_longest_waiting_first()
    {
        var begun = _api.Now;
        await Scan("dhl", "OLD-1", minute: -5);
        _api.LetPass(TimeSpan.FromDays(2));
        await Scan("dhl", "old-1", minute: 0);
        await Scan("ups", "NEW-1", minute: 1);

        var items = (await Get("waiting-numbers"))["items"]!.AsArray();

        items.Select(n => (string)n!["trackingNumber"]!).ShouldBe(["OLD-1", "NEW-1"]);
        var old = items[0]!;
        ((string)old["carrier"]!, (int)old["scans"]!).ShouldBe(("dhl", 2));
        ((DateTimeOffset)old["firstReceivedAt"]!, (DateTimeOffset)old["lastReceivedAt"]!).ShouldBe((begun, _api.Now));
        ((DateTimeOffset)old["firstOccurredAt"]!, (DateTimeOffset)old["lastOccurredAt"]!).ShouldBe((begun.AddMinutes(-5), _api.Now));
        ((DateTimeOffset)old["dropsAt"]!).ShouldBe(begun.AddDays(60));
        (await Numbers("?olderThan=1")).ShouldBe(["OLD-1"]);
        (await Numbers("?olderThan=2.00:00:01")).ShouldBeEmpty();
        (await Numbers("?carrier=ups")).ShouldBe(["NEW-1"]);
        (await Get("waiting-scans?olderThan=1"))["items"]!.AsArray().ShouldHaveSingleItem();
        var counts = await Get("waiting-scans/counts");
        ((int)counts["numbers"]!, (int)counts["scans"]!, (DateTimeOffset?)counts["oldestReceivedAt"]).ShouldBe((2, 3, begun));
    }

    [Fact]
    public async Task The_list_can_be_read_page_by_page()
    {
        for (var i = 0; i < 5; i++)
            await Scan("dhl", $"N{i}", i);

        var read = new List<string>();
        for (string? next = "", after = null; next is not null; after = next)
        {
            var page = await Get($"waiting-numbers?limit=2{(after is null ? "" : $"&after={after}")}");
            read.AddRange(page["items"]!.AsArray().Select(n => (string)n!["trackingNumber"]!));
            next = (string?)page["next"];
        }

        read.ShouldBe(["N0", "N1", "N2", "N3", "N4"]);
    }

    [Fact]
    public async Task A_label_takes_its_number_off_the_list()
    {
        await Scan("dhl", "LATER-1", minute: 0);
        (await Numbers()).ShouldBe(["LATER-1"]);

        await _api.Label(await _api.NewPackage(), new { carrier = "dhl", trackingNumber = "LATER-1" }).ShouldBe(HttpStatusCode.OK);

        (await Numbers()).ShouldBeEmpty();
        ((int)(await Get("waiting-scans/counts"))["scans"]!).ShouldBe(0);
    }

    [Theory]
    [InlineData("waiting-numbers?olderThan=soon", "olderThan")]
    [InlineData("waiting-numbers?olderThan=-1", "olderThan")]
    [InlineData("waiting-numbers?olderThan=99999", "olderThan")]
    [InlineData("waiting-numbers?limit=0", "limit")]
    [InlineData("waiting-numbers?after=nonsense", "after")]
    [InlineData("waiting-scans?olderThan=soon", "olderThan")]
    public Task Bad_input_names_its_field(string path, string field) => _api.Get($"/api/v1/packages/{path}").ShouldBeInvalid(field);
}
