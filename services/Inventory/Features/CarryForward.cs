using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Inventory.Data;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Features;

/// <summary>Folds each SKU's old lines of the ledger into one that holds their sum. Nothing decides by a line; levels are rows of their own.</summary>
sealed class CarryForward(IOptions<InventoryOptions> options) : ICleanUp<InventoryDb>
{
    public async Task Run(InventoryDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (options.Value.KeepMovements == TimeSpan.Zero)
            return;
        var before = now - options.Value.KeepMovements;
        var skus = await db.Movements.Where(m => m.RecordedAt < before).GroupBy(m => m.Sku).Where(g => g.Count() > 1).Select(g => g.Key).ToListAsync(cancellationToken);
        foreach (var sku in skus)
            while (await Fold(db, sku, before, cancellationToken)) { }
    }

    /// <returns>Whether there may be more.</returns>
    static Task<bool> Fold(InventoryDb db, string sku, DateTimeOffset before, CancellationToken cancellationToken) => db.InTransaction(
        async () =>
        {
            db.ChangeTracker.Clear();
            // The SKU's lock, as for every change of it: two processes that both fold would count the same lines twice.
            await db.Items.Where(i => i.Sku == sku).ExecuteUpdateAsync(set => set.SetProperty(i => i.Version, i => i.Version + 1), cancellationToken);
            var old = await db.Movements.Where(m => m.Sku == sku && m.RecordedAt < before).OrderBy(m => m.Id).Take(CleanUpBatches.Size).ToListAsync(cancellationToken);
            if (old.Count < 2)
                return false;
            old[^1].CarryForward(old[..^1]);
            db.Movements.RemoveRange(old[..^1]);
            await db.SaveChangesAsync(cancellationToken);
            return old.Count == CleanUpBatches.Size;
        },
        cancellationToken);
}
