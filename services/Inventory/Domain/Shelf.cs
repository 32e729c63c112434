using System.Diagnostics.CodeAnalysis;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Domain;

/// <summary>
/// The SKUs that one transaction holds the locks of. Every change of a level goes through here, so that each leaves its line in the ledger
/// and a level that was crossed is noticed.
/// </summary>
sealed class Shelf(IEnumerable<StockItem> items, Occasion occasion, bool isNew = false)
{
    readonly Dictionary<string, (StockItem Item, StockLevel Before, int AvailableBefore)> _items =
        items.ToDictionary(i => i.Sku, i => (i, i.Level, i.Available), StringComparer.Ordinal);

    readonly List<Movement> _movements = [];

    public Occasion Occasion => occasion;

    /// <summary>The lines of the ledger that this transaction adds.</summary>
    public IReadOnlyList<Movement> Movements => _movements;

    /// <summary>The SKUs of which more can be sold than before.</summary>
    public IEnumerable<string> Risen => _items.Values.Where(i => i.Item.Available > i.AvailableBefore).Select(i => i.Item.Sku);

    public bool Knows(string sku, [NotNullWhen(true)] out StockItem? item)
    {
        item = _items.TryGetValue(sku, out var found) ? found.Item : null;
        return item is not null;
    }

    /// <summary>What there is too little of; of an unknown SKU, all.</summary>
    public IReadOnlyList<SkuQuantity> Missing(IEnumerable<SkuQuantity> wanted) =>
        [.. wanted
            .Select(w => new SkuQuantity(w.Sku, w.Quantity - Math.Min(w.Quantity, Knows(w.Sku, out var item) ? item.Available : 0)))
            .Where(m => m.Quantity > 0)];

    public void Count(string sku, int onHand)
    {
        if (Knows(sku, out var item) && onHand != item.OnHand)
            Move(MovementKind.Counted, item, onHand - item.OnHand, 0, default);
    }

    /// <summary>Promises pieces to an order. The caller has seen that they are there.</summary>
    public void Reserve(string sku, int quantity, Cause cause)
    {
        if (quantity > 0)
            Move(MovementKind.Reserved, Get(sku), 0, quantity, cause);
    }

    /// <summary>Promises as many pieces as there are, up to <paramref name="quantity"/>, and says how many.</summary>
    public int ReserveUpTo(string sku, int quantity, Cause cause)
    {
        var there = Knows(sku, out var item) ? Math.Clamp(item.Available, 0, quantity) : 0;
        Reserve(sku, there, cause);
        return there;
    }

    public void Release(string sku, int quantity, Cause cause)
    {
        if (quantity > 0)
            Move(MovementKind.Released, Get(sku), 0, -quantity, cause);
    }

    /// <summary>
    /// Pieces left the building: the promised ones, and the rest out of what was free. Where the books hold fewer than left, only those are
    /// taken and the line says so: pieces that are promised to other orders stay theirs.
    /// </summary>
    public void Ship(string sku, int promised, int unpromised, Cause cause) => TakeOut(MovementKind.Shipped, sku, promised, unpromised, cause);

    public void WriteOff(string sku, int promised, Cause cause) => TakeOut(MovementKind.WrittenOff, sku, promised, 0, cause);

    /// <summary>Pieces came back, counted one by one: they can be sold again.</summary>
    public void Restock(string sku, int quantity, Cause cause)
    {
        if (quantity > 0 && Knows(sku, out var item))
            Move(MovementKind.Restocked, item, quantity, 0, cause);
    }

    /// <summary>A signal for each SKU whose level was crossed, the most specific one. A SKU that is new had no level to cross.</summary>
    public IEnumerable<StockSignal> Signals() =>
        from entry in isNew ? [] : _items.Values.AsEnumerable()
        let kind = Crossed(entry.Before, entry.Item.Level)
        where kind is not null
        select new StockSignal
        {
            SubjectId = entry.Item.Id,
            Kind = kind.Value.ToWord(),
            Sku = entry.Item.Sku,
            Available = entry.Item.Available,
            OccurredAt = occasion.OccurredAt,
            RecordedAt = occasion.RecordedAt,
        };

    static StockSignalKind? Crossed(StockLevel before, StockLevel after) => (before, after) switch
    {
        _ when before == after => null,
        (_, StockLevel.Out) => StockSignalKind.OutOfStock,
        (StockLevel.Out, _) => StockSignalKind.BackInStock,
        (StockLevel.Plenty, StockLevel.Low) => StockSignalKind.LowStock,
        _ => null,
    };

    void TakeOut(MovementKind kind, string sku, int promised, int unpromised, Cause cause)
    {
        if (!Knows(sku, out var item))
            return;
        var free = Math.Clamp(item.Available, 0, unpromised);
        if (free < unpromised)
            cause = cause with { Note = $"{unpromised - free} more left than the books hold: count the shelf." };
        if (promised + free > 0 || cause.Note is not null)
            Move(kind, item, -(promised + free), -promised, cause);
    }

    StockItem Get(string sku) => Knows(sku, out var item) ? item : throw new InvalidOperationException($"SKU {sku} is not on this shelf.");

    void Move(MovementKind kind, StockItem item, int onHand, int reserved, Cause cause)
    {
        var movement = new Movement(kind, item.Sku, onHand, reserved, cause, occasion.RecordedAt);
        item.Apply(movement);
        _movements.Add(movement);
    }
}
