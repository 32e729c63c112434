using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Shouldly;
using StatusTracking.Testing;

namespace StatusTracking.WholeSystem.Upgrade;

/// <summary>
/// The databases of an installation as the version of its folder left them, <c>Upgrade/1/rows.zip</c>: a buyer who was told of everything, a
/// package on its way, an order that was never paid. With them what the API said of them then. Written as <see cref="MessageCorpus"/> is.
/// </summary>
static class RowCorpus
{
    const string Process = "Standalone";

    /// <summary>Orders that the installation has, as their references.</summary>
    public const string Delivered = "GOLDEN-DELIVERED", OnItsWay = "GOLDEN-ON-ITS-WAY", Unpaid = "GOLDEN-UNPAID";

    static string Rows => Path.Combine(MessageCorpus.Folder, "rows.zip");

    static string Replies => Path.Combine(MessageCorpus.Folder, "replies", "orders.json");

    /// <summary>What the API said of each order then: <c>order</c> and <c>timeline</c>, by its reference.</summary>
    public static JsonObject Said => JsonNode.Parse(File.ReadAllText(Replies))!.AsObject();

    /// <summary>An installation of this version on the databases of that one.</summary>
    public static async Task<RunningSystem> Open()
    {
        if (!File.Exists(Rows) && MessageCorpus.MayWrite)
            await Write();
        var system = await Start([]);
        await system.Kill(Process);
        var data = system.DataDirectory(Process);
        foreach (var file in Directory.GetFiles(data, "*.db*"))
            File.Delete(file);
        await ZipFile.ExtractToDirectoryAsync(Rows, data);
        await system.Restart(Process);
        return system;
    }

    static Task<RunningSystem> Start(Dictionary<string, string> settings) => RunningSystem.Start(new RunningSystemOptions
    {
        Services = [Process],
        Broker = new Uri("amqp://not.used"),
        Database = _ => Task.FromResult(""),
        // However old the corpus gets, nothing of it is too old.
        Settings = new Dictionary<string, string>(settings)
        {
            ["Transport"] = "InMemory",
            ["Database:Provider"] = "Sqlite",
            ["Messaging:KeepHistory"] = "36500.00:00:00",
            ["Notifications:MaxAge"] = "00:00:00",
            ["Logistics:ExpireAfter"] = "00:00:00",
        },
    });

    static async Task Write()
    {
        await using var system = await Start(new() { ["Orders:UnpaidFor"] = "00:01:00" });
        var shop = new Shop(system.Client);
        var now = TimeProvider.System.GetUtcNow();
        var orders = new Dictionary<string, Guid>();
        foreach (var (reference, token) in new[] { (Delivered, "tok_ok"), (OnItsWay, "tok_ok"), (Unpaid, "tok_declined") })
        {
            var order = Shop.Order(token: token);
            order["reference"] = reference;
            orders[reference] = await shop.Place(order);
        }

        foreach (var reference in new[] { Delivered, OnItsWay })
        {
            var package = await shop.PackageOf(orders[reference]);
            await shop.Label(package, $"0034{orders[reference].GetHashCode() & 0xFFFFFF}");
            await shop.Scan(package, $"{reference}-1", "in_transit", "departed_facility", now.AddSeconds(1));
        }

        await shop.Scan(await shop.PackageOf(orders[Delivered]), $"{Delivered}-2", "delivered", "to_recipient", now.AddSeconds(2));
        await shop.Reaches(orders[Delivered], "completed");
        await shop.Reaches(orders[OnItsWay], "in_fulfilment");
        await shop.Reaches(orders[Unpaid], "action_required");
        await Eventually.True(async () => (await shop.Sent(orders[Delivered])).Count == 5 && (await shop.Sent(orders[OnItsWay])).Count == 3 && (await shop.Sent(orders[Unpaid])).Count == 1);
        var said = new JsonObject();
        foreach (var (reference, order) in orders)
            said[reference] = new JsonObject { ["order"] = await shop.Get($"orders/{order}"), ["timeline"] = new JsonArray([.. (await shop.Timeline(order)).Select(i => i.DeepClone())]) };
        await system[Process].Signal("TERM");
        (await system[Process].Ends(Eventually.Patience)).ShouldBe(0);
        await Pack(system.DataDirectory(Process));
        Directory.CreateDirectory(Path.GetDirectoryName(Replies)!);
        await File.WriteAllTextAsync(Replies, MessageCorpus.Text(said));
    }

    static async Task Pack(string data)
    {
        await using var zip = await ZipFile.OpenAsync(Rows, ZipArchiveMode.Create);
        foreach (var file in Directory.GetFiles(data, "*.db"))
        {
            await using (var db = new SqliteConnection($"Data Source={file};Pooling=False"))
            {
                await db.OpenAsync();
                await using var command = db.CreateCommand();
                command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE); VACUUM;";
                await command.ExecuteNonQueryAsync();
            }

            await zip.CreateEntryFromFileAsync(file, Path.GetFileName(file));
        }
    }
}
