using MassTransit;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;

namespace StatusTracking.Payments.Features;

/// <summary>
/// An order waits for its money: start its first payment. The order says this again when its buyer pays again, then without the request:
/// that payment comes as a command of its own.
/// </summary>
sealed class CollectPaymentConsumer(Till till, TimeProvider time) : IConsumer<OrderStatusChanged>
{
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var order = context.Message;
        var account = await till.OpenAsync(order.OrderId, order.Order.Number, context.CancellationToken);
        account.Learn(order.Order);
        if (order.Payment is not null)
            account.Collect(order.Payment, Occasion.Heard(order.OccurredAt, time));
        await till.SaveAsync(context.CancellationToken);
    }
}
