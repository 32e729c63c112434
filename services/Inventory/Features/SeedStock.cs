using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Inventory.Data;
using StatusTracking.Inventory.Domain;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Features;

/// <summary>Fills the shelves of a fresh installation from <c>Inventory:Seed</c>, once.</summary>
sealed class SeedStock(IServiceScopeFactory scopes, IOptions<InventoryOptions> options, TimeProvider time, ILogger<SeedStock> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Seed.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<InventoryDb>();
        if (await db.Items.AnyAsync(cancellationToken))
            return;

        var occasion = Occasion.Now(time);
        StockItem[] items = [.. options.Value.Seed.Select(s => new StockItem(s.Sku, time))];
        Shelf shelf = new(items, occasion, isNew: true);
        foreach (var (item, seed) in items.Zip(options.Value.Seed))
        {
            item.Describe(seed.Name, seed.LowAt, seed.AllowBackorder, occasion.RecordedAt);
            shelf.Count(seed.Sku, seed.OnHand);
        }

        db.Items.AddRange(items);
        try
        {
            await db.InTransaction(async () =>
            {
                await scope.ServiceProvider.GetRequiredService<StockRoom>().SaveAsync(shelf, cancellationToken);
                return items.Length;
            }, cancellationToken);
        }
        catch (DbUpdateException made) when (ServiceDb.IsUniqueViolation(made))
        {
            log.LogInformation("Another process has filled the shelves");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
