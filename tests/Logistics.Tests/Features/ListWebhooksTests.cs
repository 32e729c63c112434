using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_somebody_asks_for_carriers_webhooks : IAsyncLifetime
{
    const string Token = "0123456789abcdef-dhl";

    readonly LogisticsFixture _api = new($"Carriers:dhl:Token={Token}", "Carriers:dhl:Addresses:0=127.0.0.0/8", "Carriers:dhl:Addresses:1=::1", "Carriers:pigeons:Token=0123456789abcdef");

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    async Task<JsonNode> Webhook(string carrier) => (await _api.Get("/api/v1/carriers/webhooks").Json())["items"]!.AsArray().Single(w => (string)w!["carrier"]! == carrier)!;

    [Fact]
    public async Task Each_is_there_by_name_with_what_reads_it_and_how_it_is_verified()
    {
        var all = (await _api.Get("/api/v1/carriers/webhooks").Json())["items"]!.AsArray();
        all.Select(w => (string)w!["carrier"]!).ShouldBeInOrder();
        all.Select(w => (string)w!["carrier"]!).ShouldBeUnique();

        var dhl = await Webhook("dhl");
        dhl["mappings"]!.AsArray().Select(m => (string)m!).ShouldContain("dhl-unified.json");
        dhl["verification"]!.AsArray().Select(v => (string)v!).ShouldBe(["token", "address"]);
        dhl["lastMessageAt"].ShouldBeNull();

        // One that is only set up: our plain format is read.
        var pigeons = await Webhook("pigeons");
        pigeons["mappings"]!.AsArray().ShouldBeEmpty();
        pigeons["verification"]!.AsArray().Select(v => (string)v!).ShouldBe(["token"]);
        (await Webhook("ups"))["verification"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task It_tells_of_its_last_message_what_became_of_it_and_of_what_was_not_understood()
    {
        var (_, number) = await _api.NewPackageOf("hermes");
        var hermes = Webhooks.Hermes(number, ("2000", _api.Now.AddHours(-5)), ("QX", _api.Now.AddHours(-2)), ("QY", _api.Now.AddHours(-1)), ("QY", _api.Now.AddMinutes(-1)));
        await _api.Client.PostRaw("hermes/events", hermes).ShouldBe(HttpStatusCode.Accepted);
        await _api.Client.PostRaw("hermes/events", """{ "odd": 1 }""").ShouldBe(HttpStatusCode.BadRequest);
        await _api.Client.PostRaw("courier-next-door/events", """{ "odd": 1 }""").ShouldBe(HttpStatusCode.BadRequest);

        var webhook = await Webhook("hermes");
        ((DateTimeOffset)webhook["lastMessageAt"]!, (int)webhook["notUnderstood"]!, (int)webhook["unknownCodes"]!).ShouldBe((_api.Now, 1, 2));
        var stranger = await Webhook("courier-next-door");
        ((string)stranger["lastOutcome"]!, (int)stranger["notUnderstood"]!, (int)stranger["unknownCodes"]!).ShouldBe(("not_understood", 1, 0));

        _api.Time.Advance(TimeSpan.FromMinutes(1));
        await _api.Client.PostRaw("hermes/events", Webhooks.Hermes(number, ("3000", _api.Now))).ShouldBe(HttpStatusCode.Accepted);
        webhook = await Webhook("hermes");
        ((DateTimeOffset)webhook["lastMessageAt"]!, (string)webhook["lastOutcome"]!).ShouldBe((_api.Now, "recorded"));
    }

    [Fact]
    public async Task A_key_needs_the_scope_read()
    {
        (await _api.GetAs("write", "carriers/webhooks")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _api.GetAs("read", "carriers/webhooks")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
