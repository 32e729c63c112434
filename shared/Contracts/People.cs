namespace StatusTracking.Contracts;

/// <summary>Who is told: a customer, or the recipient where it is someone else.</summary>
/// <param name="Name">How to address them.</param>
/// <param name="Email">Where e-mail goes; null where they have none.</param>
/// <param name="Phone">E.164, such as <c>+4915112345678</c>; null where they have none.</param>
/// <param name="Locale">BCP 47, such as <c>de</c> or <c>pt-BR</c>; null = the shop's default.</param>
/// <param name="TimeZone">IANA, such as <c>Europe/Berlin</c>; null = UTC.</param>
public sealed record Person(string Name, string? Email, string? Phone, string? Locale, string? TimeZone);

/// <summary>Where a package goes. <paramref name="Country"/> is ISO 3166-1 alpha-2.</summary>
public sealed record Address(string Line1, string? Line2, string City, string? Region, string PostalCode, string Country);

/// <summary>So many pieces of one SKU.</summary>
public sealed record SkuQuantity(string Sku, int Quantity);
