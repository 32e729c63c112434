using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Orders.Data;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Orders.Features;

static class GetOrder
{
    public static void Map(IEndpointRouteBuilder orders) => orders.MapGet("/{id:guid}", Handle)
        .WithName("Orders.GetOrder")
        .WithSummary("One order")
        .RequireScope(Scopes.Read);

    static async Task<Results<Ok<OrderReply>, NotFound<ProblemDetails>>> Handle(Guid id, OrdersDb db, IOptions<OrdersOptions> options, CancellationToken cancel) =>
        await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancel) is { } order
            ? TypedResults.Ok(OrderReply.Of(order, options.Value.Policy))
            : Problem.NotFound($"There is no order {id}.");
}
