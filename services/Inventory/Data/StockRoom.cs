using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Domain;
using StatusTracking.Inventory.Features;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Data;

/// <summary>
/// Opens shelves to one transaction at a time. A row is locked by writing its version, one SKU after the other in the order of their names:
/// no two transactions can wait for each other, and what is read afterwards stays true until the commit, on each of the three databases
/// and with any number of processes. So the domain can decide on plain numbers, all lines or nothing, and nothing is oversold.
/// </summary>
sealed class StockRoom(InventoryDb db, Outbox<InventoryDb> outbox)
{
    /// <summary>Locks SKUs until the end of the running transaction. Those that do not exist are left out.</summary>
    public async Task<Shelf> LockAsync(IEnumerable<string> skus, Occasion occasion, CancellationToken cancellation)
    {
        string[] sorted = [.. skus.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (var sku in sorted)
            await db.Items.Where(i => i.Sku == sku).ExecuteUpdateAsync(set => set.SetProperty(i => i.Version, i => i.Version + 1), cancellation);
        return new(await db.Items.Where(i => sorted.Contains(i.Sku)).ToListAsync(cancellation), occasion);
    }

    /// <summary>Locks the SKUs of an order, and <paramref name="more"/>, and then reads its reservation.</summary>
    public async Task<(Shelf Shelf, Reservation? Reservation)> LockOrderAsync(Guid orderId, IEnumerable<string> more, Occasion occasion, CancellationToken cancellation)
    {
        var skus = await db.Reservations.Where(r => r.OrderId == orderId).SelectMany(r => r.Lines).Select(l => l.Sku).ToListAsync(cancellation);
        var shelf = await LockAsync(skus.Concat(more), occasion, cancellation);
        return (shelf, await db.Reservations.FirstOrDefaultAsync(r => r.OrderId == orderId, cancellation));
    }

    /// <summary>Saves all that changed, with its lines in the ledger and its signals; orders that wait for what has risen get their turn.</summary>
    public async Task SaveAsync(Shelf shelf, CancellationToken cancellation)
    {
        db.Movements.AddRange(shelf.Movements);
        foreach (var signal in shelf.Signals())
            await outbox.Publish(signal, cancellation);
        foreach (var sku in shelf.Risen)
            if (await db.Reservations.AnyAsync(r => r.Status == StockStatus.Backordered && r.Lines.Any(l => l.Sku == sku), cancellation))
                await outbox.Send(FillBackordersConsumer.Queue, new FillBackorders(sku, shelf.Occasion.OccurredAt), cancellationToken: cancellation);
        await db.SaveChangesAsync(cancellation);
    }
}
