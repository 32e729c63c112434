using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>An order was cancelled, failed or expired: its packages that were not picked up are called off; the others go on.</summary>
sealed class EndOrderConsumer(LogisticsDb db, TimeProvider time) : IConsumer<OrderStatusChanged>
{
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var message = context.Message;
        if (message.Status is not (OrderStatus.Cancelled or OrderStatus.Failed or OrderStatus.Expired))
            return;
        var order = await db.Fulfilments.FindAsync([message.OrderId], context.CancellationToken);
        if (order is null)
            db.Fulfilments.Add(order = new Fulfilment(message.OrderId));
        if (order.End(message.To))
        {
            var occasion = Occasion.Heard(message.OccurredAt, time);
            foreach (var package in await db.Packages.Where(p => p.OrderId == message.OrderId).ToListAsync(context.CancellationToken))
            {
                if (!package.Cancel(occasion, $"The order is {message.To}.") && !package.Status.IsOver())
                    package.RefuseToCancel(occasion);
            }
        }

        await db.SaveChangesAsync(context.CancellationToken);
    }
}
