using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Inventory.Data;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Inventory.Features;

/// <summary><c>GET /stock</c>, by SKU.</summary>
static class ListStock
{
    sealed record Key(string Sku);

    public static void Map(RouteGroupBuilder stock) => stock.MapGet("/", Handle)
        .WithName("Inventory.ListStock")
        .WithSummary("All SKUs; q looks into SKU and name.")
        .RequireScope(Scopes.Read);

    static async Task<Results<Ok<Page<StockReply>>, ValidationProblem>> Handle(string? q, int? limit, string? after, InventoryDb db, CancellationToken cancellation)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Must be 1 to {Paging.MaxLimit}.");
        if (q is { Length: > 200 } || q?.Any(char.IsControl) == true)
            return Problem.Invalid("q", "Must be at most 200 characters, none of them a control character.");
        var items = db.Items.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(q))
        {
            var words = q.Trim().ToLowerInvariant();
            items = items.Where(i => i.SearchText.Contains(words));
        }

        if (after is not null)
        {
            if (!Cursor.TryDecode<Key>(after, out var key) || key?.Sku is null || key.Sku.Any(char.IsControl))
                return Problem.Invalid("after", "Is not a cursor of this list. Take it from next.");
            items = items.Where(i => i.Sku.CompareTo(key.Sku) > 0);
        }

        var size = limit ?? Paging.DefaultLimit;
        var rows = await items.OrderBy(i => i.Sku).Take(size + 1).ToListAsync(cancellation);
        return TypedResults.Ok(rows.ToPage(size, i => new Key(i.Sku), StockReply.Of));
    }
}
