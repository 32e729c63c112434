using MassTransit;
using StatusTracking.Contracts;
using StatusTracking.Payments.Data;

namespace StatusTracking.Payments.Features;

/// <summary>What the simulated gateway would post to <c>/payments/events</c> for <c>tok_slow</c>.</summary>
sealed record SimulatedCallback(Guid PaymentId, string EventId, DateTimeOffset OccurredAt);

/// <summary>Takes the simulated callback the same way as a real one, from behind the signature on.</summary>
sealed class SimulatedCallbackConsumer(PaymentsDb db, Till till, TimeProvider time) : IConsumer<SimulatedCallback>
{
    public const string Queue = "payments-simulated-callback";

    public Task Consume(ConsumeContext<SimulatedCallback> context)
    {
        var (paymentId, eventId, at) = context.Message;
        GatewayEventRequest told = new() { EventId = eventId, PaymentId = paymentId, Status = PaymentStatus.Captured.ToWord(), OccurredAt = at };
        return HearGateway.ApplyAsync(told, db, till, time, context.CancellationToken);
    }
}
