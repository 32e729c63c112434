using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Orders.Features;

/// <summary>A payment came, failed, waits for the buyer, or went back.</summary>
sealed class FollowPaymentsConsumer(Hearing hearing) : IConsumer<PaymentStatusChanged>
{
    public static readonly string[] Keys = [.. Word.All<PaymentStatus>().Select(status => $"{Subjects.Payment}.{status}.*")];

    public Task Consume(ConsumeContext<PaymentStatusChanged> context) => hearing.Tell(
        context.Message, (order, policy, occasion) => order.Hear(context.Message, policy, occasion), context.CancellationToken);
}
