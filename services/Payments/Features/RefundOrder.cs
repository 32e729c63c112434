using MassTransit;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;

namespace StatusTracking.Payments.Features;

/// <summary>An order's money goes back, whole or in part: an operator's choice for a lost package.</summary>
sealed class RefundOrderConsumer(Till till, TimeProvider time, ILogger<RefundOrderConsumer> log) : IConsumer<RefundOrder>
{
    public async Task Consume(ConsumeContext<RefundOrder> context)
    {
        var command = context.Message;
        var account = await till.OpenAsync(command.OrderId, "", context.CancellationToken);
        if (account.Payments.Count == 0)
        {
            log.LogWarning("Order {OrderId} is to be refunded ({Reason}), and nothing was ever collected for it", command.OrderId, command.Reason);
            return;
        }

        account.Refund(command.Amount, command.RefundKey, command.Reason, Occasion.Heard(command.OccurredAt, time));
        await till.SaveAsync(context.CancellationToken);
    }
}
