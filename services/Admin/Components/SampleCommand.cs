using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StatusTracking.Admin.Components;

/// <summary>The commands that a page shows: the same that a shop would use.</summary>
static class SampleCommand
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string PlaceOrder(string address) => $$"""
        curl -X POST {{address.TrimEnd('/')}}/api/v1/orders \
          -H 'X-Api-Key: YOUR_KEY' -H 'Content-Type: application/json' \
          -d '{ "reference": "SHOP-1001",
                "customer": { "name": "Ada Byron", "email": "ada@example.org", "phone": "+4915112345678", "locale": "de", "timeZone": "Europe/Berlin" },
                "shippingAddress": { "line1": "Hauptstr. 1", "city": "Berlin", "postalCode": "10115", "country": "DE" },
                "currency": "EUR",
                "lines": [ { "sku": "MUG-01", "name": "Mug", "quantity": 2, "unitPrice": 12.50 } ],
                "payment": { "method": "card", "token": "tok_ok" } }'
        """;

    public static string Get(string address, string path) => $"curl -H 'X-Api-Key: YOUR_KEY' {Quoted(address.TrimEnd('/') + path)}";

    public static string Post(string address, string path, object body) => $"""
        curl -X POST {address.TrimEnd('/')}{path} \
          -H 'X-Api-Key: YOUR_KEY' -H 'Content-Type: application/json' \
          -d {Quoted(JsonSerializer.Serialize(body, Json))}
        """;

    /// <summary>One word for a shell, whatever it holds.</summary>
    static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
