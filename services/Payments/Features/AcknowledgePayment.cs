using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Payments.Features;

/// <summary><c>POST /payments/{id}/acknowledge</c>: an operator has looked at what needed attention.</summary>
static class AcknowledgePayment
{
    public static void Map(RouteGroupBuilder payments) => payments.MapPost("/{id:guid}/acknowledge", Handle)
        .WithName("Payments.AcknowledgePayment")
        .WithSummary("Takes a payment off the list of those that need attention.")
        .RequireScope(Scopes.Operate);

    static Task<Results<Ok<PaymentReply>, NotFound<ProblemDetails>>> Handle(Guid id, PaymentsDb db, Till till, CancellationToken cancellation) =>
        db.InTransaction<Results<Ok<PaymentReply>, NotFound<ProblemDetails>>>(async () =>
        {
            if (await till.OpenForAsync(id, cancellation) is not var (_, payment))
                return Problem.NotFound(GetPayment.NotFound);
            payment.Acknowledge();
            await till.SaveAsync(cancellation);
            return TypedResults.Ok(PaymentReply.Of(payment));
        }, cancellation);
}
