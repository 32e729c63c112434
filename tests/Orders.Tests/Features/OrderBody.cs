using System.Text.Json.Nodes;

namespace StatusTracking.Orders.Tests.Features;

/// <summary>A body of POST /orders that is right, and ways to spoil it.</summary>
static class OrderBody
{
    public static JsonObject Good() => JsonNode.Parse("""
        { "reference": "SHOP-1001",
          "customer": { "name": "Ada Byron", "email": "ada@example.org", "phone": "+4915112345678", "locale": "de", "timeZone": "Europe/Berlin" },
          "shippingAddress": { "line1": "Hauptstr. 1", "city": "Berlin", "postalCode": "10115", "country": "DE" },
          "currency": "EUR",
          "lines": [ { "sku": "MUG-01", "name": "Mug", "quantity": 2, "unitPrice": 12.50 } ],
          "payment": { "method": "card", "token": "tok_secret_of_ada" } }
        """)!.AsObject();

    /// <summary>Sets what a path such as <c>lines[0].sku</c> leads to; null as JSON's null, "-" takes it away.</summary>
    public static JsonObject With(this JsonObject body, string path, string json)
    {
        var steps = path.Replace("]", "", StringComparison.Ordinal).Split('.', '[');
        JsonNode at = body;
        foreach (var step in steps[..^1])
            at = at is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at.AsObject()[step] ??= new JsonObject();

        var last = steps[^1];
        if (json == "-")
            at.AsObject().Remove(last);
        else if (at is JsonArray array)
            array[int.Parse(last, System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(json);
        else
            at[last] = JsonNode.Parse(json);
        return body;
    }
}
