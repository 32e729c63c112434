using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Inventory.Data;
using StatusTracking.Inventory.Domain;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Features;

/// <summary>Fills the shelves of a fresh installation from <c>Inventory:Seed</c> or with samples, once.</summary>
sealed class SeedStock(IServiceScopeFactory scopes, IOptions<InventoryOptions> options, TimeProvider time, ILogger<SeedStock> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var seed = options.Value is { Samples: true, Seed.Count: 0 } ? SampleStock.Items : [.. options.Value.Seed];
        if (seed.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<InventoryDb>();
        if (await db.Items.AnyAsync(cancellationToken))
            return;

        var occasion = Occasion.Now(time);
        StockItem[] items = [.. seed.Select(s => new StockItem(s.Sku, time))];
        Shelf shelf = new(items, occasion, isNew: true);
        foreach (var (item, first) in items.Zip(seed))
        {
            item.Describe(first.Name, first.LowAt, first.AllowBackorder, occasion.RecordedAt);
            shelf.Count(first.Sku, first.OnHand);
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
