using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>So many pieces of one SKU in a package.</summary>
sealed record PackageLine
{
    public required string Sku { get; init; }

    public required int Quantity { get; init; }
}

/// <summary>What an order says of whom its packages go to. The same for all packages of an order.</summary>
sealed record Shipment
{
    /// <summary>For people.</summary>
    public required string OrderNumber { get; init; }

    /// <summary>The shop's own number of the order. Null where it has none, and for packages that were made before this was kept.</summary>
    public string? Reference { get; init; }

    public required Party Customer { get; init; }

    /// <summary>Who receives, where it is not the customer.</summary>
    public Party? Recipient { get; init; }

    public required Destination Address { get; init; }

    /// <summary>When the order was placed: nothing happened to a package before. Null for packages that were made before this was kept.</summary>
    public DateTimeOffset? PlacedAt { get; init; }

    public static Shipment Of(OrderSnapshot order) => new()
    {
        OrderNumber = order.Number,
        Reference = order.Reference,
        Customer = Party.Of(order.Customer),
        Recipient = order.Recipient is { } recipient ? Party.Of(recipient) : null,
        Address = Destination.Of(order.ShippingAddress),
        PlacedAt = order.PlacedAt,
    };
}

/// <summary>A person, as they are stored. What each field is: <see cref="Person"/>.</summary>
sealed record Party
{
    public required string Name { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? Locale { get; init; }

    public string? TimeZone { get; init; }

    public static Party Of(Person p) => new() { Name = p.Name, Email = p.Email, Phone = p.Phone, Locale = p.Locale, TimeZone = p.TimeZone };

    public Person ToPerson() => new(Name, Email, Phone, Locale, TimeZone);
}

/// <summary>An address, as it is stored. What each field is: <see cref="Contracts.Address"/>.</summary>
sealed record Destination
{
    public required string Line1 { get; init; }

    public string? Line2 { get; init; }

    public required string City { get; init; }

    public string? Region { get; init; }

    public required string PostalCode { get; init; }

    public required string Country { get; init; }

    public static Destination Of(Address a) =>
        new() { Line1 = a.Line1, Line2 = a.Line2, City = a.City, Region = a.Region, PostalCode = a.PostalCode, Country = a.Country };

    public Address ToAddress() => new(Line1, Line2, City, Region, PostalCode, Country);
}
