using System.Globalization;
using System.Security.Cryptography;
using StatusTracking.Admin.Clients;

namespace StatusTracking.Admin;

/// <summary>A made-up buyer for a test order. Nobody reads at example.org, and British and American numbers are those kept for fiction.</summary>
static class SampleOrder
{
    /// <summary>What each token does at the simulated gateway.</summary>
    public static readonly IReadOnlyList<TokenChoice> Tokens =
    [
        new("tok_ok", "is paid at once"),
        new("tok_slow", "is paid after some seconds"),
        new("tok_authorize", "is authorised and waits for capture"),
        new("tok_action_required", "waits for the buyer"),
        new("tok_declined", "is declined"),
        new("tok_down", "finds the payment gateway out of service"),
    ];

    static readonly Buyer[] Buyers =
    [
        new("Ada Byron", "ada@example.org", "+4915112345678", "de", "Europe/Berlin", "Hauptstr. 1", "Berlin", "10115", "DE"),
        new("Grace Hopper", "grace@example.org", "+12025550123", "en", "America/New_York", "1 Main St", "Washington", "20001", "US"),
        new("Katherine Johnson", "katherine@example.org", "+442079460123", "en", "Europe/London", "5 High Street", "London", "SW1A 1AA", "GB"),
    ];

    public static OrderForm New()
    {
        var buyer = Buyers[RandomNumberGenerator.GetInt32(Buyers.Length)];
        return new OrderForm
        {
            Key = Guid.NewGuid().ToString(),
            Reference = "TEST-" + RandomNumberGenerator.GetInt32(100_000).ToString("D5", CultureInfo.InvariantCulture),
            Name = buyer.Name,
            Email = buyer.Email,
            Phone = buyer.Phone,
            Locale = buyer.Locale,
            TimeZone = buyer.TimeZone,
            Line1 = buyer.Line1,
            City = buyer.City,
            PostalCode = buyer.PostalCode,
            Country = buyer.Country,
        };
    }

    sealed record Buyer(string Name, string Email, string Phone, string Locale, string TimeZone, string Line1, string City, string PostalCode, string Country);
}

sealed record TokenChoice(string Token, string Does);

/// <summary>The form of a test order. <see cref="Key"/> makes a second click the same order.</summary>
sealed class OrderForm
{
    public required string Key { get; set; }
    public string? Reference { get; set; }
    public string? Name { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? Locale { get; set; }
    public string? TimeZone { get; set; }
    public string? Line1 { get; set; }
    public string? City { get; set; }
    public string? PostalCode { get; set; }
    public string? Country { get; set; }
    public string Sku { get; set; } = "";
    public string? SkuName { get; set; }
    public int Quantity { get; set; } = 1;
    public decimal UnitPrice { get; set; } = 12.50m;
    public string Currency { get; set; } = "EUR";
    public string Token { get; set; } = "tok_ok";

    public NewOrder ToOrder() => new(
        Nothing(Reference),
        new Person(Nothing(Name), Nothing(Email), Nothing(Phone), Nothing(Locale), Nothing(TimeZone)),
        new Address(Nothing(Line1), null, Nothing(City), null, Nothing(PostalCode), Nothing(Country)),
        Currency,
        [new OrderLine(Sku, Nothing(SkuName) ?? Sku, Quantity, UnitPrice)],
        new PaymentMethod("card", Token));

    static string? Nothing(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
