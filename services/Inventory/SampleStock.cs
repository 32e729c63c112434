namespace StatusTracking.Inventory;

/// <summary>
/// A small shop to try things out with: mugs, T-shirts and posters, a tote bag that is nearly out, and a book that orders may wait for.
/// </summary>
public static class SampleStock
{
    /// <summary>The sample as settings, <c>Inventory:Seed:0:Sku</c> and so on, for a host's configuration.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings { get; } =
    [
        .. Item(0, "MUG-01", "Mug", 100, 5),
        .. Item(1, "TSHIRT-M", "T-shirt, M", 60, 10),
        .. Item(2, "TSHIRT-L", "T-shirt, L", 40, 10),
        .. Item(3, "POSTER-A2", "Poster, A2", 250, 20),
        .. Item(4, "TOTE-01", "Tote bag", 3, 5),
        .. Item(5, "BOOK-01", "Book", 0, 2, allowBackorder: true),
    ];

    static IEnumerable<KeyValuePair<string, string?>> Item(int at, string sku, string name, int onHand, int lowAt, bool allowBackorder = false) =>
    [
        new($"Inventory:Seed:{at}:Sku", sku),
        new($"Inventory:Seed:{at}:Name", name),
        new($"Inventory:Seed:{at}:OnHand", $"{onHand}"),
        new($"Inventory:Seed:{at}:LowAt", $"{lowAt}"),
        new($"Inventory:Seed:{at}:AllowBackorder", $"{allowBackorder}"),
    ];
}
