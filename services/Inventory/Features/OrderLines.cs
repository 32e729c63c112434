using StatusTracking.Contracts;

namespace StatusTracking.Inventory.Features;

static class OrderLines
{
    /// <summary>What an order wants of the stock.</summary>
    public static IEnumerable<SkuQuantity> Wanted(this OrderSnapshot order) => order.Lines.Select(l => new SkuQuantity(l.Sku, l.Quantity));
}
