using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Data;
using StatusTracking.Inventory.Domain;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Features;

/// <summary>An order was placed: promise its lines to it, all or nothing.</summary>
sealed class ReserveStockConsumer(InventoryDb db, StockRoom room, TimeProvider time) : IConsumer<OrderStatusChanged>
{
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var (order, cancellation) = (context.Message, context.CancellationToken);
        var occasion = Occasion.Heard(order.OccurredAt, time);
        if (await db.Reservations.FirstOrDefaultAsync(r => r.OrderId == order.OrderId, cancellation) is { } known)
        {
            known.Ask(occasion);
            await db.SaveChangesAsync(cancellation);
            return;
        }

        Reservation reservation = new(Guid.CreateVersion7(occasion.RecordedAt), order.OrderId, order.Order.Wanted(), occasion);
        var shelf = await room.LockAsync(reservation.Lines.Select(l => l.Sku), occasion, cancellation);
        reservation.Take(shelf);
        db.Reservations.Add(reservation);
        await room.SaveAsync(shelf, cancellation);
    }
}
