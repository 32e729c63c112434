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
    public static void Map(IEndpointRouteBuilder orders) => orders.MapGet("/", Handle)
        .WithName("Orders.ListOrders")
        .WithSummary("Orders, the newest first; q is part of a number, reference, name, e-mail address or phone number")
        .RequireScope(Scopes.Read);

    static async Task<Results<Ok<Page<OrderReply>>, ProblemHttpResult>> Handle(
        OrdersDb db, IOptions<OrdersOptions> options, CancellationToken cancel,
        string? status = null, string? q = null, string? reference = null, int limit = 50, string? after = null)
    {
        var query = db.Orders.AsNoTracking();
        if (status is not null)
        {
            if (Word.Parse<OrderStatus>(status) is not { } wanted)
                return Problem.Invalid("status", $"must be one of {string.Join(", ", Word.All<OrderStatus>())}");
            query = query.Where(o => o.Status == wanted);
        }

        if (reference is not null)
            query = query.Where(o => o.Reference == reference);
        if (q is not null)
        {
            var part = q.Trim().ToLowerInvariant();
            query = query.Where(o => o.SearchText.Contains(part));
        }

        return TypedResults.Ok(new Page<OrderReply>([], null));
    }
}
