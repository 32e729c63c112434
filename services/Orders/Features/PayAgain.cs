using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Domain;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Orders.Features;

/// <summary>A means of payment for another attempt.</summary>
sealed record PayAgainRequest
{
    /// <summary>Such as <c>card</c>.</summary>
    public string? Method { get; init; }

    /// <summary>A secret of the buyer's.</summary>
    public string? Token { get; init; }
}

sealed class PayAgainValidator : AbstractValidator<PayAgainRequest>
{
    public PayAgainValidator()
    {
        RuleFor(r => r.Method).NotNull().WithMessage("is missing").PaymentMethod();
        RuleFor(r => r.Token).NotNull().WithMessage("is missing").Text(500);
    }
}

/// <summary>A payment that has just been started; follow it under <c>/payments</c>.</summary>
sealed record StartedPaymentReply(Guid Id, Guid OrderId, PaymentStatus Status, decimal Amount, string Currency, string Method, DateTimeOffset CreatedAt);

static class PayAgain
{
    const string Queue = "payments-start-payment";

    public static void Map(IEndpointRouteBuilder orders) => orders.MapPost("/{id:guid}/payments", Handle)
        .WithName("Orders.PayAgain")
        .WithSummary("Try again to pay for an order")
        .RequireScope(Scopes.Write)
        .Validates<PayAgainRequest>()
        .Idempotent<OrdersDb>();

    static Task<Results<Created<StartedPaymentReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, PayAgainRequest request, OrdersDb db, Outbox<OrdersDb> outbox, IOptions<OrdersOptions> options, TimeProvider time,
        CancellationToken cancel) =>
        db.InTransaction<Results<Created<StartedPaymentReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>>(async () =>
        {
            var order = await db.FindForUpdate<Order>(id, cancel);
            if (order is null)
                return Problem.NotFound($"There is no order {id}.");

            var now = Occasion.Now(time);
            var paymentId = Guid.CreateVersion7(now.RecordedAt);
            var deadline = order.Deadline;
            if (order.PayAgain(paymentId, options.Value.Policy, now).Refusal is { } refusal)
                return Problem.Conflict(refusal);

            await outbox.Send(Queue, new StartPayment
            {
                PaymentId = paymentId,
                OrderId = order.Id,
                OrderNumber = order.Number,
                Payment = new PaymentRequest(order.Total, order.Currency, request.Method!, request.Token!),
                OccurredAt = now.OccurredAt,
            }, cancellationToken: cancel);
            await outbox.WindUp(order, deadline, cancel);
            await db.SaveChangesAsync(cancel);
            return TypedResults.Created($"/api/v1/payments/{paymentId}", new StartedPaymentReply(
                paymentId, order.Id, PaymentStatus.Pending, Currencies.Express(order.Currency, order.Total), order.Currency, request.Method!, now.RecordedAt));
        }, cancel);
}
