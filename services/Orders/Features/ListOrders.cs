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
    /// <summary>
    /// The place of an order in the list. By when it was recorded, not placed: an order that is brought over then never slips in behind a
    /// reader's back.
    /// </summary>
    sealed record Place(DateTimeOffset CreatedAt, Guid Id);

    public static void Map(IEndpointRouteBuilder orders) => orders.MapGet("/", Handle)
        .WithName("Orders.ListOrders")
        .WithSummary("Orders, the newest first; q is part of a number, reference, name, e-mail address or phone number")
        .RequireScope(Scopes.Read);

    static async Task<Results<Ok<Page<OrderReply>>, ValidationProblem>> Handle(
        OrdersDb db, IOptions<OrdersOptions> options, string? status, string? q, string? reference, int? limit, string? after, CancellationToken cancel)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Must be 1 to {Paging.MaxLimit}.");
        if (q is { Length: > 300 } || (q is not null && !FieldRules.IsPlain(q)))
            return Problem.Invalid("q", "Must have at most 300 characters, and no control characters.");
        if (reference is not null && !FieldRules.IsPlain(reference))
            return Problem.Invalid("reference", "Must not hold control characters.");

        var orders = db.Orders.AsNoTracking();
        if (status is { Length: > 0 })
        {
            if (Word.Parse<OrderStatus>(status) is not { } wanted)
                return Problem.Invalid("status", $"Must be one of {string.Join(", ", Word.All<OrderStatus>())}.");
            orders = orders.Where(o => o.Status == wanted);
        }

        if (reference is { Length: > 0 })
            orders = orders.Where(o => o.Reference == reference);
        if (q?.Trim().ToLowerInvariant() is { Length: > 0 } part)
            orders = orders.Where(o => o.SearchText.Contains(part));
        if (after is { Length: > 0 })
        {
            if (!Cursor.TryDecode<Place>(after, out var place) || place is not { } last || last.Id == Guid.Empty)
                return Problem.Invalid("after", "Must be the value of next of an earlier page.");
            var (createdAt, id) = last;
            orders = orders.Where(o => o.CreatedAt < createdAt || (o.CreatedAt == createdAt && o.Id < id));
        }

        var size = limit ?? Paging.DefaultLimit;
        var rows = await orders.OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id).Take(size + 1).ToListAsync(cancel);
        var policy = options.Value.Policy;
        return TypedResults.Ok(rows.ToPage(size, o => new Place(o.CreatedAt, o.Id), o => OrderReply.Of(o, policy)));
    }
}
