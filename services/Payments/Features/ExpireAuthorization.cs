using MassTransit;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.Payments.Domain;

namespace StatusTracking.Payments.Features;

/// <summary>The time to capture an authorization is over.</summary>
sealed record ExpireAuthorization(Guid PaymentId);

/// <summary>Gives up an authorization that nobody captured; the payment's status decides whether there is anything to give up.</summary>
sealed class ExpireAuthorizationConsumer(Till till, TimeProvider time) : IConsumer<ExpireAuthorization>
{
    public const string Queue = "payments-expire-authorization";

    public async Task Consume(ConsumeContext<ExpireAuthorization> context)
    {
        if (await till.OpenForAsync(context.Message.PaymentId, context.CancellationToken) is not var (_, payment))
            return;
        OrderAccount.ExpireAuthorization(payment, Occasion.Now(time));
        await till.SaveAsync(context.CancellationToken);
    }
}
