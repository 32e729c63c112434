using StatusTracking.Contracts;
using StatusTracking.Inventory.Domain;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Tests.Domain;

/// <summary>Shelves and packages for tests of the domain.</summary>
static class Stock
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public static Occasion Now => new(Monday, Monday);

    public static StockItem Item(string sku, int onHand, int lowAt = 0, bool allowBackorder = false)
    {
        StockItem item = new(sku, TimeProvider.System);
        item.Describe(sku, lowAt, allowBackorder, Monday);
        new Shelf([item], Now).Count(sku, onHand);
        return item;
    }

    public static Shelf Shelf(params StockItem[] items) => new(items, Now);

    public static Reservation Reservation(params SkuQuantity[] lines) => new(Guid.NewGuid(), Guid.NewGuid(), lines, Now);

    public static SkuQuantity Of(this int quantity, string sku) => new(sku, quantity);

    public static PackageStatusChanged Package(Guid id, Guid orderId, PackageStatus status, IReadOnlyList<SkuQuantity> lines, Guid? replaces = null, long sequence = 1) => new()
    {
        SubjectId = id,
        OrderId = orderId,
        To = status.ToWord(),
        OccurredAt = Monday,
        RecordedAt = Monday,
        Sequence = sequence,
        Package = new()
        {
            OrderNumber = "ST-1",
            Lines = lines,
            Customer = new("Ada", "ada@example.org", null, null, null),
            ShippingAddress = new("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
            Replaces = replaces,
        },
    };
}
