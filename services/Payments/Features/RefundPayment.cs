using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.Payments.Domain;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Payments.Features;

/// <summary>How much goes back, and why.</summary>
sealed record RefundPaymentRequest
{
    /// <summary>In units of the payment's currency; null = all that can still go back.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }
}

sealed class RefundPaymentValidator : AbstractValidator<RefundPaymentRequest>
{
    public RefundPaymentValidator()
    {
        RuleFor(r => r.Amount).GreaterThan(0).LessThanOrEqualTo(100_000_000_000m);
        RuleFor(r => r.Reason).NotEmpty().MaximumLength(500).Must(t => t?.Any(char.IsControl) != true).WithMessage("Must not hold control characters.");
    }
}

/// <summary><c>POST /payments/{id}/refunds</c>: gives money back, never more than was captured.</summary>
static class RefundPayment
{
    public static void Map(RouteGroupBuilder payments) => payments.MapPost("/{id:guid}/refunds", Handle)
        .WithName("Payments.RefundPayment")
        .WithSummary("Gives money back: a part, or all that is left. 409 where there is not that much.")
        .RequireScope(Scopes.Operate)
        .Validates<RefundPaymentRequest>()
        .Idempotent<PaymentsDb>();

    static Task<Results<Created<RefundReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>, ValidationProblem>> Handle(
        Guid id, RefundPaymentRequest request, PaymentsDb db, Till till, TimeProvider time, CancellationToken cancellation) =>
        db.InTransaction(() => RefundAsync(id, request, till, Occasion.Now(time), cancellation), cancellation);

    static async Task<Results<Created<RefundReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>, ValidationProblem>> RefundAsync(
        Guid id, RefundPaymentRequest request, Till till, Occasion occasion, CancellationToken cancellation)
    {
        if (await till.OpenForAsync(id, cancellation) is not var (_, payment))
            return Problem.NotFound(GetPayment.NotFound);
        var amount = request.Amount ?? payment.Refundable;
        if (!Money.Fits(amount, payment.Currency))
            return Problem.Invalid("amount", $"{payment.Currency} has {Money.Decimals(payment.Currency)} decimals.");
        if (payment.BeginRefund(amount, $"api:{Guid.CreateVersion7(occasion.RecordedAt)}", request.Reason, occasion) is not { } refund)
            return Problem.Conflict(payment.Status is PaymentStatus.Captured or PaymentStatus.PartiallyRefunded
                ? $"{payment.Refundable} {payment.Currency} of the {payment.Captured} captured can still go back. Refund that much or less."
                : $"The payment is {payment.Status.ToWord()}: nothing of it can go back.");
        await till.SaveAsync(cancellation);
        return TypedResults.Created($"/api/v1/payments/{id}", RefundReply.Of(refund, payment.Currency));
    }
}
