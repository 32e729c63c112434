using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Inventory.Data;
using StatusTracking.Inventory.Domain;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Inventory.Features;

/// <summary>A line of a SKU's ledger.</summary>
sealed record MovementReply(MovementKind Kind, int OnHandChange, int ReservedChange, Guid? OrderId, Guid? PackageId, string? Note, DateTimeOffset RecordedAt);

/// <summary><c>GET /stock/{sku}/movements</c>, newest first.</summary>
static class ListMovements
{
    sealed record Key(long Id);

    public static void Map(RouteGroupBuilder stock) => stock.MapGet("/{sku}/movements", Handle)
        .WithName("Inventory.ListMovements")
        .WithSummary("Why a SKU's level is what it is: every movement, newest first. Their sum is the level.")
        .RequireScope(Scopes.Read);

    static async Task<Results<Ok<Page<MovementReply>>, ValidationProblem>> Handle(string sku, int? limit, string? after, InventoryDb db, CancellationToken cancellation)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Must be 1 to {Paging.MaxLimit}.");
        if (sku.Any(char.IsControl))
            return Problem.Invalid("sku", "Must not hold control characters.");
        var movements = db.Movements.AsNoTracking().Where(m => m.Sku == sku);
        if (after is not null)
        {
            if (!Cursor.TryDecode<Key>(after, out var key) || key is null)
                return Problem.Invalid("after", "Is not a cursor of this list. Take it from next.");
            movements = movements.Where(m => m.Id < key.Id);
        }

        var size = limit ?? Paging.DefaultLimit;
        var rows = await movements.OrderByDescending(m => m.Id).Take(size + 1).ToListAsync(cancellation);
        return TypedResults.Ok(rows.ToPage(
            size, m => new Key(m.Id), m => new MovementReply(m.Kind, m.OnHandChange, m.ReservedChange, m.OrderId, m.PackageId, m.Note, m.RecordedAt)));
    }
}
