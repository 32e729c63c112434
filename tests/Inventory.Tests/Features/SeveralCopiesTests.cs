using System.Net;
using StatusTracking.Testing;

namespace StatusTracking.Inventory.Tests.Features;

[Trait("Category", "Server")]
public sealed class When_several_copies_start_at_once_on_an_empty_database(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task Each_waits_while_another_migrates_and_all_are_ready()
    {
        string[] settings = ["Database:Provider=PostgreSql", $"Database:ConnectionString={await databases.Database("inventory")}"];
        var copies = Enumerable.Range(0, 4).Select(_ => new ServiceFixture(host => host.With<InventoryService>(), InventoryService.Name, settings)).ToList();
        try
        {
            await Task.WhenAll(copies.Select(c => c.InitializeAsync().AsTask()));

            foreach (var copy in copies)
                (await copy.Client.Get("/api/v1/stock")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            foreach (var copy in copies)
                await copy.DisposeAsync();
        }
    }
}
