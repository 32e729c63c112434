using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Data;
using StatusTracking.Inventory.Domain;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Features;

/// <summary>
/// An order has ended: what is promised to it goes back. Where that is heard before the order's stock was asked for, it is kept, so that
/// asking comes too late.
/// </summary>
sealed class ReleaseStockConsumer(InventoryDb db, StockRoom room, TimeProvider time) : IConsumer<OrderStatusChanged>
{
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var (order, cancellation) = (context.Message, context.CancellationToken);
        var occasion = Occasion.Heard(order.OccurredAt, time);
        var (shelf, reservation) = await room.LockOrderAsync(order.OrderId, [], occasion, cancellation);
        if (reservation is null)
        {
            reservation = new(Guid.CreateVersion7(occasion.RecordedAt), order.OrderId, order.Order.Wanted(), occasion);
            db.Reservations.Add(reservation);
        }

        var hasPackages = await db.Parcels.AnyAsync(p => p.OrderId == order.OrderId, cancellation);
        reservation.End(order.To, hasPackages, shelf);
        await room.SaveAsync(shelf, cancellation);
    }
}
