using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Domain;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Orders.Features;

/// <summary>Why an order is cancelled; the whole body may be left out.</summary>
sealed record CancelOrderRequest
{
    /// <summary>For people. At most 500 characters.</summary>
    public string? Reason { get; init; }
}

sealed class CancelOrderValidator : AbstractValidator<CancelOrderRequest>
{
    public CancelOrderValidator() => RuleFor(r => r.Reason).Text(500);
}

static class CancelOrder
{
    public static void Map(IEndpointRouteBuilder orders) => orders.MapPost("/{id:guid}/cancel", Handle)
        .WithName("Orders.CancelOrder")
        .WithSummary("Cancel an order, while none of its packages is picked up")
        .RequireScope(Scopes.Write)
        .Validates<CancelOrderRequest>();

    static Task<Results<Ok<OrderReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, CancelOrderRequest? request, OrdersDb db, IOptions<OrdersOptions> options, TimeProvider time, CancellationToken cancel) =>
        db.InTransaction<Results<Ok<OrderReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>>(async () =>
        {
            var order = await db.FindForUpdate<Order>(id, cancel);
            if (order is null)
                return Problem.NotFound($"There is no order {id}.");

            var policy = options.Value.Policy;
            if (order.Cancel(request?.Reason, policy, Occasion.Now(time)).Refusal is { } refusal)
                return Problem.Conflict(refusal);
            await db.SaveChangesAsync(cancel);
            return TypedResults.Ok(OrderReply.Of(order, policy));
        }, cancel);
}
