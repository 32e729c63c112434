using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Features;

/// <summary>Command to ourselves, for later: the order's deadline may have come.</summary>
sealed record ExpireOrder(Guid OrderId)
{
    public const string Job = "expire-order";

    public const string Queue = $"orders-{Job}";
}

/// <summary>An order has one clock. Nothing unwinds it: the order's state decides when it fires.</summary>
static class OrderClock
{
    /// <summary>Schedules the end of the order where its deadline was set anew.</summary>
    public static void WindUp(this Outbox<OrdersDb> outbox, Order order, DateTimeOffset? before)
    {
        if (order.Deadline is { } deadline && deadline != before)
            outbox.Send(ExpireOrder.Queue, new ExpireOrder(order.Id), deadline);
    }
}

sealed class ExpireOrderConsumer(OrdersDb db, Outbox<OrdersDb> outbox, IOptions<OrdersOptions> options, TimeProvider time) : IConsumer<ExpireOrder>
{
    public async Task Consume(ConsumeContext<ExpireOrder> context)
    {
        var order = await db.Orders.SingleOrDefaultAsync(o => o.Id == context.Message.OrderId, context.CancellationToken);
        if (order is null)
            return;
        // The database's clock may be ahead of ours, and a deadline may have moved: then it is not over yet.
        if (!order.Expire(options.Value.Policy, Occasion.Now(time)) && order.Deadline > time.GetUtcNow())
            outbox.WindUp(order, before: null);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
