using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.Payments.Domain;
using StatusTracking.Payments.Gateway;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Payments.Features;

/// <summary>
/// <c>POST /payments/{id}/capture</c>: collects what was authorized. The attempt is written and committed, then the gateway is asked; where it
/// gives no answer it is asked again later, and the reply is 202.
/// </summary>
static class CapturePayment
{
    public static void Map(RouteGroupBuilder payments) => payments.MapPost("/{id:guid}/capture", Handle)
        .WithName("Payments.CapturePayment")
        .WithSummary("Collects an authorized payment. 202 where the gateway has not answered yet; repeated, it changes nothing.")
        .RequireScope(Scopes.Operate);

    static async Task<Results<Ok<PaymentReply>, Accepted<PaymentReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, PaymentsDb db, Till till, GatewayCaller caller, TimeProvider time, CancellationToken cancellation)
    {
        var lease = Guid.NewGuid();
        var until = await db.GetUtcNow(cancellation) + caller.Lease;
        var (found, call) = await db.InTransaction(() => BeginAsync(id, lease, till, until, time, cancellation), cancellation);
        if (found is null)
            return Problem.NotFound(GetPayment.NotFound);
        // Begun and committed: the caller going away must not leave the answer unheard.
        if (call is not null)
            await caller.MakeAsync(call.Id, lease, CancellationToken.None);

        db.ChangeTracker.Clear();
        var payment = await db.Payments.AsNoTracking().Include(p => p.Refunds).Include(p => p.Calls).AsSplitQuery().SingleAsync(p => p.Id == id, cancellation);
        if (payment.IsPaid)
            return TypedResults.Ok(PaymentReply.Of(payment));
        if (payment.Status == PaymentStatus.Authorized && payment.Calls.Any(c => c.Kind == GatewayCallKind.Capture && c.State == GatewayCallState.Waiting))
            return TypedResults.Accepted($"/api/v1/payments/{id}", PaymentReply.Of(payment));
        return Problem.Conflict(payment.Attention is { } why && call is not null
            ? why
            : $"The payment is {payment.Status.ToWord()}. Only an authorized payment can be captured.");
    }

    static async Task<(Payment?, GatewayCall?)> BeginAsync(Guid id, Guid lease, Till till, DateTimeOffset until, TimeProvider time, CancellationToken cancellation)
    {
        if (await till.OpenForAsync(id, cancellation) is not var (_, payment))
            return (null, null);
        var underWay = payment.Calls.Any(c => c.Kind is GatewayCallKind.Capture or GatewayCallKind.Void && c.State == GatewayCallState.Waiting);
        if (payment.Status != PaymentStatus.Authorized || underWay)
            return (payment, null);
        var call = payment.Call(GatewayCallKind.Capture, Occasion.Now(time));
        call.BeginHere(lease, until);
        await till.SaveAsync(cancellation);
        return (payment, call);
    }
}
