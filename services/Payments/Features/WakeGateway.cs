using MassTransit;
using StatusTracking.Payments.Gateway;

namespace StatusTracking.Payments.Features;

/// <summary>A call to the gateway was written and has committed.</summary>
sealed record WakeGateway;

/// <summary>Rings the bell: the message left after the commit, so the call is there to be taken.</summary>
sealed class WakeGatewayConsumer(GatewayBell bell) : IConsumer<WakeGateway>
{
    public const string Queue = "payments-wake-gateway";

    public Task Consume(ConsumeContext<WakeGateway> context)
    {
        bell.Ring();
        return Task.CompletedTask;
    }
}
