namespace StatusTracking.Admin.Components;

/// <summary>The commands that a page shows: the same that a shop would use.</summary>
static class SampleCommand
{
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
}
