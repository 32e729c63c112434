using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Data;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Features;

/// <summary>There is more of a SKU than before, since <paramref name="OccurredAt"/> (null in a message of an older version: since now).</summary>
sealed record FillBackorders(string Sku, DateTimeOffset? OccurredAt = null);

/// <summary>
/// Gives orders that wait their lines, the oldest first. One that still does not fit is passed over, so that no stock lies idle behind it.
/// A message of its own, because the order that gets its turn has other SKUs to lock.
/// </summary>
sealed class FillBackordersConsumer(InventoryDb db, StockRoom room, Outbox<InventoryDb> outbox, TimeProvider time) : IConsumer<FillBackorders>
{
    public const string Queue = "inventory-fill-backorders";

    const int AtOnce = 50;

    public async Task Consume(ConsumeContext<FillBackorders> context)
    {
        var (sku, cancellation) = (context.Message.Sku, context.CancellationToken);
        var waiting = await db.Reservations
            .Where(r => r.Status == StockStatus.Backordered && r.Lines.Any(l => l.Sku == sku))
            .OrderBy(r => r.CreatedAt).ThenBy(r => r.Id)
            .Take(AtOnce)
            .ToListAsync(cancellation);
        var since = await WaitingSinceAsync([.. waiting.Select(r => r.Id)], cancellation);
        var occasion = Occasion.Heard(context.Message.OccurredAt ?? time.GetUtcNow(), time);
        var shelf = await room.LockAsync(waiting.SelectMany(r => r.Lines).Select(l => l.Sku), occasion, cancellation);
        foreach (var reservation in waiting)
            reservation.Take(shelf, since.TryGetValue(reservation.Id, out var at) ? at : null);
        if (waiting.Count == AtOnce && waiting.Exists(r => r.Status == StockStatus.Reserved))
            await outbox.Send(Queue, context.Message, cancellationToken: cancellation);
        await room.SaveAsync(shelf, cancellation);
    }
    Task<Dictionary<Guid, DateTimeOffset>> WaitingSinceAsync(Guid[] reservations, CancellationToken cancellation)
    {
        var backordered = StockStatus.Backordered.ToWord();
        return db.Set<StatusHistory>()
            .Where(h => reservations.Contains(h.SubjectId) && h.To == backordered && !h.Ignored)
            .ToDictionaryAsync(h => h.SubjectId, h => h.OccurredAt, cancellation);
    }
}
