using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Data;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Features;

/// <summary>An order is confirmed: its pieces are sold. No level moves, for they still lie on the shelf.</summary>
sealed class CommitStockConsumer(InventoryDb db, TimeProvider time) : IConsumer<OrderStatusChanged>
{
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var order = context.Message;
        var reservation = await db.Reservations.FirstOrDefaultAsync(r => r.OrderId == order.OrderId, context.CancellationToken);
        reservation?.Commit(Occasion.Heard(order.OccurredAt, time));
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
