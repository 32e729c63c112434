using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Inventory.Data;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Inventory.Features;

/// <summary><c>GET /stock/{sku}</c>.</summary>
static class GetStock
{
    public static void Map(RouteGroupBuilder stock) => stock.MapGet("/{sku}", Handle)
        .WithName("Inventory.GetStock")
        .WithSummary("How much there is of a SKU.")
        .RequireScope(Scopes.Read);

    static async Task<Results<Ok<StockReply>, NotFound<ProblemDetails>>> Handle(string sku, InventoryDb db, CancellationToken cancellation) =>
        !sku.Any(char.IsControl) && await db.Items.AsNoTracking().FirstOrDefaultAsync(i => i.Sku == sku, cancellation) is { } item
            ? TypedResults.Ok(StockReply.Of(item))
            : Problem.NotFound($"There is no SKU {sku}. Create it with PUT /api/v1/stock/{{sku}}.");
}
