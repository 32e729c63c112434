using System.Text.Json.Nodes;

namespace StatusTracking.WholeSystem.Surface;

/// <summary>Bodies that are right, to be made wrong in one place.</summary>
static class Bodies
{
    public static JsonObject Order() => Parse("""
        {
          "reference": "SHOP-1001",
          "customer": { "name": "Ada Byron", "email": "ada@example.org", "phone": "+4915112345678", "locale": "en", "timeZone": "Europe/Berlin" },
          "recipient": { "name": "Grace Hopper", "email": "grace@example.org" },
          "shippingAddress": { "line1": "Hauptstr. 1", "line2": "2nd floor", "city": "Berlin", "region": "BE", "postalCode": "10115", "country": "DE" },
          "currency": "EUR",
          "lines": [ { "sku": "MUG-01", "name": "Mug", "quantity": 2, "unitPrice": 12.50, "taxRate": 0.19 } ],
          "shipping": 4.90,
          "discount": 1.00,
          "payment": { "method": "card", "token": "tok_ok" },
          "placedAt": "2026-01-02T03:04:05Z"
        }
        """);

    public static JsonObject PayAgain() => Parse("""{ "method": "card", "token": "tok_ok" }""");

    public static JsonObject Reason() => Parse("""{ "reason": "As the test asks." }""");

    public static JsonObject Resolve(Guid package) => Parse($$"""{ "packageId": "{{package}}", "choice": "replace", "reason": "The carrier lost it." }""");

    public static JsonObject Stock() => Parse("""{ "onHand": 100, "lowAt": 5, "name": "Mug", "allowBackorder": false }""");

    public static JsonObject Refund() => Parse("""{ "amount": 0.01, "reason": "One was scratched." }""");

    public static JsonObject GatewayEvent(Guid payment, DateTimeOffset at) => Parse(
        $$"""{ "eventId": "evt-1", "paymentId": "{{payment}}", "status": "captured", "amount": 25.00, "occurredAt": "{{at:O}}", "reason": "told" }""");

    public static JsonObject Label() => Parse("""
        { "carrier": "dhl", "trackingNumber": "00340434161094022115", "estimatedDelivery": "2027-01-02T03:04:05Z", "createdAt": "2026-01-02T03:04:05Z" }
        """);

    public static JsonObject Split() => Parse("""{ "lines": [ { "sku": "MUG-01", "quantity": 1 } ] }""");

    public static JsonObject Correction() => Parse("""{ "status": "in_transit", "reason": "Seen in Köln.", "detail": "arrived_facility", "location": "Köln" }""");

    public static JsonObject Scan() => Parse("""
        { "eventId": "scan-1", "status": "in_transit", "detail": "departed_facility", "occurredAt": "2026-02-03T04:05:06Z", "location": "Köln", "description": "On its way." }
        """);

    public static JsonObject Scans(Guid package) => Parse($$"""
        { "events": [
          { "packageId": "{{package}}", "eventId": "many-1", "status": "in_transit", "detail": "departed_facility", "occurredAt": "2026-02-03T04:05:06Z" },
          { "carrier": "dhl", "trackingNumber": "00340434161094029999", "eventId": "many-2", "status": "delivered", "occurredAt": "2026-02-03T05:05:06Z", "location": "Berlin" } ] }
        """);

    public static JsonObject CarrierEvent() => Parse("""
        { "trackingNumber": "00340434161094028888", "eventId": "carrier-1", "status": "ZZ9", "occurredAt": "2026-02-03T04:05:06Z", "location": "Köln", "anything": { "else": [1, 2] } }
        """);

    public static JsonObject CodeMeaning() => Parse("""{ "code": "ZZ9", "status": "in_transit", "detail": "departed_facility", "blame": "carrier", "reason": "The carrier says so." }""");

    public static JsonObject MappingToTry() => Parse("""{ "carrier": "hermes", "body": "{ \"shipmentinfo\": [ { \"shipmentID\": \"H1\", \"status\": [ { \"code\": \"2000\" } ] } ] }", "contentType": "application/json", "trackingNumber": "H1" }""");

    public static JsonObject Outcome() => Parse("""{ "outcome": "arrived", "reason": "The buyer says so." }""");

    public static JsonObject Template() => Parse("""{ "text": "{{ shop.name }}: {{ order.number }}" }""");

    public static JsonObject Rule() => Parse("""{ "enabled": true }""");

    /// <summary>The same with another value in one place, as JSON; null takes it out. Such as <c>lines[0].quantity</c>.</summary>
    public static JsonObject With(this JsonObject body, string path, string? json)
    {
        JsonNode at = body;
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1])
            at = step.StartsWith('[') ? at[int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!;
        var value = json is null ? null : JsonNode.Parse(json);
        if (steps[^1].StartsWith('['))
            at.AsArray()[int.Parse(steps[^1][1..^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        else if (json is null)
            at.AsObject().Remove(steps[^1]);
        else
            at[steps[^1]] = value;
        return body;
    }

    static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
