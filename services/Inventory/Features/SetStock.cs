using System.Text.RegularExpressions;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Inventory.Data;
using StatusTracking.Inventory.Domain;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Inventory.Features;

/// <summary>What lies on a shelf, as someone counted it.</summary>
sealed record SetStockRequest
{
    /// <summary>Physical pieces, those promised to orders included.</summary>
    public required int OnHand { get; init; }

    /// <summary>From how few available it counts as low.</summary>
    public int LowAt { get; init; }

    /// <summary>For people.</summary>
    public string? Name { get; init; }

    /// <summary>Whether orders may wait for it.</summary>
    public bool AllowBackorder { get; init; }
}

sealed class SetStockValidator : AbstractValidator<SetStockRequest>
{
    public SetStockValidator()
    {
        RuleFor(r => r.OnHand).InclusiveBetween(0, StockItem.MostPieces);
        RuleFor(r => r.LowAt).InclusiveBetween(0, StockItem.MostPieces);
        RuleFor(r => r.Name).MaximumLength(200).Must(n => n is null || !n.Any(char.IsControl)).WithMessage("Must not hold control characters.");
    }
}

/// <summary><c>PUT /stock/{sku}</c>: creates the SKU or replaces what is said of it.</summary>
static partial class SetStock
{
    public static void Map(RouteGroupBuilder stock) => stock.MapPut("/{sku}", Handle)
        .WithName("Inventory.SetStock")
        .WithSummary("Creates a SKU, or replaces its count, name and limits.")
        .RequireScope(Scopes.Write)
        .Validates<SetStockRequest>();

    static async Task<Results<Ok<StockReply>, Created<StockReply>, ValidationProblem, Conflict<ProblemDetails>>> Handle(
        string sku, SetStockRequest request, InventoryDb db, StockRoom room, TimeProvider time, CancellationToken cancellation)
    {
        if (!Sku().IsMatch(sku))
            return Problem.Invalid("sku", "Must be 1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or digit.");
        try
        {
            return await db.InTransaction(() => SetAsync(sku, request, db, room, time, cancellation), cancellation);
        }
        catch (DbUpdateException made) when (ServiceDb.IsUniqueViolation(made))
        {
            return Problem.Conflict($"Somebody else created {sku} at the same moment. Read it and repeat the request.");
        }
    }

    static async Task<Results<Ok<StockReply>, Created<StockReply>, ValidationProblem, Conflict<ProblemDetails>>> SetAsync(
        string sku, SetStockRequest request, InventoryDb db, StockRoom room, TimeProvider time, CancellationToken cancellation)
    {
        var occasion = Occasion.Now(time);
        var shelf = await room.LockAsync([sku], occasion, cancellation);
        var isNew = !shelf.Knows(sku, out var item);
        if (item is null)
        {
            item = db.Items.Add(new(sku, time)).Entity;
            shelf = new([item], occasion, isNew: true);
        }

        if (request.OnHand < item.Reserved)
            return Problem.Conflict($"{item.Reserved} pieces of {sku} are promised to orders and lie on the shelf: onHand cannot be below that. Count again, or cancel orders first.");
        item.Describe(request.Name, request.LowAt, request.AllowBackorder, occasion.RecordedAt);
        shelf.Count(sku, request.OnHand);
        await room.SaveAsync(shelf, cancellation);
        return isNew ? TypedResults.Created($"/api/v1/stock/{sku}", StockReply.Of(item)) : TypedResults.Ok(StockReply.Of(item));
    }

    [GeneratedRegex(StockItem.SkuPattern)]
    private static partial Regex Sku();
}
