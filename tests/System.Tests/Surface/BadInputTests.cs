using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem.Surface;

/// <summary>
/// The paragraph "Bad input" of what is promised to the outside, and the codes of its routes: a row a promise. The body, where it is no
/// exact text, is a right one with one place made wrong.
/// </summary>
public sealed class When_input_is_bad(OpenShop shop) : IClassFixture<OpenShop>
{
    /// <param name="Promise">What it is about; the row's name.</param>
    /// <param name="Method">Such as POST.</param>
    /// <param name="Path">Under <c>/api/v1/</c>, with the shop's ids in braces.</param>
    /// <param name="Body">A text, bytes, JSON, or nothing.</param>
    /// <param name="Status">What is promised.</param>
    /// <param name="Field">The field that a 400 names.</param>
    /// <param name="Key">Whose key; null = nobody's.</param>
    /// <param name="ContentType">Of the body.</param>
    sealed record Row(string Promise, string Method, string Path, object? Body, int Status, string? Field = null, string? Key = KnownKeys.Root, string ContentType = "application/json");

    static readonly string Long = new('x', 5000);
    const string Nul = "\"a\\u0000b\"";
    const string HalfAPair = "\"\\ud800\"";

    static readonly IReadOnlyDictionary<string, Row> Rows = All().ToDictionary(row => row.Promise);

    public static TheoryData<string> Promises => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task The_reply_is_as_promised(string promise)
    {
        var row = Rows[promise];

        using var reply = await Send(row);

        var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)reply.StatusCode).ShouldBe(row.Status, text);
        if (row.Status < 400)
            return;
        var problem = await OpenShop.IsAProblem(reply);
        if (row.Field is { } field)
            problem["errors"]!.AsObject().Select(e => e.Key).ShouldContain(field, text);
    }

    [Fact]
    public async Task Nothing_is_saved()
    {
        var before = await shop.Everything();

        foreach (var row in Rows.Values.Where(r => r.Status >= 400))
            (await Send(row)).Dispose();

        var after = await shop.Everything();
        foreach (var (list, was) in before)
            after[list].ShouldBe(was, list);
    }

    [Fact]
    public async Task A_carriers_unknown_code_is_kept_raw_and_shown_to_operators()
    {
        using var reply = await Send(new("", "POST", "carriers/some-new_carrier/events", Bodies.CarrierEvent().With("trackingNumber", "\"NEW 1\""), 202));

        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var waiting = (await shop.Shop.Get("packages/waiting-scans?carrier=some-new_carrier"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        waiting.ToJsonString().ShouldContain("ZZ9");
    }

    [Fact]
    public async Task Too_many_requests_of_one_key_wait()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => Send(new("", "GET", "stock", null, 429, Key: "read+import"))));

        var refused = replies.Where(r => r.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        refused.ShouldNotBeEmpty();
        refused.ShouldAllBe(r => r.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        await OpenShop.IsAProblem(refused[0]);
        foreach (var reply in replies)
            reply.Dispose();
    }

    [Fact]
    public async Task A_page_of_nobodys_token_is_the_same_404_for_all()
    {
        foreach (var token in new[] { "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "%22%3E%3Cscript%3E", Long[..500] })
        {
            (await shop.Client.GetAsync($"/track/{token}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await shop.Client.GetAsync($"/track/{token}.json", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    [InlineData("256")]
    public async Task An_idempotency_key_that_is_none_is_named(string key)
    {
        using var reply = await shop.Send(HttpMethod.Post, "/api/v1/orders", Bytes(Bodies.Order()), with: r => r.Headers.TryAddWithoutValidation("Idempotency-Key", key == "256" ? Long[..256] : key));

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await OpenShop.IsAProblem(reply))["errors"]!.AsObject().ShouldContainKey("Idempotency-Key");
    }

    Task<HttpResponseMessage> Send(Row row) =>
        shop.Send(new HttpMethod(row.Method), row.Path.StartsWith('/') ? row.Path : $"/api/v1/{shop.Path(row.Path)}", Bytes(row.Body is string text ? shop.Path(text) : row.Body), row.ContentType, row.Key);

    static byte[]? Bytes(object? body) => body switch
    {
        null => null,
        byte[] bytes => bytes,
        JsonNode json => Encoding.UTF8.GetBytes(json.ToJsonString()),
        _ => Encoding.UTF8.GetBytes((string)body),
    };

    static IEnumerable<Row> All()
    {
        Row[][] rows =
        [
            [.. NotJson()], [.. Fields("orders", Bodies.Order, OrderFields())], [.. Fields("orders/{declinedOrder}/payments", Bodies.PayAgain, PaymentFields())],
            [.. Fields("orders/{order}/cancel", Bodies.Reason, ReasonFields())], [.. Fields("packages/{package}/cancel", Bodies.Reason, ReasonFields())],
            [.. Fields("packages/{lostPackage}/replace", Bodies.Reason, ReasonFields())],
            [.. Fields("orders/{lostOrder}/resolve", () => Bodies.Resolve(Guid.Empty), ResolveFields())],
            [.. Fields("stock/MUG-01", Bodies.Stock, StockFields(), "PUT")], [.. Fields("payments/{payment}/refunds", Bodies.Refund, RefundFields())],
            [.. Fields("packages/{package}/label", Bodies.Label, LabelFields())], [.. Fields("packages/{package}/split", Bodies.Split, SplitFields())],
            [.. Fields("packages/{package}/corrections", Bodies.Correction, CorrectionFields())], [.. Fields("packages/{package}/events", Bodies.Scan, ScanFields())],
            [.. Fields("carriers/dhl/codes", Bodies.CodeMeaning, CodeFields())], [.. Fields("carriers/mappings/try", Bodies.MappingToTry, TryFields())],
            [.. Fields("notifications/{notification}/resolution", Bodies.Outcome, [("outcome", "\"perhaps\""), ("outcome", "7"), ("outcome", null), ("extra", "1")])],
            [.. Fields("notifications/rules/shipped/email", Bodies.Rule, [("enabled", null), ("enabled", "\"yes\""), ("enabled", "null"), ("extra", "1")], "PUT")],
            [.. Fields("notifications/templates/shipped/sms/en", Bodies.Template, [("text", null), ("text", "7"), ("text", "\"\""), ("text", "\"a\\u0000\""), ("extra", "1")], "PUT")],
            [.. TooLarge()], [.. WhoAsks()], [.. NotThere()], [.. InTheWay()], [.. Queries()], [.. Accepted()],
        ];
        return rows.SelectMany(r => r);
    }

    static IEnumerable<Row> Fields(string path, Func<JsonObject> body, IEnumerable<(string Field, string? Json)> fields, string method = "POST") => fields.Select(f =>
    {
        var shown = f.Json switch { null => "(missing)", { Length: > 60 } json => $"{json[..60]}… ({json.Length})", var json => json };
        return new Row($"{method} {path}: {f.Field} = {shown}", method, path, Text(body(), f.Field, f.Json), 400, f.Field.EndsWith('!') ? null : f.Field);
    });

    /// <summary>Some values are no JSON that a tree could hold: they are put into the text.</summary>
    static string Text(JsonObject body, string field, string? json)
    {
        const string Here = "\"(here)\"";
        return json is null ? body.With(field, null).ToJsonString() : body.With(field, Here).ToJsonString().Replace(Here, json, StringComparison.Ordinal);
    }

    static IEnumerable<Row> NotJson()
    {
        foreach (var path in new[] { "orders", "orders/{declinedOrder}/payments", "payments/{payment}/refunds", "packages/{package}/label", "packages/{package}/split", "packages/{package}/events", "packages/events", "carriers/dhl/events" })
        {
            foreach (var (what, body) in new (string, object)[]
            {
                ("no JSON", "nonsense"), ("broken JSON", "{"), ("JSON with more behind it", """{"a":1} 2"""), ("a comma too many", """{"a":1,}"""), ("nothing", ""), ("a text", "\"text\""), ("a number", "7"),
                ("JSON 2,000 deep", new string('[', 2000) + new string(']', 2000)), ("a comment", "/* */ {}"), ("no UTF-8", new byte[] { (byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}' }),
            })
                yield return new($"POST {path}: {what}", "POST", path, body, 400);
            yield return new($"POST {path}: null", "POST", path, "null", 400);
            foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "application/xml", "", "nonsense", "application/json; charset=klingon" })
                // A carrier may send XML and forms: those are read, and this is neither.
                yield return new($"POST {path}: content type '{type}'", "POST", path, "{}", path.StartsWith("carriers", StringComparison.Ordinal) && type is ("application/xml" or "application/x-www-form-urlencoded") ? 400 : 415, ContentType: type);
        }
    }

    static IEnumerable<(string, string?)> OrderFields() =>
    [
        ("customer", null), ("customer", "\"Ada\""), ("customer.name", null), ("customer.name", Nul), ("customer.name", HalfAPair), ("customer.name", $"\"{Long}\""), ("customer.email", "\"ada\""),
        ("customer.phone", "\"12345\""), ("customer.phone", "\"+49\""), ("customer.phone", "\"call me\""), ("customer.phone", "4915112345678"), ("customer.locale", "\"deutsch!\""), ("customer.timeZone", "\"Europe/Atlantis\""),
        ("customer.nickname", "\"Ada\""), ("recipient.name", null), ("recipient.phone", "\"+1\""), ("shippingAddress", null), ("shippingAddress.line1", $"\"{Long}\""), ("shippingAddress.city", "\"\""),
        ("shippingAddress.postalCode", Nul), ("shippingAddress.country", "\"XX\""), ("shippingAddress.country", "\"Germany\""), ("shippingAddress.country", "\"de\""), ("currency", "\"XYZ\""), ("currency", "\"eur\""), ("currency", null),
        ("lines", null), ("lines", "[]"), ("lines", "{}"), ("lines[0]", "null"), ("lines[0].sku", $"\"{Long}\""), ("lines[0].sku", "\"MUG 01\""), ("lines[0].sku", "\"MUG-01\\n\""), ("lines[0].quantity", "0"), ("lines[0].quantity", "-1"),
        ("lines[0].quantity", "1.5"), ("lines[0].quantity", "\"2\""), ("lines[0].quantity", "99999999999999999999"), ("lines[0].quantity", "1e400"), ("lines[0].unitPrice", "-0.01"), ("lines[0].unitPrice", "1e30"),
        ("lines[0].unitPrice", "12.505"), ("lines[0].unitPrice", "1e-20"), ("lines[0].unitPrice", "\"12.50\""), ("lines[0].taxRate", "-0.1"), ("lines[0].taxRate", "1.9"), ("lines[0].colour", "\"red\""), ("shipping", "-1"), ("discount", "-1"), ("discount", "1000"),
        ("payment", null), ("payment.token", null), ("payment.token", $"\"{Long}\""), ("payment.method", "\"Credit Card\""), ("placedAt", "\"1999-12-31T23:59:59Z\""), ("placedAt", "\"9999-12-31T23:59:59Z\""), ("placedAt", "\"1970-01-01T00:00:00Z\""),
        ("placedAt", "\"yesterday\""), ("placedAt", "1735689600"), ("reference", $"\"{Long}\""), ("reference", Nul), ("referense", "\"SHOP-1\""),
    ];

    static IEnumerable<(string, string?)> PaymentFields() =>
        [("method", null), ("method", "\"Credit Card\""), ("method", "7"), ("token", null), ("token", Nul), ("token", $"\"{Long}\""), ("amount", "1")];

    static IEnumerable<(string, string?)> ReasonFields() => [("reason", $"\"{Long}\""), ("reason", Nul), ("reason", "7"), ("because", "\"x\"")];

    static IEnumerable<(string, string?)> ResolveFields() =>
        [("packageId", null), ("packageId", "\"7\""), ("packageId", "7"), ("choice", null), ("choice", "\"shrug\""), ("choice", "1"), ("reason", $"\"{Long}\""), ("reason", Nul), ("extra", "1")];

    static IEnumerable<(string, string?)> StockFields() =>
    [
        ("onHand", null), ("onHand", "-1"), ("onHand", "1.5"), ("onHand", "\"5\""), ("onHand", "1e400"), ("onHand", "99999999999999999999"), ("lowAt", "-1"), ("name", $"\"{Long}\""), ("name", Nul), ("allowBackorder", "\"yes\""), ("colour", "1"),
    ];

    static IEnumerable<(string, string?)> RefundFields() =>
        [("amount", "0"), ("amount", "-1"), ("amount", "0.001"), ("amount", "1e400"), ("amount", "\"1\""), ("reason", null), ("reason", "\"\""), ("reason", Nul), ("reason", $"\"{Long}\""), ("currency", "\"EUR\"")];

    static IEnumerable<(string, string?)> LabelFields() =>
    [
        ("carrier", null), ("carrier", "\"DHL\""), ("carrier", "\"d\""), ("carrier", "\"dhl\\n\""), ("carrier", $"\"{Long}\""), ("carrier", "7"), ("trackingNumber", null), ("trackingNumber", "\"\""), ("trackingNumber", Nul), ("trackingNumber", $"\"{Long}\""),
        ("estimatedDelivery", "\"1999-12-31T00:00:00Z\""), ("estimatedDelivery", "\"2099-01-01T00:00:00Z\""), ("estimatedDelivery", "\"soon\""), ("createdAt", "\"1999-12-31T00:00:00Z\""), ("createdAt", "\"9999-01-01T00:00:00Z\""), ("weight", "1"),
    ];

    static IEnumerable<(string, string?)> SplitFields() =>
    [
        ("lines", null), ("lines", "[]"), ("lines", "{}"), ("lines[0]", "null"), ("lines[0].sku", "\"\""), ("lines[0].sku", "\"POSTER\""), ("lines[0].sku", Nul), ("lines[0].quantity", "0"), ("lines[0].quantity", "-1"), ("lines[0].quantity", "1000"),
        ("lines[0].quantity", "99999999999"), ("lines[0].colour", "1"), ("carrier", "\"dhl\""),
    ];

    static IEnumerable<(string, string?)> CorrectionFields() =>
    [
        ("status", null), ("status", "\"teleported\""), ("status", "\"created\""), ("status", "30"), ("reason", null), ("reason", "\"  \""), ("reason", Nul), ("detail", "\"No Word\""), ("detail", "\"word\\n\""), ("location", $"\"{Long}\""), ("extra", "1"),
    ];

    static IEnumerable<(string, string?)> ScanFields() =>
    [
        ("eventId", null), ("eventId", "\"\""), ("eventId", Nul), ("eventId", $"\"{Long}\""), ("eventId", "7"), ("status", null), ("status", "\"teleported\""), ("status", "30"), ("detail", "\"No Word\""), ("detail", "\"word\\n\""), ("occurredAt", null),
        ("occurredAt", "\"1999-12-31T23:59:59Z\""), ("occurredAt", "\"1970-01-01T00:00:00Z\""), ("occurredAt", "\"9999-12-31T23:59:59Z\""), ("occurredAt", "\"0001-01-01T00:00:00Z\""), ("occurredAt", "\"2026-02-30T00:00:00Z\""), ("occurredAt", "1735689600"),
        ("location", $"\"{Long}\""), ("location", Nul), ("description", Nul), ("weight", "1"),
    ];

    static IEnumerable<(string, string?)> CodeFields() =>
    [
        ("code", null), ("code", Nul), ("code", $"\"{Long}\""), ("code", "7"), ("status", null), ("status", "\"teleported\""), ("status", "\"created\""), ("detail", "\"vehicle\""), ("blame", "\"cat\""), ("reason", null), ("reason", "\"  \""), ("reason", Nul),
        ("reason", $"\"{Long}\""), ("extra", "1"),
    ];

    static IEnumerable<(string, string?)> TryFields() =>
        [("carrier", null), ("carrier", "\"No!\""), ("carrier", "7"), ("body", null), ("body", "{}"), ("trackingNumber", Nul), ("trackingNumber", $"\"{Long}\""), ("extra", "1")];

    static IEnumerable<Row> TooLarge()
    {
        var body = Bodies.Order().With("reference", $"\"{new string('x', 1024 * 1024)}\"").ToJsonString();
        yield return new("POST orders: more than a megabyte", "POST", "orders", body, 413);
        yield return new("PUT stock: more than a megabyte", "PUT", "stock/MUG-01", body, 413);
        yield return new("POST payments/events: more than a megabyte", "POST", "payments/events", body, 413, Key: null);
        yield return new("POST packages/events: more than its limit", "POST", "packages/events", $"[{new string(' ', 9 * 1024 * 1024)}]", 413);
        yield return new("POST packages/events: 1,001 scans", "POST", "packages/events", $"[{string.Join(',', Enumerable.Repeat("{}", 1001))}]", 400, "events");
        yield return new("POST packages/events: no scan", "POST", "packages/events", "[]", 400, "events");
        yield return new("POST packages/events: an unknown field", "POST", "packages/events", """{ "parcels": [] }""", 400, "parcels");
    }

    static IEnumerable<Row> WhoAsks()
    {
        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("GET", "orders", null), ("GET", "orders/{order}", null), ("POST", "orders", Bodies.Order()), ("POST", "orders/{order}/cancel", Bodies.Reason()), ("GET", "orders/{order}/timeline", null), ("PUT", "stock/MUG-01", Bodies.Stock()),
            ("GET", "payments", null), ("POST", "payments/{payment}/capture", null), ("POST", "payments/{payment}/refunds", Bodies.Refund()), ("GET", "packages", null), ("POST", "packages/{package}/label", Bodies.Label()),
            ("POST", "packages/{package}/events", Bodies.Scan()), ("POST", "packages/events", "[]"), ("POST", "carriers/dhl/events", "[]"), ("GET", "notifications", null), ("GET", "notifications/{notification}", null),
        })
        {
            yield return new($"{method} {path}: without a key", method, path, body, 401, Key: null);
            yield return new($"{method} {path}: with an unknown key", method, path, body, 401, Key: "guessed");
            yield return new($"{method} {path}: with another scope", method, path, body, 403, Key: method == "GET" ? "write" : "read");
        }

        yield return new("POST orders: placedAt without the scope import", "POST", "orders", Bodies.Order(), 403, Key: "write");
        yield return new("POST label: createdAt without the scope import", "POST", "packages/{package}/label", Bodies.Label(), 403, Key: "write");
        yield return new("POST corrections: without the scope operate", "POST", "packages/{package}/corrections", Bodies.Correction(), 403, Key: "write");
        yield return new("POST refunds: without the scope operate", "POST", "payments/{payment}/refunds", Bodies.Refund(), 403, Key: "write");
        yield return new("GET /metrics: without a key", "GET", "/metrics", null, 401, Key: null);
        yield return new("POST payments/events: without a signature", "POST", "payments/events", "{}", 401, Key: null);
        yield return new("POST twilio/status: without a signature", "POST", "twilio/status", "MessageSid=SM1&MessageStatus=delivered", 403, Key: null, ContentType: "application/x-www-form-urlencoded");
        yield return new("POST twilio/inbound: no form", "POST", "twilio/inbound", "{}", 415, Key: null);
        yield return new("POST twilio/inbound: a form that breaks off", "POST", "twilio/inbound", "--x\r\nContent-Disposition: form-data; name=\"Body\"\r\n\r\nST", 400, Key: null, ContentType: "multipart/form-data; boundary=x");
    }

    static IEnumerable<Row> NotThere()
    {
        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("GET", "orders/{nobody}", null), ("GET", "orders/7", null), ("GET", "orders/{nobody}/timeline", null), ("POST", "orders/{nobody}/cancel", null), ("POST", "orders/{nobody}/payments", Bodies.PayAgain()),
            ("POST", "orders/{nobody}/resolve", Bodies.Resolve(Guid.NewGuid())), ("POST", "orders/{order}/resolve", Bodies.Resolve(Guid.NewGuid())), ("GET", "stock/NOTHING", null), ("GET", "payments/{nobody}", null), ("POST", "payments/{nobody}/capture", null),
            ("POST", "payments/{nobody}/refunds", Bodies.Refund()), ("GET", "packages/{nobody}", null), ("POST", "packages/{nobody}/label", Bodies.Label()), ("POST", "packages/{nobody}/split", Bodies.Split()), ("POST", "packages/{nobody}/cancel", null),
            ("POST", "packages/{nobody}/replace", null), ("POST", "packages/{nobody}/corrections", Bodies.Correction()), ("POST", "packages/{nobody}/events", Bodies.Scan()), ("GET", "notifications/{nobody}", null), ("POST", "notifications/{nobody}/resend", null),
            ("POST", "notifications/{nobody}/resolution", Bodies.Outcome()), ("PUT", "notifications/rules/shipped/pigeon", Bodies.Rule()), ("PUT", "notifications/rules/nonsense/email", Bodies.Rule()), ("PUT", "notifications/templates/shipped/pigeon/en", Bodies.Template()), ("GET", "notifications/templates/shipped/sms/xx", null), ("GET", "sagas/packages/{nobody}", null), ("GET", "nothing", null),
        })
            yield return new($"{method} {path}: not there", method, path, body, 404);
        yield return new("DELETE orders/{order}: no such method", "DELETE", "orders/{order}", null, 405);
        yield return new("PUT orders: no such method", "PUT", "orders", Bodies.Order(), 405);
    }

    static IEnumerable<Row> InTheWay() =>
    [
        new("POST cancel: picked up already", "POST", "orders/{movingOrder}/cancel", null, 409),
        new("POST payments: one is open", "POST", "orders/{openOrder}/payments", Bodies.PayAgain(), 409),
        new("POST payments: paid already", "POST", "orders/{order}/payments", Bodies.PayAgain(), 409),
        new("POST resolve: nothing is wrong with it", "POST", "orders/{movingOrder}/resolve", """{ "packageId": "{movingPackage}", "choice": "refund" }""", 409),
        new("PUT stock: less than is promised", "PUT", "stock/MUG-01", Bodies.Stock().With("onHand", "1"), 409),
        new("POST capture: captured already is told again", "POST", "payments/{payment}/capture", null, 200),
        new("POST refunds: more than was captured", "POST", "payments/{payment}/refunds", Bodies.Refund().With("amount", "1000"), 409),
        new("POST label: picked up already", "POST", "packages/{movingPackage}/label", Bodies.Label(), 409),
        new("POST label: another package has the number", "POST", "packages/{package}/label", Bodies.Label().With("trackingNumber", "\"100000000001\""), 409),
        new("POST split: picked up already", "POST", "packages/{movingPackage}/split", Bodies.Split(), 409),
        new("POST split: nothing stays", "POST", "packages/{package}/split", Bodies.Split().With("lines[0].quantity", "5"), 400, "lines"),
        new("POST cancel package: picked up already", "POST", "packages/{movingPackage}/cancel", null, 409),
        new("POST replace: nothing is wrong with it", "POST", "packages/{package}/replace", null, 409),
        new("POST notification resolution: not uncertain", "POST", "notifications/{notification}/resolution", Bodies.Outcome(), 409),
    ];

    static IEnumerable<Row> Queries()
    {
        foreach (var list in new[] { "orders", "stock", "stock/MUG-01/movements", "payments", "packages", "packages/waiting-scans", "packages/waiting-numbers", "notifications", "orders/{order}/timeline", "packages/{package}/timeline", "sagas/packages" })
        {
            foreach (var limit in new[] { "abc", "0", "-1", "201", "1.5", "99999999999", "%00" })
                yield return new($"GET {list}: limit={limit}", "GET", $"{list}?limit={limit}", null, 400, "limit");
            foreach (var (what, cursor) in new[] { ("no cursor", "nonsense!"), ("another thing in base64", "eyJhIjoxfQ"), ("an empty object", "e30"), ("text in base64", "aGVsbG8"), ("null in base64", "bnVsbA"), ("too long", Long), ("a null character", "a%00b") })
                yield return new($"GET {list}: after = {what}", "GET", $"{list}?after={cursor}", null, 400, "after");
        }

        foreach (var list in new[] { "orders", "payments", "packages", "notifications" })
            yield return new($"GET {list}: status=unheard_of", "GET", $"{list}?status=unheard_of", null, 400, "status");
        foreach (var list in new[] { "payments", "packages", "notifications" })
            yield return new($"GET {list}: orderId=7", "GET", $"{list}?orderId=7", null, 400, "orderId");
        foreach (var list in new[] { "orders", "packages" })
        {
            yield return new($"GET {list}: sort=total", "GET", $"{list}?sort=total", null, 400, "sort");
            yield return new($"GET {list}: q without a letter", "GET", $"{list}?q=-", null, 400, "q");
        }

        yield return new("GET orders: q too long", "GET", $"orders?q={Long}", null, 400, "q");
        yield return new("GET orders: q with a null character", "GET", "orders?q=a%00b", null, 400, "q");
        yield return new("GET orders: reference with a null character", "GET", "orders?reference=%00", null, 400, "reference");
        yield return new("GET stock: q with a null character", "GET", "stock?q=%00", null, 400, "q");
        yield return new("GET packages: carrier with a null character", "GET", "packages?carrier=a%00", null, 400, "carrier");
        yield return new("GET packages: trackingNumber with a null character", "GET", "packages?trackingNumber=%001", null, 400, "trackingNumber");
        yield return new("GET payments: needsAttention=perhaps", "GET", "payments?needsAttention=perhaps", null, 400, "needsAttention");
        yield return new("GET notifications: channel=pigeon", "GET", "notifications?channel=pigeon", null, 400, "channel");
        yield return new("GET sagas: stuckFor=long", "GET", "sagas/packages?stuckFor=long", null, 400, "stuckFor");
        yield return new("GET sagas: state=nonsense", "GET", "sagas/packages?state=nonsense", null, 400, "state");
        yield return new("GET orders: an unknown parameter", "GET", "orders?colour=red", null, 200);
        yield return new("PUT stock: a SKU with a line break", "PUT", "stock/MUG%0A", Bodies.Stock(), 400, "sku");
        yield return new("POST carrier's events: a carrier with a line break", "POST", "carriers/dhl%0A/events", Bodies.CarrierEvent(), 400, "carrier");
    }

    static IEnumerable<Row> Accepted() =>
    [
        new("POST label: a carrier that we do not know", "POST", "packages/{freePackage}/label", Bodies.Label().With("carrier", "\"some-new_carrier\""), 200),
        new("POST label: a number that is none of its carrier's", "POST", "packages/{freePackage}/label", Bodies.Label().With("trackingNumber", "\"no number at all\""), 200),
        new("POST packages/events: one that is wrong does not spoil the others", "POST", "packages/events", """[ {}, 7, { "eventId": "x" } ]""", 202),
        new("GET /health/live", "GET", "/health/live", null, 200, Key: null),
        new("GET /openapi/v1.json", "GET", "/openapi/v1.json", null, 200, Key: null),
    ];
}
