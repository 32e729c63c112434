using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_mapping_is_tried(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task It_shows_event_by_event_what_it_found_and_where_and_changes_nothing()
    {
        var (id, number) = await api.NewPackageOf("hermes");
        var body = Webhooks.Hermes(number, ("2000", api.Now.AddHours(-2)), ("1234", api.Now.AddHours(-1))).Replace("\"Text of 1234\"", "null", StringComparison.Ordinal);
        using var reply = await api.PostAs("read", "carriers/mappings/try", new { carrier = "hermes", body });
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        var tried = await reply.Json();

        ((string)tried["mapping"]!, (string)tried["format"]!).ShouldBe(("hermes.json", "json"));
        var package = tried["packages"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)package["trackingNumber"]!["value"]!, (string)package["trackingNumber"]!["path"]!).ShouldBe((number, "$.shipmentinfo[0].shipmentID"));
        var first = package["events"]![0]!;
        ((string)first["code"]!["path"]!).ShouldBe("$.shipmentinfo[0].status[0].code");
        ((string)first["place"]!["path"]!).ShouldBe("$.shipmentinfo[0].status[0].scanningUnit.city, $.shipmentinfo[0].status[0].scanningUnit.countryCode");
        ((string)first["rule"]!, (string)first["status"]!, (string)first["detail"]!).ShouldBe(("codes[2]", "in_transit", "arrived_facility"));
        first["warnings"]!.AsArray().ShouldBeEmpty();
        var second = package["events"]![1]!;
        ((string)second["status"]!).ShouldBe("unknown");
        second["rule"].ShouldBeNull();
        second["warnings"]!.AsArray().Select(w => (string)w!).ShouldBe(["The code '1234' is not known: it would be kept as unknown.", "No description was found."]);

        (await api.Package(id))["scans"]!.AsArray().ShouldBeEmpty();
        (await api.Read(db => db.CarrierMessages.CountAsync(m => m.Carrier == "hermes"))).ShouldBe(0);
    }

    [Fact]
    public async Task What_operators_said_of_a_code_goes_before_the_table_as_it_does_when_it_comes()
    {
        await api.Post("carriers/hermes/codes", new { code = "4321", status = "delivered", detail = "neighbour", reason = "They say so." }).ShouldBe(HttpStatusCode.OK);
        var body = Webhooks.Hermes("H1", ("4321", api.Now.AddHours(-2)), ("2000", api.Now.AddHours(-1)));
        var events = (await api.Post("carriers/mappings/try", new { carrier = "hermes", body }).Json())["packages"]![0]!["events"]!;
        ((string)events[0]!["status"]!, (string)events[0]!["detail"]!).ShouldBe(("delivered", "neighbour"));
        ((string)events[0]!["saidBy"]!).ShouldNotBeNullOrEmpty();
        events[0]!["warnings"]!.AsArray().ShouldBeEmpty();
        events[1]!["saidBy"].ShouldBeNull();
        ((string)events[1]!["rule"]!).ShouldBe("codes[2]");
    }

    [Fact]
    public async Task A_mapping_that_is_not_there_yet_can_be_tried()
    {
        var mapping = JsonNode.Parse("""
            { "carriers": ["pigeons"], "version": "1", "title": "Pigeons", "formats": ["xml"], "recognise": ["ring"], "packages": "$", "package": { "trackingNumber": "ring" },
              "events": ".", "event": { "description": "said", "time": "at" }, "codes": [{ "status": "delivered", "text": "coo" }] }
            """);
        var tried = await api.Post("carriers/mappings/try", new { mapping, body = "<bird><ring>7</ring><said>Coo</said><at>never</at></bird>", contentType = "application/xml" }).Json();
        var found = tried["packages"]![0]!["events"]![0]!;
        ((string)found["status"]!).ShouldBe("delivered");
        ((string)found["warnings"]![0]!).ShouldContain("'never' at $.at is no time");

        mapping!["events"] = "a..b";
        await api.Post("carriers/mappings/try", new { mapping, body = "<a/>" }).ShouldBeInvalid("mapping.events");
    }

    [Fact]
    public async Task What_is_not_recognised_says_what_is_missing()
    {
        var tried = await api.Post("carriers/mappings/try", new { carrier = "ups", body = "{ \"a\": 1 }" }).Json();
        tried["mapping"].ShouldBeNull();
        tried["warnings"]!.AsArray().Select(w => (string)w!).ShouldContain(w => w.Contains("ups.json does not recognise it: it needs trackResponse.shipment.package.trackingNumber"));
        (await api.Post("carriers/mappings/try", new { carrier = "ups", body = "nonsense" }).Json())["warnings"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_wrong_with_the_request_is_named()
    {
        await api.Post("carriers/mappings/try", new { body = "{}" }).ShouldBeInvalid("carrier");
        await api.Post("carriers/mappings/try", new { carrier = "No!", body = "{}" }).ShouldBeInvalid("carrier");
        await api.Post("carriers/mappings/try", new { carrier = "ups" }).ShouldBeInvalid("body");
        await api.Post("carriers/mappings/try", new { mapping = 7, body = "{}" }).ShouldBeInvalid("mapping.(the file)");
        (await api.PostAs("write", "carriers/mappings/try", new { carrier = "ups", body = "{}" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task All_that_there_are_are_listed()
    {
        var all = (await api.Get("/api/v1/carriers/mappings").Json())["items"]!.AsArray();
        foreach (var carrier in new[] { "easypost", "aftership", "shippo", "17track", "shipengine", "fedex", "usps", "ups", "dhl", "dhl_de", "hermes", "la_poste", "chronopost", "bpost", "asendia", "gls", "dpd", "postnl", "parcelone", "seko", "smartkargo", "teleship", "generic", "cloudevents" })
            all.ShouldContain(m => (string)m!["carrier"]! == carrier);
        all.ShouldContain(m => (string)m!["carrier"]! == "easypost" && (string)m["signature"]! == "hmac" && (string)m["origin"]! == "built_in");
    }
}
