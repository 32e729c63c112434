using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Features;

/// <summary>Loads the order that a word is about, lets it hear it, winds up its clock, and saves.</summary>
sealed partial class Hearing(OrdersDb db, Outbox<OrdersDb> outbox, IOptions<OrdersOptions> options, TimeProvider time, ILogger<Hearing> log)
{
    public async Task Tell<T>(T said, Func<Order, OrderPolicy, Occasion, bool> hear, CancellationToken cancel) where T : IStatusEvent
    {
        var order = await db.FindForUpdate<Order>(said.OrderId, cancel);
        if (order is null)
        {
            // An order is saved before anyone hears of it: this one is not ours, and waiting would not bring it.
            LogUnknownOrder(said.OrderId, said.RoutingKey);
            return;
        }

        var deadline = order.Deadline;
        if (!hear(order, options.Value.Policy, Occasion.Heard(said.OccurredAt, time)))
            return;
        await outbox.WindUp(order, deadline, cancel);
        await db.SaveChangesAsync(cancel);
    }

    [LoggerMessage(LogLevel.Warning, "Heard {RoutingKey} of order {OrderId}, which is not here")]
    partial void LogUnknownOrder(Guid orderId, string routingKey);
}
