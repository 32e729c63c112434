using MassTransit;
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
    public static async ValueTask WindUp(this Outbox<OrdersDb> outbox, Order order, DateTimeOffset? before, CancellationToken cancel)
    {
        if (order.Deadline is { } deadline && deadline != before)
            await outbox.Send(ExpireOrder.Queue, new ExpireOrder(order.Id), deadline, cancel);
    }
}

sealed class ExpireOrderConsumer(OrdersDb db, Outbox<OrdersDb> outbox, IOptions<OrdersOptions> options, TimeProvider time) : IConsumer<ExpireOrder>
{
    public async Task Consume(ConsumeContext<ExpireOrder> context)
    {
        var order = await db.FindForUpdate<Order>(context.Message.OrderId, context.CancellationToken);
        if (order is null)
            return;
        // The database's clock may be ahead of ours, and a deadline may have moved: then it is not over yet.
        if (!order.Expire(options.Value.Policy, Occasion.Now(time)) && order.Deadline > time.GetUtcNow())
            await outbox.WindUp(order, before: null, context.CancellationToken);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
