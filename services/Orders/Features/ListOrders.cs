using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Domain;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Orders.Features;

static class ListOrders
{
    /// <summary>By when it was recorded, not placed: an order that is brought over then never slips in behind a reader's back.</summary>
    static readonly ListOrders<Order> Sorts = new(
        new("-created", o => o.CreatedAt), new("created", o => o.CreatedAt), new("-updated", o => o.TouchedAt), new("updated", o => o.TouchedAt));

    public static void Map(IEndpointRouteBuilder orders) => orders.MapGet("/", Handle)
        .WithName("Orders.ListOrders")
        .WithSummary("Orders, the newest first; q is the beginning of a number, reference, tracking number, e-mail address, phone number or id, or of words of a name, "
            + "each of which must fit; sort is one of -created, created, -updated, updated")
        .RequireScope(Scopes.Read);

    static async Task<Results<Ok<Page<OrderReply>>, ValidationProblem>> Handle(
        OrdersDb db, IOptions<OrdersOptions> options, string? status, string? q, string? reference, string? sort, int? limit, string? after,
        CancellationToken cancel)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Must be 1 to {Paging.MaxLimit}.");
        if (SearchQuery.Read(q, out var query) is { } wrong)
            return Problem.Invalid("q", wrong);
        if (Sorts.Find(sort) is not { } order)
            return Problem.Invalid("sort", Sorts.Choice);
        if (!order.TryRead(after, out var place))
            return Problem.Invalid("after", Place.Unknown);
        if (reference is not null && !FieldRules.IsPlain(reference))
            return Problem.Invalid("reference", "Must not hold control characters.");

        var orders = db.Orders.AsNoTracking();
        if (status is { Length: > 0 })
        {
            if (Word.Parse<OrderStatus>(status) is not { } wanted)
                return Problem.Invalid("status", $"Must be one of {string.Join(", ", Word.All<OrderStatus>())}.");
            order = order.Among(o => o.Status);
            orders = orders.Where(o => o.Status >= wanted && o.Status <= wanted);
        }

        if (reference is { Length: > 0 })
            orders = orders.Where(o => o.Reference == reference);

        var size = limit ?? Paging.DefaultLimit;
        var rows = await db.ReadPage(orders, query, order, place, size + 1, cancel);
        var policy = options.Value.Policy;
        return TypedResults.Ok(rows.ToPage(size, order.PlaceOf, o => OrderReply.Of(o, policy)));
    }
}
