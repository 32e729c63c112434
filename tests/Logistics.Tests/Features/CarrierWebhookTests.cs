using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

/// <summary>What tests post as carriers do.</summary>
static class Webhooks
{
    public static async Task<HttpResponseMessage> PostRaw(this HttpClient client, string path, string body, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/carriers/{path}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (contentType.Length > 0)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    public static async Task<string[]> Results(this Task<HttpResponseMessage> reply)
    {
        var response = await reply;
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return [.. (await response.Json())["results"]!.AsArray().Select(r => (string)r!["result"]!)];
    }

    /// <summary>A package with a label of a carrier.</summary>
    public static async Task<(Guid Id, string Number)> NewPackageOf(this LogisticsFixture api, string carrier)
    {
        var id = await api.NewPackage();
        var number = LogisticsFixture.NewNumber();
        await api.Label(id, new { carrier, trackingNumber = number }).ShouldBe(HttpStatusCode.OK);
        return (id, number);
    }

    public static async Task<T> Read<T>(this LogisticsFixture api, Func<LogisticsDb, Task<T>> read)
    {
        await using var db = await api.Services.GetRequiredService<IDbContextFactory<LogisticsDb>>().CreateDbContextAsync();
        return await read(db);
    }

    public static string Hermes(string number, params (string Code, DateTimeOffset At)[] events) => new JsonObject
    {
        ["shipmentinfo"] = new JsonArray(new JsonObject
        {
            ["shipmentID"] = number,
            ["status"] = new JsonArray([.. events.Select(e => new JsonObject { ["timestamp"] = $"{e.At:yyyy-MM-ddTHH:mm:sszzz}", ["code"] = e.Code, ["description"] = $"Text of {e.Code}", ["scanningUnit"] = new JsonObject { ["city"] = "Hamburg", ["countryCode"] = "DEU" } })]),
        }),
    }.ToJsonString();
}

public sealed class When_a_carrier_posts_its_own_format(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task Its_package_moves_and_the_same_body_again_changes_nothing()
    {
        var (id, number) = await api.NewPackageOf("hermes");
        var body = Webhooks.Hermes(number, ("2000", api.Now.AddHours(-5)), ("3000", api.Now.AddHours(-2)), ("3500", api.Now.AddHours(-1)));

        (await api.Client.PostRaw("hermes/events", body).Results()).ShouldBe(["accepted", "accepted", "accepted"]);
        (await api.Client.PostRaw("hermes/events", body).Results()).ShouldBe(["duplicate", "duplicate", "duplicate"]);

        var package = await api.Package(id);
        ((string)package["status"]!).ShouldBe("delivered");
        package["scans"]!.AsArray().Count.ShouldBe(3);
        ((string)package["scans"]![0]!["location"]!).ShouldBe("Hamburg, DEU");
        (await api.Read(db => db.CarrierMessages.CountAsync(m => m.Carrier == "hermes" && m.Outcome == MessageOutcome.Recorded))).ShouldBeGreaterThan(0);
        var hash = CarrierMessage.HashOf(Encoding.UTF8.GetBytes(body));
        (await api.Read(db => db.CarrierMessages.CountAsync(m => m.Hash == hash))).ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_comes_again_in_another_body_is_recorded_once()
    {
        var (id, number) = await api.NewPackageOf("hermes");
        var first = ("2000", api.Now.AddHours(-5));
        (await api.Client.PostRaw("hermes/events", Webhooks.Hermes(number, first)).Results()).ShouldBe(["accepted"]);
        (await api.Client.PostRaw("hermes/events", Webhooks.Hermes(number, first, ("3000", api.Now.AddHours(-2)))).Results()).ShouldBe(["duplicate", "accepted"]);
        (await api.Package(id))["scans"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_event_without_a_time_is_reported_and_does_not_block_its_neighbours()
    {
        var (id, number) = await api.NewPackageOf("hermes");
        var body = $$"""
            { "shipmentinfo": [ { "shipmentID": "{{number}}", "status": [
              { "code": "2000", "description": "no time" }, { "code": "2000", "timestamp": "yesterday" }, { "code": "2000", "timestamp": "1999-01-01T00:00:00Z" },
              { "code": "3000", "timestamp": "{{api.Now.AddHours(-1):O}}" } ] } ] }
            """;
        var reply = await api.Client.PostRaw("hermes/events", body).Json();

        reply["results"]!.AsArray().Select(r => (string)r!["result"]!).ShouldBe(["rejected", "rejected", "rejected", "accepted"]);
        ((string)reply["results"]![1]!["errors"]!["occurredAt"]![0]!).ShouldContain("'yesterday' at $.shipmentinfo[0].status[1].timestamp");
        (await api.StatusOf(id)).ShouldBe("out_for_delivery");
    }

    [Fact]
    public async Task XML_moves_a_package_too()
    {
        var (id, number) = await api.NewPackageOf("bpost");
        var body = $"""<?xml version="1.0"?><itemTracking xmlns="http://schema.post.be/tracking/v1/"><itemCode>{number}</itemCode><stateInfo><time>{api.Now.AddHours(-1):yyyy-MM-ddTHH:mm:sszzz}</time><stateCode>L00</stateCode><stateDescription>out</stateDescription></stateInfo></itemTracking>""";
        (await api.Client.PostRaw("bpost/events", body, "text/xml; charset=utf-8").Results()).ShouldBe(["accepted"]);
        (await api.StatusOf(id)).ShouldBe("out_for_delivery");
    }

    [Fact]
    public async Task So_does_a_form_and_our_plain_format_in_XML()
    {
        var (id, number) = await api.NewPackageOf("dpd");
        (await api.Client.PostRaw("dpd/events", $"pushid=1&pnr={number}&status=delivery_carload&depot=0134&statusdate={api.Now.AddHours(-3):ddMMyyyyHHmmss}", "application/x-www-form-urlencoded").Results()).ShouldBe(["accepted"]);
        (await api.StatusOf(id)).ShouldBe("out_for_delivery");

        (id, number) = await api.NewPackageOf("courier-next-door");
        (await api.Client.PostRaw("courier-next-door/events", $"<events><event><trackingNumber>{number}</trackingNumber><eventId>1</eventId><status>delivered</status><detail>signed</detail><occurredAt>{api.Now:O}</occurredAt><signedBy>Ada</signedBy></event></events>", "application/xml").Results())
            .ShouldBe(["accepted"]);
        var scan = (await api.Package(id))["scans"]![0]!;
        ((string)scan["detail"]!, (string)scan["signedBy"]!).ShouldBe(("signed", "Ada"));
    }

    [Fact]
    public async Task CloudEvents_are_taken_from_every_carrier()
    {
        var (id, number) = await api.NewPackageOf("drone");
        var body = new JsonArray(Event("a", "in_transit"), Event("b", "delivered")).ToJsonString();
        (await api.Client.PostRaw("drone/events", body, "application/cloudevents-batch+json").Results()).ShouldBe(["accepted", "accepted"]);
        (await api.Client.PostRaw("drone/events", Event("b", "delivered").ToJsonString(), "application/cloudevents+json").Results()).ShouldBe(["duplicate"]);
        (await api.StatusOf(id)).ShouldBe("delivered");

        JsonObject Event(string eventId, string status) => new()
        {
            ["specversion"] = "1.0",
            ["id"] = eventId,
            ["source"] = "//drone",
            ["type"] = "scan",
            ["time"] = $"{api.Now.AddMinutes(eventId == "a" ? -2 : -1):O}",
            ["data"] = new JsonObject { ["trackingNumber"] = number, ["status"] = status },
        };
    }

    [Fact]
    public async Task A_provider_names_the_carrier_of_the_label_and_its_estimate_is_taken()
    {
        var (id, number) = await api.NewPackageOf("usps");
        var due = api.Now.AddDays(2);
        var body = $$"""
            { "object": "Event", "description": "tracker.updated", "result": { "object": "Tracker", "tracking_code": "{{number}}", "carrier": "USPS", "est_delivery_date": "{{due:O}}", "tracking_details": [
              { "message": "Departed", "status": "in_transit", "status_detail": "departed_facility", "datetime": "{{api.Now.AddHours(-1):O}}", "tracking_location": { "city": "MEMPHIS", "state": "TN", "country": "US", "zip": null } } ] } }
            """;
        (await api.Client.PostRaw("easypost/events", body).Results()).ShouldBe(["accepted"]);

        var package = await api.Package(id);
        ((string)package["status"]!, (string)package["detail"]!).ShouldBe(("in_transit", "departed_facility"));
        ((DateTimeOffset)package["estimatedDelivery"]!).ShouldBe(due);
        ((string)package["scans"]![0]!["source"]!).ShouldBe("carrier:easypost");

        var later = body.Replace($"{due:O}", $"{due.AddDays(1):O}", StringComparison.Ordinal);
        (await api.Client.PostRaw("easypost/events", later).Results()).ShouldBe(["duplicate"]);
        ((DateTimeOffset)(await api.Package(id))["estimatedDelivery"]!).ShouldBe(due.AddDays(1));
        await Eventually.Passes(() => api.Messages.OfType<StatusTracking.Contracts.PackageEstimateChanged>().ShouldContain(m => m.SubjectId == id && m.To == due.AddDays(1)));
    }

    [Fact]
    public async Task A_mappings_blame_wins()
    {
        var (id, number) = await api.NewPackageOf("ups");
        var body = $$"""{ "event": "tracking_update", "msg": { "tracking_number": "{{number}}", "slug": "ups", "checkpoints": [ { "tag": "Exception", "subtag": "Exception_002", "message": "Moved", "checkpoint_time": "{{api.Now.AddHours(-1):O}}" } ] } }""";
        (await api.Client.PostRaw("aftership/events", body).Results()).ShouldBe(["accepted"]);
        var change = (await api.Changes(id, 3))[^1];
        (change.To, change.Detail, change.Blame).ShouldBe(("exception", "bad_address", "recipient"));
    }

    [Fact]
    public async Task A_number_of_the_address_is_taken_where_the_body_has_none()
    {
        var (id, number) = await api.NewPackageOf("parcelone");
        var body = $$"""{ "success": 1, "results": { "StatusCode": "DELIVERED", "CarrierTrackingID": "DHL1", "Events": [ { "DateTime": "{{api.Now.AddHours(-3):yyyy-MM-ddTHH:mm:ss}}", "StatusCode": "ARRIVED", "Description": "In" } ] } }""";
        (await api.Client.PostRaw($"parcelone/events?trackingNumber={number}", body).Results()).ShouldBe(["accepted"]);
        (await api.StatusOf(id)).ShouldBe("in_transit");
    }

    [Theory]
    [InlineData("hermes", "{ \"shipments\": [] }", "application/json", "body", "hermes.json needs shipmentinfo.shipmentID")]
    [InlineData("hermes", "<a/>", "application/xml", "body", "No mapping of hermes understands it")]
    [InlineData("hermes", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "application/xml", "body", "must be well formed and have no document type")]
    [InlineData("hermes", "{ \"shipmentinfo\": [ {", "application/json", "body", "not valid JSON")]
    [InlineData("asendia", "{ \"trackingNumber\": \"\", \"trackingEvents\": [ { \"code\": \"DL\", \"time\": \"2026-01-01T00:00:00Z\" } ] }", "application/json", "trackingNumber", "?trackingNumber=")]
    public async Task What_no_mapping_understands_is_400_with_what_is_missing_and_is_kept(string carrier, string body, string contentType, string field, string message)
    {
        using var reply = await api.Client.PostRaw($"{carrier}/events", body, contentType);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Json())["errors"]![field]!.AsArray().Select(m => (string)m!).ShouldContain(m => m.Contains(message));

        var hash = CarrierMessage.HashOf(Encoding.UTF8.GetBytes(body));
        var kept = await api.Read(db => db.CarrierMessages.SingleAsync(m => m.Carrier == carrier && m.Hash == hash));
        kept.Outcome.ShouldBe(MessageOutcome.NotUnderstood);
        kept.Body.ShouldBe(Encoding.UTF8.GetBytes(body));
        var shown = await api.Get($"/api/v1/carriers/messages/{kept.Id}").Json();
        ((string)shown["body"]!).ShouldBe(body);
        (await api.Get($"/api/v1/carriers/messages?carrier={carrier}&outcome=not_understood&limit=200").Json())["items"]!.AsArray().ShouldContain(m => (Guid)m!["id"]! == kept.Id);
    }

    [Fact]
    public async Task One_that_posts_the_same_body_many_times_at_once_is_heard_once()
    {
        var (id, number) = await api.NewPackageOf("hermes");
        var body = Webhooks.Hermes(number, ("2000", api.Now.AddHours(-5)), ("3000", api.Now.AddHours(-2)));
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => api.Client.PostRaw("hermes/events", body).Results()));
        replies.SelectMany(r => r).Count(r => r == "accepted").ShouldBe(2);
        (await api.Package(id))["scans"]!.AsArray().Count.ShouldBe(2);
    }
}

public sealed class When_carriers_messages_grow_old : IAsyncLifetime
{
    readonly LogisticsFixture _api = new("Logistics:KeepCarrierMessages=2.00:00:00");

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task They_are_dropped()
    {
        await _api.Client.PostRaw("hermes/events", Webhooks.Hermes("X1", ("2000", _api.Now))).ShouldBe(HttpStatusCode.Accepted);
        (await _api.Read(db => db.CarrierMessages.CountAsync())).ShouldBe(1);
        _api.LetPass(TimeSpan.FromDays(3));
        await Eventually.Passes(async () => (await _api.Read(db => db.CarrierMessages.CountAsync())).ShouldBe(0));
    }
}

/// <summary>A carrier that nobody here has heard of, by a file alone.</summary>
public sealed class When_a_new_carriers_mapping_is_put_into_the_folder : IAsyncLifetime
{
    const string Mapping = """
        {
          // A comment may stand here.
          "carriers": ["swallow-post", "swallow"], "version": "1", "title": "Swallow Post",
          "recognise": ["nest.parcels"], "unwrap": "payload", "formats": ["form", "json"],
          "packages": "nest.parcels", "package": { "trackingNumber": { "path": "ring", "match": "^SW-(.+)$" } },
          "events": "flights[seen=yes]",
          "event": { "id": "no", "code": "what", "subCode": "why", "time": { "at": "when", "formats": ["unix"] }, "place": { "join": ["over", "under"], "with": " / " }, "description": "song" },
          "signature": { "kind": "hmac", "header": "X-Song", "algorithm": "sha512", "encoding": "base64", "prefix": "v=" },
          "codes": [ { "status": "exception.weather", "code": "LATE", "subCode": { "regex": "^(storm|hail)" }, "blame": "shipper" }, { "status": "in_transit.departed_facility", "code": ["UP", { "prefix": "OFF" }] } ]
        }
        """;

    readonly TempDirectory _folder = new();
    LogisticsFixture _api = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("swallow.json"), Mapping);
        _api = new($"Logistics:CarrierMappings={_folder.Path}", "Carriers:swallow-post:Secret=a song");
        await _api.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Its_webhook_moves_a_package()
    {
        var (id, number) = await _api.NewPackageOf("swallow-post");
        var at = _api.Now.AddHours(-1).ToUnixTimeSeconds();
        var payload = $$"""{ "nest": { "parcels": [ { "ring": "SW-{{number}}", "flights": [ { "no": 1, "what": "OFFSHORE", "when": {{at}}, "over": "Dover", "under": "rain", "seen": "yes" }, { "no": 2, "what": "late", "why": "Storm over Kent", "when": {{at + 60}}, "seen": "yes" }, { "no": 3, "what": "UP", "when": {{at}}, "seen": "no" } ] } ] } }""";
        var body = $"payload={Uri.EscapeDataString(payload)}";
        var signature = "v=" + Convert.ToBase64String(System.Security.Cryptography.HMACSHA512.HashData("a song"u8, Encoding.UTF8.GetBytes(body)));

        (await _api.Anonymous.PostRaw("swallow-post/events", body, "application/x-www-form-urlencoded", ("X-Song", signature)).Results()).ShouldBe(["accepted", "accepted"]);

        var package = await _api.Package(id);
        ((string)package["status"]!, (string)package["detail"]!).ShouldBe(("exception", "weather"));
        ((string)package["scans"]![0]!["location"]!).ShouldBe("Dover / rain");
        (await _api.Changes(id, 4))[^1].Blame.ShouldBe("shipper");
        (await _api.Get("/api/v1/carriers/mappings").Json())["items"]!.AsArray().ShouldContain(m => (string)m!["file"]! == "swallow.json" && (string)m["origin"]! == "operator" && (string)m["verification"]![0]! == "signature");
    }

    [Fact]
    public async Task A_wrong_file_stops_the_start_and_is_named()
    {
        await File.WriteAllTextAsync(_folder.File("wrong.json"), """{ "carriers": ["x y"] }""");
        await using var broken = new LogisticsFixture($"Logistics:CarrierMappings={_folder.Path}");
        var error = await Should.ThrowAsync<MappingException>(async () => await broken.InitializeAsync());
        error.Message.ShouldContain(_folder.File("wrong.json"));
        error.Message.ShouldContain("carriers[0]: A carrier is 2–40 of a–z");
        File.Delete(_folder.File("wrong.json"));
    }
}
