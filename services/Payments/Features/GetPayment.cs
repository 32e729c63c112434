using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Payments.Data;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Payments.Features;

/// <summary><c>GET /payments/{id}</c>.</summary>
static class GetPayment
{
    public const string NotFound = "There is no such payment. GET /api/v1/payments?orderId= lists those of an order.";

    public static void Map(RouteGroupBuilder payments) => payments.MapGet("/{id:guid}", Handle)
        .WithName("Payments.GetPayment")
        .WithSummary("A payment with its refunds.")
        .RequireScope(Scopes.Read);

    static async Task<Results<Ok<PaymentReply>, NotFound<ProblemDetails>>> Handle(Guid id, PaymentsDb db, CancellationToken cancellation) =>
        await db.Payments.AsNoTracking().Include(p => p.Refunds).FirstOrDefaultAsync(p => p.Id == id, cancellation) is { } payment
            ? TypedResults.Ok(PaymentReply.Of(payment))
            : Problem.NotFound(NotFound);
}
