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

/// <summary>An operator's choice for a package that is lost, disposed of or came back.</summary>
sealed record ResolvePackageRequest
{
    /// <summary>One of the order's packages.</summary>
    public Guid? PackageId { get; init; }

    /// <summary>
    /// <c>replace</c>: a new package is sent, and the order goes on. <c>refund</c>: what it is worth goes back; where nothing of the order
    /// arrived, all of it does, and the order is cancelled. <c>accept</c>: it is left at that, no money moves, and the package counts as
    /// delivered: the order is completed when nothing else of it is open.
    /// </summary>
    public Resolution? Choice { get; init; }

    /// <summary>For people. At most 500 characters.</summary>
    public string? Reason { get; init; }
}

sealed class ResolvePackageValidator : AbstractValidator<ResolvePackageRequest>
{
    public ResolvePackageValidator()
    {
        RuleFor(r => r.PackageId).NotNull().WithMessage("is missing");
        RuleFor(r => r.Choice).NotNull().WithMessage("is missing: replace, refund or accept").IsInEnum().WithMessage("must be replace, refund or accept");
        RuleFor(r => r.Reason).Text(500);
    }
}

static class ResolvePackage
{
    const string ReplaceQueue = "logistics-replace-package";
    const string RefundQueue = "payments-refund-order";

    public static void Map(IEndpointRouteBuilder orders) => orders.MapPost("/{id:guid}/resolve", Handle)
        .WithName("Orders.ResolvePackage")
        .WithSummary("Say what happens about a package that did not arrive")
        .RequireScope(Scopes.Operate)
        .Validates<ResolvePackageRequest>()
        .Idempotent<OrdersDb>();

    static Task<Results<Ok<OrderReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, ResolvePackageRequest request, OrdersDb db, Outbox<OrdersDb> outbox, IOptions<OrdersOptions> options, TimeProvider time,
        CancellationToken cancel) =>
        db.InTransaction<Results<Ok<OrderReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>>(async () =>
        {
            var order = await db.FindForUpdate<Order>(id, cancel);
            if (order is null)
                return Problem.NotFound($"There is no order {id}.");
            var packageId = request.PackageId!.Value;
            if (!order.Packages.Exists(p => p.Id == packageId))
                return Problem.NotFound($"Order {order.Number} has no package {packageId}.");

            var now = Occasion.Now(time);
            var policy = options.Value.Policy;
            var refund = order.RefundFor(packageId);
            var replacementId = Guid.CreateVersion7(now.RecordedAt);
            var decision = order.Resolve(packageId, request.Choice!.Value, replacementId, policy, now);
            if (decision.Refusal is { } refusal)
                return Problem.Conflict(refusal);
            if (!decision.Changed)
                return TypedResults.Ok(OrderReply.Of(order, policy));

            if (request.Choice == Resolution.Replace)
            {
                await outbox.Send(ReplaceQueue, new ReplacePackage
                {
                    PackageId = packageId,
                    NewPackageId = replacementId,
                    Reason = request.Reason ?? "An operator chose to send it again.",
                    OccurredAt = now.OccurredAt,
                }, cancellationToken: cancel);
            }
            else if (request.Choice == Resolution.Refund && refund is null or > 0)
            {
                await outbox.Send(RefundQueue, new RefundOrder
                {
                    OrderId = order.Id,
                    Amount = refund,
                    Reason = request.Reason ?? "An operator chose to give the money back.",
                    RefundKey = $"package:{packageId}",
                    OccurredAt = now.OccurredAt,
                }, cancellationToken: cancel);
            }

            await db.SaveChangesAsync(cancel);
            return TypedResults.Ok(OrderReply.Of(order, policy));
        }, cancel);
}
