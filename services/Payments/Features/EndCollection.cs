using MassTransit;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;

namespace StatusTracking.Payments.Features;

/// <summary>
/// An order has ended: void, cancel or refund. Where that is heard before the order asked for its money, it is kept, and nothing is collected.
/// </summary>
sealed class EndCollectionConsumer(Till till, TimeProvider time) : IConsumer<OrderStatusChanged>
{
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var order = context.Message;
        if (order.Status is not { } status)
            return;
        var account = await till.OpenAsync(order.OrderId, order.Order.Number, context.CancellationToken);
        account.Learn(order.Order);
        account.End(status, Occasion.Heard(order.OccurredAt, time));
        await till.SaveAsync(context.CancellationToken);
    }
}
