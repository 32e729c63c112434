using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

/// <summary>
/// Real tracking payloads and what a peer's tests say that they mean: number of events, each one's time of day, place, description and status, and where the package
/// stands. The crosswalk of the peer's words to ours is below, and so is each place where we know better than the peer.
/// </summary>
public sealed class When_a_carriers_payload_is_mapped
{
    /// <summary>The peer's words, and those of ours that say the same. A finer word of ours never contradicts it.</summary>
    static readonly Dictionary<string, PackageStatus[]> Crosswalk = new()
    {
        ["pending"] = [PackageStatus.LabelCreated],
        ["picked_up"] = [PackageStatus.PickedUp],
        ["in_transit"] = [PackageStatus.InTransit],
        ["out_for_delivery"] = [PackageStatus.OutForDelivery],
        ["ready_for_pickup"] = [PackageStatus.AvailableForPickup],
        ["on_hold"] = [PackageStatus.OnHold],
        ["delivered"] = [PackageStatus.Delivered],
        // The peer has one word for all that went wrong.
        ["delivery_failed"] = [PackageStatus.DeliveryAttempted, PackageStatus.Exception],
        ["delivery_delayed"] = [PackageStatus.InTransit, PackageStatus.OnHold],
        ["return_to_sender"] = [PackageStatus.Returning, PackageStatus.Returned],
        ["cancelled"] = [PackageStatus.Cancelled],
    };

    /// <summary>Where we know better, by carrier and the peer's code: what we say, and why.</summary>
    static readonly Dictionary<(string Carrier, string Code), (PackageStatus Ours, string Why)> Better = new()
    {
        [("bpost", "L00")] = (PackageStatus.OutForDelivery, "Its text is 'BoundToRound - out_for_distribution'; the peer says on_hold."),
        [("dhl_parcel_de", "ES")] = (PackageStatus.PickedUp, "The sender posted it at a Packstation: DHL has it. The peer says in_transit."),
        [("dhl_parcel_de", "AE")] = (PackageStatus.PickedUp, "'The shipment has been picked up'; the peer says in_transit."),
        [("dhl_parcel_de", "PO")] = (PackageStatus.OutForDelivery, "'Loaded onto the delivery vehicle'; the peer says in_transit."),
        [("dhl_universal", "pre-transit")] = (PackageStatus.LabelCreated, "A code is for programs and a text for people: this one says that DHL has only the data. The peer reads the text 'DELIVERED' of a made-up example."),
        [("fedex", "DE 11:28")] = (PackageStatus.InTransit, "FedEx redirected it to a place of its own: it goes on. The peer says delivery_failed."),
        [("laposte", "ET1")] = (PackageStatus.InTransit, "'En cours d'acheminement' is on its way; the peer says out_for_delivery."),
        [("teleship", "collected")] = (PackageStatus.PickedUp, "'Package collected from sender'; the peer says in_transit."),
    };

    /// <summary>Where the peer leaves the package somewhere else than its newest event does: what we say, and why.</summary>
    static readonly Dictionary<(string Carrier, string Test), (PackageStatus Ours, string Why)> BetterAtLast = new()
    {
        [("bpost", "test_parse_tracking_response")] = (PackageStatus.Delivered, "Its newest event is U01, delivered, which the peer says of the event and not of the package: it takes the first."),
        [("chronopost", "test_parse_tracking_response")] = (PackageStatus.Delivered, "The peer tells no status and that it is delivered."),
        [("dhl_universal", "test_parse_tracking_response")] = (PackageStatus.LabelCreated, "As above: pre-transit."),
    };

    /// <summary>Payloads whose body does not tell the number: the peer knows it from its request, we from the webhook's address.</summary>
    static readonly HashSet<(string Carrier, string Test)> NumberOfAddress =
    [
        ("parcelone", "test_parse_tracking_response"), ("smartkargo", "test_parse_partner_tracking_response"),
    ];

    static readonly Dictionary<string, string> Routes = new() { ["laposte"] = "la_poste", ["dhl_parcel_de"] = "dhl_de", ["dhl_universal"] = "dhl" };

    static readonly List<JsonNode> All = TestData.Folder is { } folder && File.Exists(Path.Combine(folder, "carriers", "pairs.jsonl"))
        ? [.. File.ReadLines(Path.Combine(folder, "carriers", "pairs.jsonl")).Where(l => l.Length > 0).Select(l => JsonNode.Parse(l)!)] : [];

    static bool IsError(JsonNode pair) => (bool)pair["is_error_case"]!;

    static TheoryData<string, string> Cases(bool errors) => TestData.Folder is null
        ? new() { { "", "" } }
        : [.. All.Where(p => IsError(p) == errors).Select(p => ((string)p["carrier"]!, (string)p["test"]!))];

    public static TheoryData<string, string> Successes => Cases(errors: false);

    public static TheoryData<string, string> Failures => Cases(errors: true);

    [Theory]
    [MemberData(nameof(Successes))]
    public void It_says_what_the_peers_test_says(string carrier, string test)
    {
        TestData.Require("carriers", "pairs.jsonl");
        var pair = Pair(carrier, test);
        Assert.SkipWhen(((string)pair["payload"]!).Contains("SIGNATURE_PROOF_OF_DELIVERY", StringComparison.Ordinal),
            "The payload of this pair is a proof of delivery as a PDF and holds no tracking; see When_FedEx_codes_are_mapped for what it should have said");
        foreach (var expected in pair["expected"]![0]!.AsArray().Select(e => e!))
        {
            var number = (string)expected["tracking_number"]!;
            var events = Map(carrier, pair, NumberOfAddress.Contains((carrier, test)) ? number : null)!.Packages.Where(p => p.TrackingNumber?.Value == number).SelectMany(p => p.Events).ToList();
            var told = expected["events"]!.AsArray().Select(e => e!).ToList();

            events.Count.ShouldBe(told.Count, number);
            // The peer sorts some carriers' events the other way round.
            if (!events.Select(e => e.Description?.Value).SequenceEqual(told.Select(t => ((string?)t["description"])?.Trim())))
                told.Reverse();
            foreach (var (ours, theirs) in events.Zip(told))
                Same(carrier, ours, theirs);

            var status = Fold.Of(PackageStatus.LabelCreated, events.Select((e, i) => ScanOf(e, i))).Status;
            if (BetterAtLast.TryGetValue((carrier, test), out var better))
                status.ShouldBe(better.Ours, better.Why);
            else
                Crosswalk[(string)expected["status"]!].ShouldContain(status);
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void An_error_has_no_events(string carrier, string test)
    {
        TestData.Require("carriers", "pairs.jsonl");
        Map(carrier, Pair(carrier, test), null)?.Packages.SelectMany(p => p.Events).ShouldBeEmpty();
    }

    internal static void ShouldBeAs(string carrier, string code, string time, string? said, PackageStatus ours)
    {
        if (Better.TryGetValue((carrier, code), out var better) || Better.TryGetValue((carrier, $"{code} {time}"), out better))
            ours.ShouldBe(better.Ours, better.Why);
        else if (said is not null)
            Crosswalk[said].ShouldContain(ours, $"{carrier} {code}");
    }

    static void Same(string carrier, MappedEvent ours, JsonNode theirs)
    {
        var code = (string)theirs["code"]!;
        ours.Description?.Value.ShouldBe(((string)theirs["description"]!).Trim());
        new[] { ours.Code?.Value, ours.SubCode?.Value }.ShouldContain(code);
        ours.Time!.Value.ShouldNotBeNull();
        ours.Time.Value!.Value.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture).ShouldBe($"{theirs["date"]} {((string)theirs["time"]!)[..5]}");
        if (theirs["location"] is { } place)
            Parts(ours.Place?.Value).ShouldBe(Parts((string)place!), ignoreOrder: true);
        ours.Rule.ShouldNotBeNull($"{carrier} {code} is not known");
        ShouldBeAs(carrier, code, ((string)theirs["time"]!)[..5], (string?)theirs["status"], ours.Rule!.Means.Status);
    }

    static string[] Parts(string? place) => place?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    static Scan ScanOf(MappedEvent e, int index) => new()
    {
        PackageId = Guid.Empty,
        Source = "carrier:x",
        EventId = $"{index:D4}",
        Status = e.Rule!.Means.Status,
        Detail = e.Rule.Means.Detail,
        OccurredAt = e.Time!.Value!.Value,
        RecordedAt = e.Time.Value.Value,
    };

    static JsonNode Pair(string carrier, string test) => All.First(p => (string)p["carrier"]! == carrier && (string)p["test"]! == test);

    static MappedBody? Map(string carrier, JsonNode pair, string? number)
    {
        var body = BodyReader.Read(Encoding.UTF8.GetBytes((string)pair["payload"]!), (string)pair["format"]! == "xml" ? "application/xml" : "application/json");
        var found = BodyMapper.Recognise(body, CarrierMappings.Own().Where(m => m.Carriers.Contains(Routes.GetValueOrDefault(carrier, carrier))));
        return found is { } known ? BodyMapper.Map(known.Mapping, known.Body, number) : null;
    }
}

/// <summary>
/// The data's three payloads of FedEx are a document without tracking. What its tests expect is still known, with codes: those are put to the table, and the form of
/// the body is that of the public description.
/// </summary>
public sealed class When_FedEx_codes_are_mapped
{
    [Fact]
    public void Each_says_what_the_peers_tests_say()
    {
        var tests = File.ReadLines(TestData.Require("carriers", "pairs.jsonl")).Where(l => l.Length > 0).Select(l => JsonNode.Parse(l)!)
            .Where(p => (string)p["carrier"]! == "fedex" && !(bool)p["is_error_case"]!).ToList();
        tests.Count.ShouldBe(3);
        foreach (var told in tests.SelectMany(t => t["expected"]![0]!.AsArray()).SelectMany(p => p!["events"]!.AsArray()).Select(e => e!))
        {
            var body = new JsonObject
            {
                ["output"] = new JsonObject
                {
                    ["completeTrackResults"] = new JsonArray(new JsonObject
                    {
                        ["trackingNumber"] = "776094337676",
                        ["trackResults"] = new JsonArray(new JsonObject
                        {
                            ["scanEvents"] = new JsonArray(new JsonObject { ["date"] = (string)told["timestamp"]!, ["eventType"] = (string)told["code"]!, ["eventDescription"] = (string)told["description"]! }),
                        }),
                    }),
                },
            };
            var read = BodyReader.Read(Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");
            var (mapping, inner) = BodyMapper.Recognise(read, CarrierMappings.Own().Where(m => m.Carrier == "fedex"))!.Value;
            var package = BodyMapper.Map(mapping, inner).Packages.ShouldHaveSingleItem();
            package.TrackingNumber!.Value.ShouldBe("776094337676");
            var mapped = package.Events.ShouldHaveSingleItem();
            When_a_carriers_payload_is_mapped.ShouldBeAs("fedex", (string)told["code"]!, ((string)told["time"]!)[..5], (string?)told["status"], mapped.Rule.ShouldNotBeNull((string)told["code"]!).Means.Status);
        }
    }
}

/// <summary>EasyPost's own recordings: webhook and trackers.</summary>
public sealed class When_EasyPost_tells_of_trackers
{
    [Fact]
    public void Its_webhook_has_seven_events_of_a_package_of_FedEx()
    {
        var package = Map(File.ReadAllBytes(TestData.Require("easypost", "event-body.json"))).Packages.ShouldHaveSingleItem();
        package.TrackingNumber!.Value.ShouldBe("1");
        package.Carrier!.Value.ShouldBe("FedEx");
        package.EstimatedDelivery!.Value.ShouldBe(new DateTimeOffset(2024, 8, 5, 0, 0, 0, TimeSpan.Zero));
        package.Events.Select(e => (e.Rule!.Means.Status, e.Rule.Means.Detail)).ShouldBe(
        [
            (PackageStatus.LabelCreated, "info_received"), (PackageStatus.PickedUp, "accepted"), (PackageStatus.InTransit, "arrived_facility"), (PackageStatus.InTransit, "departed_facility"),
            (PackageStatus.InTransit, null), (PackageStatus.InTransit, null), (PackageStatus.InTransit, "arrived_facility"),
        ]);
        package.Events[^1].Place!.Value.ShouldBe("EDISON, NJ, 08817, US");
        package.Events.Select(e => e.EventId).Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public void Of_each_recorded_tracker_every_event_is_known_but_its_own_errors()
    {
        var told = 0;
        foreach (var tracker in JsonNode.Parse(File.ReadAllText(TestData.Require("easypost", "trackers.json")))!.AsArray().Select(t => t!))
        {
            var package = Map(Encoding.UTF8.GetBytes(tracker.ToJsonString())).Packages.ShouldHaveSingleItem();
            package.TrackingNumber!.Value.ShouldBe((string)tracker["tracking_code"]!);
            package.Events.Count.ShouldBe(tracker["tracking_details"]!.AsArray().Count);
            package.Events.ShouldAllBe(e => e.Rule == null == (e.Code!.Value == "error") && e.Time!.Value != null);
            told += package.Events.Count;
        }

        told.ShouldBeGreaterThan(20);
    }

    static MappedBody Map(byte[] bytes)
    {
        var (mapping, body) = BodyMapper.Recognise(BodyReader.Read(bytes, "application/json"), CarrierMappings.Own().Where(m => m.Carrier == "easypost"))!.Value;
        return BodyMapper.Map(mapping, body);
    }
}
