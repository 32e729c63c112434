using StatusTracking.Inventory.Domain;

namespace StatusTracking.Inventory.Features;

/// <summary>A SKU as the API shows it.</summary>
/// <param name="Sku">Which.</param>
/// <param name="Name">For people.</param>
/// <param name="OnHand">Physical pieces, those promised to orders included.</param>
/// <param name="Reserved">Pieces promised to orders that have not left yet.</param>
/// <param name="Available">Pieces that can be sold: <paramref name="OnHand"/> less <paramref name="Reserved"/>.</param>
/// <param name="LowAt">From how few available it counts as low.</param>
/// <param name="AllowBackorder">Whether orders may wait for it.</param>
/// <param name="UpdatedAt">When a level last moved.</param>
sealed record StockReply(string Sku, string? Name, int OnHand, int Reserved, int Available, int LowAt, bool AllowBackorder, DateTimeOffset UpdatedAt)
{
    public static StockReply Of(StockItem item) =>
        new(item.Sku, item.Name, item.OnHand, item.Reserved, item.Available, item.LowAt, item.AllowBackorder, item.UpdatedAt);
}
