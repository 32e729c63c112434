using StatusTracking.Contracts;

namespace StatusTracking.Orders.Domain;

/// <summary>What was bought of one SKU. The price of a piece includes tax.</summary>
sealed class OrderLine
{
    public required string Sku { get; init; }

    public required string Name { get; init; }

    public required int Quantity { get; init; }

    public required decimal UnitPrice { get; init; }

    public decimal? TaxRate { get; init; }

    public OrderLineSnapshot ToSnapshot() => new(Sku, Name, Quantity, UnitPrice, TaxRate);
}
