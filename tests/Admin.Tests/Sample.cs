using System.Text.Json.Nodes;

namespace StatusTracking.Admin.Tests;

/// <summary>An order's life as the services would tell it: true to their shapes, with a bit of everything.</summary>
static class Sample
{
    public static readonly Guid OrderId = Guid.Parse("0199a000-0000-7000-8000-000000000001");
    public static readonly Guid PackageId = Guid.Parse("0199a000-0000-7000-8000-0000000000a1");
    public const string RuleKind = "exception";
    public const string RuleChannel = "sms";

    public const string Code = "QX/7";

    public static readonly Guid CarrierMessageId = Guid.Parse("0199a000-0000-7000-8000-0000000000f1");
    public static readonly Guid MessageId = Guid.Parse("0199a000-0000-7000-8000-0000000000e1");

    /// <summary>Fills every answer that a page asks for.</summary>
    public static void Tell(FakeServices services, DateTimeOffset now)
    {
        var order = Order(now);
        var more = More(now);
        services.List("/api/v1/orders", [order, .. more]);
        foreach (var other in more)
            services.List($"/api/v1/orders/{other["id"]!.GetValue<Guid>()}/timeline");
        services.Answers[$"/api/v1/orders/{OrderId}"] = order.DeepClone();
        services.List($"/api/v1/orders/{OrderId}/timeline", [.. Timeline(now).Reverse()]);
        services.List($"/api/v1/packages/{PackageId}/timeline", [.. Timeline(now).Where(entry => entry["subject"]!.ToString() is "package" or "notification").Reverse()]);
        services.List("/api/v1/packages/moves", Moves());
        services.List("/api/v1/sagas/packages", Saga(now), Saga(now, Guid.NewGuid(), "exception", "bad_address", silent: true));
        services.List("/api/v1/sagas/packages/states", States());
        services.Answers[$"/api/v1/sagas/packages/{PackageId}"] = Saga(now);
        services.List("/api/v1/packages", Package(now, withScans: false));
        services.Answers[$"/api/v1/packages/{PackageId}"] = Package(now, withScans: true);
        services.List("/api/v1/packages/waiting-numbers", new JsonObject
        {
            ["carrier"] = "dhl",
            ["trackingNumber"] = "00340434161094049999",
            ["scans"] = 3,
            ["firstReceivedAt"] = now.AddDays(-9),
            ["lastReceivedAt"] = now.AddDays(-8),
            ["firstOccurredAt"] = now.AddDays(-9),
            ["lastOccurredAt"] = now.AddDays(-8),
            ["dropsAt"] = now.AddDays(51),
        });
        services.List("/api/v1/payments", Payment(now));
        services.List("/api/v1/stock", Stock("MUG-01", "Mug", 98, 2, now), Stock("TEE-M", "T-shirt, medium", 4, 1, now), Stock("CAP-01", "Cap", 3, 3, now));
        services.List("/api/v1/notifications", Messages(now));
        services.Answers["/api/v1/notifications/counts"] = Counts(("sent", 3), ("uncertain", 1));
        services.Answers["/api/v1/notifications/rules"] = new JsonArray(Rule("shipped", "email"), Rule("delivered", "sms"), Rule(RuleKind, RuleChannel, true, "damaged", "refused"));
        services.Answers[$"/api/v1/notifications/rules/{RuleKind}/{RuleChannel}/history"] = new JsonArray(
            RuleChange(now.AddHours(-2), "ada", true, "Support calls the buyer."), RuleChange(now.AddDays(-3), "grace", false, null));
        services.Answers[$"/api/v1/notifications/rules/{RuleKind}/{RuleChannel}/trial"] = new JsonObject
        {
            ["since"] = now.AddDays(-7),
            ["alerts"] = 214,
            ["messages"] = new JsonObject { ["recipients"] = 187, ["buyers"] = 12, ["operations"] = 214 },
            ["byDetail"] = new JsonObject { ["bad_address"] = 120, ["damaged"] = 60, ["refused"] = 30, [""] = 4 },
        };
        services.Answers["/api/v1/notifications/templates"] = new JsonArray([.. new[] { "shipped", "delivered", RuleKind }
            .SelectMany(kind => new[] { "email", "sms" }.SelectMany(channel => new[] { "en", "de", "fr", "es", "pt" }.Select(language => Template(kind, channel, language, now, ""))))]);
        AnswerTemplate(services, RuleKind, RuleChannel, "de", now, "{{ shop.name }}: mit der Lieferung zu {{ order.number }} gibt es ein Problem.", new JsonObject
        {
            ["text"] = "Ihr Shop: mit der Lieferung zu ST-7F3K-2M9Q gibt es ein Problem.",
            ["encoding"] = "gsm7",
            ["segments"] = 1,
            ["bytes"] = 64,
        });
        AnswerTemplate(services, "shipped", "email", "en", now, "subject: Your order {{ order.number }} is on its way\nheading: It is on its way\nbutton: Follow it\n---\nHello {{ recipient.name }},\n\nit left our house today.", new JsonObject
        {
            ["subject"] = "Your order ST-7F3K-2M9Q is on its way",
            ["html"] = "<!doctype html><html lang=en><body><h1>It is on its way</h1><p>Hello Ada Byron,</p></body></html>",
            ["text"] = "It is on its way",
            ["bytes"] = 18_000,
        });
        services.List("/api/v1/people/erasures", Erasure(now.AddMinutes(-2), "They wrote to us on 3 May.", 2, erased: 5, confirmed: 0), Erasure(now.AddDays(-9), "Asked by telephone.", 1, erased: 7, confirmed: 7));
        services.List("/api/v1/people/preferences");
        services.Answers["/api/v1/people/addresses"] = new JsonObject
        {
            ["wishes"] = new JsonArray(new JsonObject { ["channel"] = "sms", ["address"] = "+4915112345678", ["wanted"] = false, ["muted"] = new JsonArray(), ["source"] = "STOP", ["since"] = now.AddDays(-3) }),
            ["dead"] = new JsonArray(),
        };
        TellOfDay(services, now);
        TellOfCarriers(services, now);
        // Logistics is away.
        foreach (var service in new[] { "Orders", "Payments", "Inventory", "Tracking", "Notifications" })
            services.Answers[$"/api/v1/system/{service.ToLowerInvariant()}"] = State(service, now);
        services.List("/api/v1/system/orders/settings", new JsonObject { ["key"] = "Database:Provider", ["value"] = "PostgreSql" }, new JsonObject { ["key"] = "Auth:ApiKey", ["value"] = "••••••" });
        foreach (var message in Messages(now))
            services.Answers[$"/api/v1/notifications/{message["id"]!.GetValue<Guid>()}"] = message;
    }

    /// <summary>What carriers posted, and what is known of their codes.</summary>
    static void TellOfCarriers(FakeServices services, DateTimeOffset now)
    {
        services.List("/api/v1/carriers/webhooks",
            Webhook("aftership", ["aftership.json"]), Webhook("dhl", ["dhl-unified.json", "pigeons.json"], now.AddMinutes(-2), "recorded", 0, 0, "token", "address"),
            Webhook("courier-next-door-of-a-long-name", [], now.AddHours(-3), "not_understood", 12, 0), Webhook("easypost", ["easypost.json"], now.AddSeconds(-20), "recorded", 0, 0, "signature"),
            Webhook("hermes", ["hermes.json"], now.AddMinutes(-7), "recorded", 1, 2));
        services.List("/api/v1/carriers/mappings",
            Mapping("aftership", "1", "AfterShip: tracking_update and edd_revise", "aftership.json", 64, signature: "hmac"), Mapping("dhl", "unified", "DHL: Shipment Tracking Unified, of all of its divisions", "dhl-unified.json", 31),
            Mapping("dhl", "pigeons", "DHL's pigeons", "pigeons.json", 1, "operator"), Mapping("easypost", "2", "EasyPost: tracker.created, tracker.updated, and trackers as the API gives them", "easypost.json", 40),
            Mapping("hermes", "1", "Hermes Germany: shipment info", "hermes.json", 28));
        services.List("/api/v1/carriers/unknown-codes",
            Unknown("hermes", Code, "Sendung an Wunschnachbarn übergeben", 14, now), Unknown("hermes", "4711", null, 1, now), Unknown("dhl", "Die Sendung wurde im Start-Paketzentrum aus unbekanntem Grund angehalten und wartet", "Die Sendung wurde angehalten", 1204, now));
        services.List("/api/v1/carriers/hermes/codes", Said(now.AddMinutes(-3), "delivered", "neighbour", null, "Their help desk says so.", 3120, 1204, null), Said(now.AddDays(-2), "exception", null, "recipient", "It looked like that.", 2, 2, now.AddDays(-2)));
        services.Answers["/api/v1/carriers/hermes/codes/example"] = new JsonObject
        {
            ["packageId"] = PackageId,
            ["eventId"] = "h-2026-11-27T08:15:00+01:00-QX",
            ["occurredAt"] = now.AddHours(-3),
            ["recordedAt"] = now.AddHours(-2),
            ["location"] = "Hamburg, DEU",
            ["description"] = "Sendung an Wunschnachbarn übergeben",
            ["raw"] = """{"timestamp":"2026-11-27T08:15:00+01:00","code":"QX","description":"Sendung an Wunschnachbarn übergeben","scanningUnit":{"city":"Hamburg","countryCode":"DEU","name":"<script>document.title='no'</script>"}}""",
        };
        JsonObject[] messages =
        [
            CarrierMessage(CarrierMessageId, "hermes", now.AddMinutes(-7), "recorded", "1 accepted, 1 duplicate", "signature"),
            CarrierMessage(Guid.Parse("0199a000-0000-7000-8000-0000000000f2"), "courier-next-door", now.AddHours(-3), "not_understood", "body: No mapping of courier-next-door understands it: none is for json. POST /api/v1/carriers/mappings/try shows what a mapping makes of a body.", "key:0199a000-0000-7000-8000-00000000000b"),
        ];
        services.List("/api/v1/carriers/messages", messages);
        services.Answers[$"/api/v1/carriers/messages/{CarrierMessageId}"] = new JsonObject
        {
            ["message"] = messages[0].DeepClone(),
            ["body"] = """{"shipmentinfo":[{"shipmentID":"H1000830002","recipient":"<b>Ada</b> Byron","status":[{"timestamp":"2026-11-27T08:15:00+01:00","code":"2000"},{"timestamp":"yesterday","code":"QX","subCode":"7"}]}]}""",
        };
        services.Answers["/api/v1/carriers/mappings/try"] = Trial(now);
    }

    static JsonObject Webhook(string carrier, string[] mappings, DateTimeOffset? last = null, string? outcome = null, int notUnderstood = 0, int unknown = 0, params string[] verification) => new()
    {
        ["carrier"] = carrier,
        ["mappings"] = new JsonArray([.. mappings.Select(m => JsonValue.Create(m))]),
        ["verification"] = new JsonArray([.. verification.Select(v => JsonValue.Create(v))]),
        ["lastMessageAt"] = last,
        ["lastOutcome"] = outcome,
        ["notUnderstood"] = notUnderstood,
        ["unknownCodes"] = unknown,
    };

    static JsonObject Mapping(string carrier, string version, string title, string file, int codes, string origin = "built_in", string? signature = null) => new()
    {
        ["carrier"] = carrier,
        ["names"] = new JsonArray(carrier),
        ["version"] = version,
        ["title"] = title,
        ["file"] = file,
        ["origin"] = origin,
        ["formats"] = new JsonArray("json"),
        ["codes"] = codes,
        ["signature"] = signature,
        ["verification"] = new JsonArray(),
    };

    static JsonObject Unknown(string carrier, string code, string? text, int count, DateTimeOffset now) => new()
    {
        ["carrier"] = carrier,
        ["code"] = code,
        ["text"] = text,
        ["count"] = count,
        ["firstSeen"] = now.AddDays(-3),
        ["lastSeen"] = now.AddHours(-2),
        ["examplePackageId"] = PackageId,
    };

    public static JsonObject Said(DateTimeOffset at, string status, string? detail, string? blame, string reason, int packages, int followed, DateTimeOffset? appliedAt) => new()
    {
        ["carrier"] = "hermes",
        ["code"] = Code,
        ["status"] = status,
        ["detail"] = detail,
        ["blame"] = blame,
        ["reason"] = reason,
        ["who"] = "ada",
        ["at"] = at,
        ["appliedAt"] = appliedAt,
        ["packages"] = packages,
        ["followed"] = followed,
    };

    static JsonObject CarrierMessage(Guid id, string carrier, DateTimeOffset at, string outcome, string note, string by) => new()
    {
        ["id"] = id,
        ["carrier"] = carrier,
        ["receivedAt"] = at,
        ["contentType"] = "application/json; charset=utf-8",
        ["bytes"] = 4312,
        ["verifiedBy"] = by,
        ["outcome"] = outcome,
        ["note"] = note,
    };

    static JsonObject Trial(DateTimeOffset now)
    {
        return new()
        {
            ["mapping"] = "hermes.json",
            ["format"] = "json",
            ["packages"] = new JsonArray(new JsonObject
            {
                ["trackingNumber"] = Field("H1000830002", "$.shipmentinfo[0].shipmentID"),
                ["carrier"] = null,
                ["labelledBy"] = "hermes",
                ["estimatedDelivery"] = null,
                ["events"] = new JsonArray(
                    Event("2000", now.AddHours(-3).ToString("O"), now.AddHours(-3), "in_transit", "arrived_facility", "codes[2]", "Hamburg, DEU"),
                    Event("QX", "yesterday", null, "unknown", null, null, null, "It would be rejected: occurredAt: 'yesterday' at $.shipmentinfo[0].status[1].timestamp is no time as hermes.json says that hermes writes it.", "The code 'QX/7' is not known: it would be kept as unknown.", "No place was found.")),
                ["warnings"] = new JsonArray(),
            }),
            ["warnings"] = new JsonArray(),
        };

        static JsonObject Field(string value, string path) => new() { ["value"] = value, ["path"] = path };

        static JsonObject Event(string code, string time, DateTimeOffset? at, string status, string? detail, string? rule, string? place, params string[] warnings) => new()
        {
            ["eventId"] = $"{code}-{time}",
            ["code"] = Field(code, "$.shipmentinfo[0].status[0].code"),
            ["time"] = new JsonObject { ["text"] = time, ["path"] = "$.shipmentinfo[0].status[0].timestamp", ["value"] = at },
            ["place"] = place is null ? null : Field(place, "$.shipmentinfo[0].status[0].scanningUnit.city, $.shipmentinfo[0].status[0].scanningUnit.countryCode"),
            ["description"] = Field($"Text of {code}", "$.shipmentinfo[0].status[0].description"),
            ["rule"] = rule,
            ["status"] = status,
            ["detail"] = detail,
            ["blame"] = null,
            ["saidBy"] = null,
            ["warnings"] = new JsonArray([.. warnings.Select(w => JsonValue.Create(w))]),
        };
    }

    /// <summary>What the overview shows of a day.</summary>
    static void TellOfDay(FakeServices services, DateTimeOffset now)
    {
        services.Answers["/api/v1/orders/counts"] = Counts(("submitted", 2), ("awaiting_payment", 3), ("action_required", 1), ("confirmed", 12), ("in_fulfilment", 131), ("completed", 8_204), ("cancelled", 17));
        services.Answers["/api/v1/packages/counts"] = Counts(("created", 9), ("label_created", 44), ("picked_up", 12), ("in_transit", 1204), ("on_hold", 3), ("exception", 7), ("out_for_delivery", 312), ("delivered", 8_911), ("lost", 1));
        services.List("/api/v1/carriers", Carrier("dhl", now.AddSeconds(-20), 48_211, "07:00:00", "3.04:00:00"), Carrier("gls", now.AddDays(-2), 312, "11:00:00"), Carrier("ups", null));
        services.Answers["/api/v1/notifications/delays"] = new JsonObject
        {
            ["from"] = Hour(now).AddHours(-23),
            ["p50"] = 0.42,
            ["p95"] = 1.87,
            ["slowest"] = 12.4,
            ["measured"] = 500,
            ["hours"] = new JsonArray([.. Enumerable.Range(0, 24).Select(hour => hour is 3 or 4 ? null : (JsonNode)JsonValue.Create(1 + hour % 5 * 0.3))]),
        };
        services.Answers["/api/v1/system/orders/changes"] = Changes(now, ("order", null, "submitted", 6), ("order", "submitted", "awaiting_payment", 6));
        services.Answers["/api/v1/system/logistics/changes"] = Changes(now, ("package", null, "created", 6), ("package", "picked_up", "in_transit", 19), ("package", "out_for_delivery", "delivered", 4));
        services.Answers["/api/v1/system/notifications/changes"] = Changes(now,
            ("notification", "sending", "sent", 21), ("notification", "sending", "failed", 1), ("notification", "created", "suppressed", 3), ("notification", "sending", "uncertain", 1));
        services.List("/api/v1/timeline", [.. Timeline(now).Reverse()]);
    }

    public static JsonObject Counts(params (string Status, int Count)[] counts) => new()
    {
        ["total"] = counts.Sum(c => c.Count),
        ["byStatus"] = new JsonObject(counts.Select(c => KeyValuePair.Create(c.Status, (JsonNode?)c.Count))),
    };

    static JsonObject Carrier(string carrier, DateTimeOffset? lastScanAt, long gaps = 0, string? usualGap = null, string? silentAfter = null) =>
        new() { ["carrier"] = carrier, ["lastScanAt"] = lastScanAt, ["gaps"] = gaps, ["usualGap"] = usualGap, ["silentAfter"] = silentAfter };

    /// <summary>A day that begins slowly; each change so often at its busiest.</summary>
    static JsonObject Changes(DateTimeOffset now, params (string Subject, string? From, string To, int Most)[] changes) => new()
    {
        ["from"] = Hour(now).AddHours(-23),
        ["items"] = new JsonArray([.. changes.Select(c => new JsonObject
        {
            ["subject"] = c.Subject,
            ["from"] = c.From,
            ["to"] = c.To,
            ["hours"] = new JsonArray([.. Enumerable.Range(0, 24).Select(hour => (JsonNode)JsonValue.Create(c.Most * (hour * 7 % 24) / 24))]),
        })]),
    };

    static DateTimeOffset Hour(DateTimeOffset now) => new(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);

    /// <summary>How a service is: true to its shape.</summary>
    public static JsonObject State(string service, DateTimeOffset now) => new()
    {
        ["service"] = service,
        ["version"] = "1.0.0",
        ["host"] = "shop-1",
        ["startedAt"] = now.AddHours(-5),
        ["status"] = service == "Notifications" ? "degraded" : "healthy",
        ["reasons"] = service == "Notifications" ? new JsonArray("masstransit-bus: Not ready: notifications-send-alert") : new JsonArray(),
        ["transport"] = "rabbit_mq",
        ["database"] = "postgre_sql",
        ["messaging"] = new JsonObject
        {
            ["outbox"] = new JsonObject { ["waiting"] = 12, ["waitingSince"] = now.AddSeconds(-40), ["failing"] = 2, ["scheduled"] = 3120, ["nextDue"] = now.AddMinutes(7), ["parked"] = service == "Notifications" ? 1 : 0 },
            ["inboxRows"] = null,
            ["queues"] = new JsonArray(
                new JsonObject { ["queue"] = $"{service.ToLowerInvariant()}-failures", ["messages"] = 0, ["consumers"] = 1 },
                new JsonObject { ["queue"] = $"{service.ToLowerInvariant()}-follow-packages-of-a-long-name", ["messages"] = 1204, ["consumers"] = service == "Notifications" ? 0 : 2 }),
        },
    };

    /// <summary>A fresh installation: nothing yet.</summary>
    public static void TellNothing(FakeServices services)
    {
        foreach (var list in new[] { "orders", "packages", "payments", "stock", "notifications", "sagas/packages", "sagas/packages/states", "packages/moves", "packages/waiting-numbers", "carriers", "timeline" })
            services.List($"/api/v1/{list}");
        foreach (var counted in new[] { "orders", "packages", "notifications" })
            services.Answers[$"/api/v1/{counted}/counts"] = Counts();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var service in new[] { "orders", "logistics", "notifications" })
            services.Answers[$"/api/v1/system/{service}/changes"] = Changes(now);
        services.Answers["/api/v1/notifications/delays"] = new JsonObject
        {
            ["from"] = Hour(now).AddHours(-23),
            ["p50"] = null,
            ["p95"] = null,
            ["slowest"] = null,
            ["measured"] = 0,
            ["hours"] = new JsonArray([.. Enumerable.Repeat(default(JsonNode), 24)]),
        };
    }

    public static JsonObject Order(DateTimeOffset now, string status = "in_fulfilment", Guid? id = null, string number = "ST-7F3K-2M9Q", string buyer = "Ada Byron") => new()
    {
        ["id"] = id ?? OrderId,
        ["number"] = number,
        ["reference"] = "SHOP-1001",
        ["status"] = status,
        ["reason"] = status == "action_required" ? "The payment was declined. Pay again within 24 hours." : null,
        ["paymentStatus"] = status == "action_required" ? "unpaid" : "paid",
        ["fulfilmentStatus"] = status is "in_fulfilment" ? "shipped" : "unfulfilled",
        ["deliveryHealth"] = "on_time",
        ["customer"] = Person(buyer),
        ["recipient"] = null,
        ["shippingAddress"] = Address(),
        ["currency"] = "EUR",
        ["lines"] = new JsonArray(new JsonObject { ["sku"] = "MUG-01", ["name"] = "Mug", ["quantity"] = 2, ["unitPrice"] = 12.5m, ["taxRate"] = 0.19m }),
        ["total"] = 25.0m,
        ["trackingUrl"] = "http://localhost:8080/track/abc",
        ["packages"] = new JsonArray(),
        ["placedAt"] = now.AddMinutes(-50),
        ["updatedAt"] = now.AddMinutes(-1),
    };

    public static JsonObject Change(string subject, Guid subjectId, string? from, string to, DateTimeOffset at, string? detail = null, string? reason = null, bool late = false, bool ignored = false, string? impossible = null) => new()
    {
        ["subject"] = subject,
        ["subjectId"] = subjectId,
        ["orderId"] = OrderId,
        ["from"] = from,
        ["to"] = to,
        ["detail"] = detail,
        ["reason"] = reason,
        ["occurredAt"] = at,
        ["recordedAt"] = late ? at.AddMinutes(20) : at,
        ["late"] = late,
        ["ignored"] = ignored,
        ["impossible"] = impossible,
    };

    public static JsonNode[] Timeline(DateTimeOffset now) =>
    [
        Change("order", OrderId, null, "submitted", now.AddMinutes(-50)),
        Change("stock", Guid.NewGuid(), "requested", "reserved", now.AddMinutes(-50)),
        Change("order", OrderId, "submitted", "awaiting_payment", now.AddMinutes(-50)),
        Change("payment", Guid.NewGuid(), "pending", "captured", now.AddMinutes(-49)),
        Change("order", OrderId, "awaiting_payment", "confirmed", now.AddMinutes(-49)),
        Change("package", PackageId, null, "created", now.AddMinutes(-49)),
        Change("package", PackageId, "created", "label_created", now.AddMinutes(-40), "info_received"),
        Change("package", PackageId, "label_created", "picked_up", now.AddMinutes(-30), "accepted"),
        Change("notification", MessageId, "sending", "sent", now.AddMinutes(-30)),
        Change("package", PackageId, "picked_up", "in_transit", now.AddMinutes(-3), "departed_facility"),
        Change("package", PackageId, "in_transit", "picked_up", now.AddMinutes(-25), "accepted", "package is in_transit: it cannot become picked_up.", late: true, ignored: true, impossible: "before_order"),
    ];

    static JsonNode[] More(DateTimeOffset now) =>
    [
        Order(now, "action_required", Guid.NewGuid(), "ST-8B2C-9XQA", "Grace Hopper"),
        Order(now, "completed", Guid.NewGuid(), "ST-1K7D-44RT", "Katherine Johnson"),
        Order(now, "awaiting_payment", Guid.NewGuid(), "ST-5PLM-0WEN", "Alexandra Wiśniewska-Schönberger"),
        Order(now, "failed", Guid.NewGuid(), "ST-66TZ-PQ31", "Ada Byron"),
        Order(now, "cancelled", Guid.NewGuid(), "ST-90AA-71BC", "Grace Hopper"),
    ];

    public static JsonObject Package(DateTimeOffset now, bool withScans, string status = "in_transit", string? detail = "departed_facility") => new()
    {
        ["id"] = PackageId,
        ["orderId"] = OrderId,
        ["orderNumber"] = "ST-7F3K-2M9Q",
        ["status"] = status,
        ["detail"] = detail,
        ["carrier"] = "dhl",
        ["trackingNumber"] = "00340434161094042557",
        ["trackingNumberValid"] = true,
        ["trackingUrl"] = "http://localhost:8080/track/def",
        ["carrierUrl"] = "https://carrier.example.org/00340434161094042557",
        ["estimatedDelivery"] = now.AddDays(2),
        ["lines"] = new JsonArray(new JsonObject { ["sku"] = "MUG-01", ["quantity"] = 2 }),
        ["recipient"] = Person("Ada Byron"),
        ["shippingAddress"] = Address(),
        ["sequence"] = 4,
        ["createdAt"] = now.AddMinutes(-49),
        ["updatedAt"] = now.AddMinutes(-3),
        ["scans"] = withScans
            ? new JsonArray(
                Scan("s-1", "picked_up", "accepted", now.AddMinutes(-30), "Köln", true, null),
                Scan("s-2", "in_transit", "departed_facility", now.AddMinutes(-3), "Köln distribution centre", true, null),
                Scan("s-3", "picked_up", "accepted", now.AddMinutes(-25), "Köln", false, "A package in transit is not picked up again."))
            : null,
    };

    /// <summary>As Logistics has them; a few of its ways back and of its many shortcuts are enough here.</summary>
    public static JsonNode[] Moves()
    {
        string[] journey = ["created", "label_created", "picked_up", "in_transit", "on_hold", "exception", "out_for_delivery", "delivery_attempted", "available_for_pickup", "delivered"];
        var moves = journey.Index().Select(from => Move(from.Item, from.Index > 2, [.. journey.Skip(from.Index + 1), .. from.Index is > 1 and < 9 ? new[] { "returning", "lost" } : from.Index < 2 ? ["cancelled"] : ["returning"]]));
        return [.. moves, Move("returning", true, "returned", "lost"), Move("returned", true), Move("lost", true, "in_transit", "delivered"), Move("cancelled", false), Move("unknown", false, "label_created")];

        static JsonNode Move(string from, bool canBeSet, params string[] to) => new JsonObject { ["from"] = from, ["to"] = new JsonArray([.. to.Select(word => JsonValue.Create(word))]), ["canBeSet"] = canBeSet, ["details"] = from == "delivered" ? new JsonArray("signed", "neighbour") : new JsonArray() };
    }

    public static JsonNode[] States() =>
    [
        .. Contracts.Word.All<Contracts.PackageStatus>().Append("ended").Select((state, index) => new JsonObject
        {
            ["state"] = state,
            ["packages"] = state switch { "in_transit" => 1204, "delivered" => 38_911, "exception" => 7, "out_for_delivery" => 312, "lost" => 0, _ => index },
        }),
    ];

    public static JsonObject Saga(DateTimeOffset now, Guid? id = null, string status = "in_transit", string? detail = "departed_facility", bool silent = false) => new()
    {
        ["id"] = id ?? PackageId,
        ["orderId"] = OrderId,
        ["orderNumber"] = "ST-7F3K-2M9Q",
        ["state"] = status,
        ["status"] = status,
        ["detail"] = detail,
        ["sequence"] = 4,
        ["promise"] = silent ? "broken" : "kept",
        ["silent"] = silent,
        ["estimatedDelivery"] = now.AddDays(2),
        ["statusRecordedAt"] = now.AddMinutes(-3),
        ["heardAt"] = silent ? now.AddDays(-4) : now.AddMinutes(-3),
        ["quietAt"] = silent ? null : now.AddDays(3),
        ["overdueAt"] = now.AddDays(1),
        ["endedAt"] = null,
        ["said"] = new JsonArray("shipped/1", "left_distribution_centre/1"),
        ["noted"] = new JsonArray("shipped/1", "left_distribution_centre/1"),
    };

    static JsonObject Scan(string eventId, string status, string detail, DateTimeOffset at, string place, bool applied, string? skipped) => new()
    {
        ["eventId"] = eventId,
        ["source"] = "api",
        ["status"] = status,
        ["detail"] = detail,
        ["occurredAt"] = at,
        ["recordedAt"] = at,
        ["late"] = !applied,
        ["applied"] = applied,
        ["skipped"] = skipped,
        ["impossible"] = applied ? null : "before_order",
        ["location"] = place,
        ["description"] = null,
        ["rawStatus"] = null,
    };

    public static JsonObject Erasure(DateTimeOffset at, string reason, int orders, int erased, int confirmed, Guid? id = null) => new()
    {
        ["id"] = id ?? Guid.NewGuid(),
        ["orders"] = orders,
        ["reason"] = reason,
        ["requestedBy"] = "grace",
        ["requestedAt"] = at,
        ["completedAt"] = confirmed == 7 ? at.AddMinutes(5) : null,
        ["services"] = new JsonArray([.. new[] { "orders", "payments", "inventory", "logistics", "tracking", "notifications", "admin" }.Select((service, n) => new JsonObject
        {
            ["service"] = service,
            ["rows"] = n < erased ? 2 * n : 0,
            ["erasedAt"] = n < erased ? at.AddSeconds(1) : null,
            ["confirmedAt"] = n < confirmed ? at.AddMinutes(5) : null,
        })]),
    };

    static JsonObject Payment(DateTimeOffset now) => new()
    {
        ["id"] = Guid.NewGuid(),
        ["orderId"] = OrderId,
        ["orderNumber"] = "ST-7F3K-2M9Q",
        ["status"] = "captured",
        ["reason"] = null,
        ["amount"] = 25.0m,
        ["refunded"] = 0m,
        ["currency"] = "EUR",
        ["method"] = "card",
        ["createdAt"] = now.AddMinutes(-50),
        ["updatedAt"] = now.AddMinutes(-49),
    };

    static JsonObject Stock(string sku, string name, int onHand, int reserved, DateTimeOffset now) => new()
    {
        ["sku"] = sku,
        ["name"] = name,
        ["onHand"] = onHand,
        ["reserved"] = reserved,
        ["available"] = onHand - reserved,
        ["lowAt"] = 5,
        ["allowBackorder"] = false,
        ["updatedAt"] = now.AddHours(-3),
    };

    static JsonObject[] Messages(DateTimeOffset now) =>
    [
        Message(MessageId, "email", "left_distribution_centre", "sent", now.AddMinutes(-2), html: "<html><body style='font-family:sans-serif'><h1>Your package is on its way</h1><p>It left the distribution centre in Köln.</p><script>document.title='no'</script></body></html>"),
        Message(Guid.Parse("0199a000-0000-7000-8000-0000000000e2"), "sms", "left_distribution_centre", "delivered", now.AddMinutes(-2), text: "Your package left the distribution centre. Follow it: http://localhost:8080/track/def"),
        Message(Guid.Parse("0199a000-0000-7000-8000-0000000000e3"), "email", "shipped", "suppressed", now.AddMinutes(-30), reason: "opted_out"),
    ];

    internal static JsonObject Message(Guid id, string channel, string kind, string status, DateTimeOffset at, string? html = null, string? text = null, string? reason = null) => new()
    {
        ["id"] = id,
        ["orderId"] = OrderId,
        ["channel"] = channel,
        ["kind"] = kind,
        ["status"] = status,
        ["reason"] = reason,
        ["recipient"] = channel == "sms" ? "+4915112345678" : "ada@example.org",
        ["subject"] = channel == "sms" ? null : "Your package is on its way",
        ["html"] = html,
        ["text"] = text,
        ["createdAt"] = at,
        ["updatedAt"] = at,
        ["attemptCount"] = reason is null ? 1 : 0,
        ["attempts"] = reason is null ? new JsonArray(new JsonObject { ["number"] = 1, ["startedAt"] = at, ["endedAt"] = at, ["outcome"] = "sent", ["reply"] = "250 OK" }) : new JsonArray(),
    };

    static JsonObject Person(string name) => new()
    {
        ["name"] = name,
        ["email"] = "ada@example.org",
        ["phone"] = "+4915112345678",
        ["locale"] = "de",
        ["timeZone"] = "Europe/Berlin",
    };

    static JsonObject Address() => new()
    {
        ["line1"] = "Hauptstr. 1",
        ["line2"] = null,
        ["city"] = "Berlin",
        ["region"] = null,
        ["postalCode"] = "10115",
        ["country"] = "DE",
    };

    static void AnswerTemplate(FakeServices services, string kind, string channel, string language, DateTimeOffset now, string text, JsonObject shown)
    {
        var path = $"/api/v1/notifications/templates/{kind}/{channel}/{language}";
        services.Answers[path] = Template(kind, channel, language, now, text);
        (shown["errors"], shown["warnings"]) = (new JsonArray(), new JsonArray("It takes more than 2 SMS."));
        services.Answers[$"{path}/preview"] = shown;
    }

    /// <summary>Words of which version 2 stands, with a draft.</summary>
    static JsonObject Template(string kind, string channel, string language, DateTimeOffset now, string text) => new()
    {
        ["kind"] = kind,
        ["channel"] = channel,
        ["language"] = language,
        ["version"] = language == "de" ? 2 : null,
        ["hasDraft"] = language == "de",
        ["chosenAt"] = now.AddHours(-3),
        ["chosenBy"] = "ada",
        ["note"] = "Shorter.",
        ["text"] = text,
        ["draft"] = language == "de" ? text + " Wir kümmern uns darum." : null,
        ["errors"] = new JsonArray(),
        ["warnings"] = new JsonArray(),
        ["versions"] = new JsonArray(
            Version(3, null, now.AddHours(-1)), Version(2, "Shorter.", now.AddHours(-3)), Version(1, "In our own words, and with a long reason for it that somebody wrote down.", now.AddDays(-30))),
        ["names"] = new JsonArray("shop.name", "recipient.name", "order.number", "order.url", "order.short_url", "package.carrier", "package.tracking_number", "package.expected"),
        ["samples"] = new JsonArray("usual", "bare", "bad_address"),
    };

    static JsonObject Version(int version, string? note, DateTimeOffset at) => new()
    {
        ["version"] = version,
        ["text"] = $"{{{{ shop.name }}}}: the words of version {version}.",
        ["author"] = "ada",
        ["editedAt"] = at,
        ["publishedAt"] = note is null ? null : at,
        ["publisher"] = note is null ? null : "grace",
        ["note"] = note,
    };

    static JsonObject Rule(string kind, string channel, bool toOperations = false, params string[] details) => new()
    {
        ["kind"] = kind,
        ["channel"] = channel,
        ["enabled"] = true,
        ["toBuyer"] = false,
        ["toOperations"] = toOperations,
        ["urgent"] = toOperations,
        ["details"] = details.Length == 0 ? null : new JsonArray([.. details.Select(d => JsonValue.Create(d))]),
    };

    static JsonObject RuleChange(DateTimeOffset at, string who, bool toOperations, string? reason)
    {
        var change = Rule(RuleKind, RuleChannel, toOperations, "damaged", "refused");
        (change["at"], change["who"], change["reason"]) = (at, who, reason);
        return change;
    }
}
