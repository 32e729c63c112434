using Microsoft.AspNetCore.Http.HttpResults;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Domain;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Orders.Features;

static class CountOrders
{
    public static void Map(IEndpointRouteBuilder orders) => orders.MapGet("/counts", Handle)
        .WithName("Orders.CountOrders")
        .WithSummary("How many orders are in each status")
        .RequireScope(Scopes.Read);

    static async Task<Ok<StatusCounts>> Handle(CountOfAll<OrdersDb, Order, OrderStatus> orders, CancellationToken cancel) => TypedResults.Ok(await orders.Get(cancel));
}
