using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Data;
using StatusTracking.Messaging;
using StatusTracking.Testing;

namespace StatusTracking.Inventory.Tests.Features;

public sealed class When_the_ledger_has_been_kept_long_enough
{
    const int Counts = 2 * CleanUpBatches.Size + 7;

    static ServiceFixture Host(params string[] settings) => new(
        host => host.With<InventoryService>(), InventoryService.Name, ["Inventory:KeepMovements=30.00:00:00", "Messaging:CleanUpInterval=00:00:01", .. settings]);

    [Fact]
    public async Task Its_old_lines_become_one_and_still_add_up_to_the_level()
    {
        await using var inventory = Host();
        await inventory.InitializeAsync();
        var sku = await inventory.Stock(0);
        var other = await inventory.Stock(3);
        await Count(inventory, sku, Counts);
        var (order, _) = await inventory.Place(4.Of(sku));
        inventory.Time.Advance(TimeSpan.FromDays(31));
        var (later, _) = await inventory.Place(2.Of(sku));

        await Eventually.Passes(async () => (await Lines(inventory, sku)).Select(l => (string)l["kind"]!).ShouldBe(["reserved", "carried_forward"]));

        var (newest, carried) = ((await Lines(inventory, sku))[0], (await Lines(inventory, sku))[1]);
        ((string?)newest["orderId"]).ShouldBe(later.ToString());
        ((int)carried["onHandChange"]!, (int)carried["reservedChange"]!, carried["orderId"]).ShouldBe((Counts, 4, null));
        (await inventory.Ledger(sku)).ShouldBe((Counts, 6));
        (await inventory.Level(sku)).ShouldBe((Counts, 6, Counts - 6));
        // One line is its own sum already.
        (await Lines(inventory, other)).Select(l => (string)l["kind"]!).ShouldBe(["counted"]);

        await inventory.Say(order, OrderStatus.Cancelled, 4.Of(sku));
        await inventory.Heard(order, StockStatus.Released);
        (await inventory.Ledger(sku)).ShouldBe((Counts, 2));
        inventory.Time.Advance(TimeSpan.FromDays(31));
        await Eventually.Passes(async () => (await Lines(inventory, sku)).Count.ShouldBe(1));
        (await inventory.Ledger(sku)).ShouldBe((Counts, 2));
    }

    [Fact]
    public async Task Zero_keeps_every_line()
    {
        await using var inventory = Host("Inventory:KeepMovements=00:00:00");
        await inventory.InitializeAsync();
        var sku = await inventory.Stock(1);
        await inventory.Stock(2, sku: sku);

        inventory.Time.Advance(TimeSpan.FromDays(3650));

        await Eventually.Never(async () => (await Lines(inventory, sku)).Count != 2, TimeSpan.FromSeconds(3));
    }

    /// <summary>Counts the shelf up, one piece at a time, by the clock as it stands.</summary>
    internal static async Task Count(ServiceFixture inventory, string sku, int to)
    {
        await using var scope = inventory.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<InventoryDb>();
        var room = scope.ServiceProvider.GetRequiredService<StockRoom>();
        await db.InTransaction(
            async () =>
            {
                var shelf = await room.LockAsync([sku], Occasion.Now(inventory.Time), default);
                for (var pieces = 1; pieces <= to; pieces++)
                    shelf.Count(sku, pieces);
                await room.SaveAsync(shelf, default);
                return to;
            },
            default);
    }

    internal static async Task<IReadOnlyList<JsonNode>> Lines(ServiceFixture inventory, string sku) =>
        [.. (await inventory.Client.Read($"/api/v1/stock/{sku}/movements?limit=200"))["items"]!.AsArray().Select(i => i!)];
}

[Trait("Category", "Server")]
public sealed class When_two_processes_fold_the_ledger_under_load(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task It_adds_up_to_the_level()
    {
        // By the server's clock, which no test moves: everything is old at once, and both fold all the time.
        string[] settings =
        [
            "Database:Provider=PostgreSql", $"Database:ConnectionString={await databases.Database("inventory")}",
            "Inventory:KeepMovements=00:00:00.001", "Messaging:CleanUpInterval=00:00:01",
        ];
        await using ServiceFixture first = new(host => host.With<InventoryService>(), InventoryService.Name, settings);
        await first.InitializeAsync();
        await using ServiceFixture second = new(host => host.With<InventoryService>(), InventoryService.Name, settings);
        await second.InitializeAsync();
        var sku = await first.Stock(1000);
        await When_the_ledger_has_been_kept_long_enough.Count(first, sku, 2000);

        for (var n = 0; n < 60; n++)
            await (n % 2 == 0 ? first : second).Place(1.Of(sku));

        (await first.Level(sku)).ShouldBe((2000, 60, 1940));
        await Eventually.Passes(async () => (await When_the_ledger_has_been_kept_long_enough.Lines(first, sku)).Count.ShouldBe(1));
        (await second.Ledger(sku)).ShouldBe((2000, 60));
    }
}
