namespace StatusTracking.Inventory;

/// <summary>
/// A small shop to try things out with: mugs, T-shirts and posters, a tote bag that is nearly out, and a book that orders may wait for.
/// </summary>
static class SampleStock
{
    public static IReadOnlyList<SeedItem> Items { get; } =
    [
        new() { Sku = "MUG-01", Name = "Mug", OnHand = 100, LowAt = 5 },
        new() { Sku = "TSHIRT-M", Name = "T-shirt, M", OnHand = 60, LowAt = 10 },
        new() { Sku = "TSHIRT-L", Name = "T-shirt, L", OnHand = 40, LowAt = 10 },
        new() { Sku = "POSTER-A2", Name = "Poster, A2", OnHand = 250, LowAt = 20 },
        new() { Sku = "TOTE-01", Name = "Tote bag", OnHand = 3, LowAt = 5 },
        new() { Sku = "BOOK-01", Name = "Book", OnHand = 0, LowAt = 2, AllowBackorder = true },
    ];
}
