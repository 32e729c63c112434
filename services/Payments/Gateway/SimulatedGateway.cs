using Microsoft.Extensions.Options;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.Payments.Domain;
using StatusTracking.Payments.Features;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Payments.Gateway;

/// <summary>
/// A gateway for trying out and for tests. The token says what it does: <c>tok_ok</c> captures, <c>tok_declined</c> fails,
/// <c>tok_authorize</c> authorizes, <c>tok_slow</c> captures by a callback some seconds later, <c>tok_action_required</c> sends the buyer to a
/// page, <c>tok_down</c> is out of service. It keeps nothing: the same call always has the same answer.
/// </summary>
sealed class SimulatedGateway(IServiceScopeFactory scopes, TimeProvider time, IOptions<PaymentsOptions> options, IOptions<PublicUrlOptions> urls) : IPaymentGateway
{
    public async Task<GatewayAnswer> StartAsync(GatewayRequest request, CancellationToken cancellation)
    {
        switch (request.Token)
        {
            case "tok_ok":
                return new(GatewayOutcome.Captured);
            case "tok_declined":
                return new(GatewayOutcome.Declined, "The card was declined.");
            case "tok_authorize":
                return new(GatewayOutcome.Authorized);
            case "tok_slow":
                await CallBackLaterAsync(request, cancellation);
                return new(GatewayOutcome.Accepted);
            case "tok_action_required":
                return new(GatewayOutcome.ActionRequired, "The bank asks the buyer to confirm.", CompleteSimulatedAction.Url(urls.Value, request.PaymentId));
            case "tok_down":
                return new(GatewayOutcome.Unavailable, "The gateway is out of service.");
            default:
                return new(GatewayOutcome.Declined, "The gateway does not know this payment token.");
        }
    }

    public Task<GatewayAnswer> CaptureAsync(GatewayRequest request, CancellationToken cancellation) =>
        Task.FromResult(new GatewayAnswer(GatewayOutcome.Captured));

    public Task<GatewayAnswer> VoidAsync(GatewayRequest request, CancellationToken cancellation) =>
        Task.FromResult(new GatewayAnswer(GatewayOutcome.Voided));

    public Task<GatewayAnswer> RefundAsync(GatewayRequest request, CancellationToken cancellation) =>
        Task.FromResult(new GatewayAnswer(GatewayOutcome.Refunded, RefundId: $"simulated:{request.IdempotencyKey}"));

    /// <summary>The callback is a message of its own that is due later, so that it comes after a crash too.</summary>
    async Task CallBackLaterAsync(GatewayRequest request, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        var due = time.GetUtcNow() + options.Value.SlowAnswer;
        await scope.ServiceProvider.GetRequiredService<Outbox<PaymentsDb>>().Send(
            SimulatedCallbackConsumer.Queue,
            new SimulatedCallback(request.PaymentId, $"simulated:{request.IdempotencyKey}", due),
            due,
            cancellation);
        await db.SaveChangesAsync(cancellation);
    }
}
