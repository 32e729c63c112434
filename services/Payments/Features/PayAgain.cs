using MassTransit;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;

namespace StatusTracking.Payments.Features;

/// <summary>The buyer pays again; the payment has the id that Orders gave it.</summary>
sealed class PayAgainConsumer(Till till, TimeProvider time) : IConsumer<StartPayment>
{
    public async Task Consume(ConsumeContext<StartPayment> context)
    {
        var command = context.Message;
        var account = await till.OpenAsync(command.OrderId, command.OrderNumber, context.CancellationToken);
        account.PayAgain(command.PaymentId, command.Payment, Occasion.Heard(command.OccurredAt, time));
        await till.SaveAsync(context.CancellationToken);
    }
}
