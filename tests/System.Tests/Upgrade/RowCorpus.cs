using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Npgsql;
using Shouldly;
using StatusTracking.Testing;

namespace StatusTracking.WholeSystem.Upgrade;

/// <summary>
/// The databases of an installation as the version of its folder left them, <c>Upgrade/1/rows.sqlite.zip</c> and <c>rows.postgresql.zip</c>: a buyer
/// who was told of everything, a package on its way, an order that was never paid. With them what the API said of them then. Written as
/// <see cref="MessageCorpus"/> is.
/// </summary>
abstract class RowCorpus(string provider) : IAsyncDisposable
{
    protected const string Process = "Standalone";

    /// <summary>Orders that the installation has, as their references.</summary>
    public const string Delivered = "GOLDEN-DELIVERED", OnItsWay = "GOLDEN-ON-ITS-WAY", Unpaid = "GOLDEN-UNPAID";

    RunningSystem? _system;

    /// <summary>What the API said of each order then: <c>order</c> and <c>timeline</c>, by its reference.</summary>
    public JsonObject Said => JsonNode.Parse(File.ReadAllText(Replies))!.AsObject();

    public RunningSystem Installation => _system!;

    string Name => provider.ToLowerInvariant();

    string Rows => Path.Combine(MessageCorpus.Folder, $"rows.{Name}.zip");

    string Replies => Path.Combine(MessageCorpus.Folder, "replies", $"orders.{Name}.json");

    /// <summary>Starts this version on the databases of that one.</summary>
    public async Task Open()
    {
        if (!File.Exists(Rows) && MessageCorpus.MayWrite)
            await Write();
        _system = await Start([]);
        await _system.Kill(Process);
        await using var zip = await ZipFile.OpenReadAsync(Rows);
        await Unpack(zip, _system.DataDirectory(Process));
        await _system.Restart(Process);
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
        await Drop();
        GC.SuppressFinalize(this);
    }

    /// <summary>An empty database: the connection string of an installation that has not been started yet.</summary>
    protected abstract Task<string> NewDatabase();

    /// <summary>Puts what an installation keeps into an archive.</summary>
    protected abstract Task Pack(ZipArchive zip, string dataDirectory);

    /// <summary>Puts what an archive has in the place of what an installation keeps.</summary>
    protected abstract Task Unpack(ZipArchive zip, string dataDirectory);

    protected virtual ValueTask Drop() => ValueTask.CompletedTask;

    Task<RunningSystem> Start(Dictionary<string, string> settings) => RunningSystem.Start(new RunningSystemOptions
    {
        Services = [Process],
        Broker = new Uri("amqp://not.used"),
        Database = _ => NewDatabase(),
        // However old the corpus gets, nothing of it is too old.
        Settings = new Dictionary<string, string>(settings)
        {
            ["Transport"] = "InMemory",
            ["Database:Provider"] = provider,
            ["Messaging:KeepHistory"] = "36500.00:00:00",
            ["Notifications:MaxAge"] = "00:00:00",
            ["Logistics:ExpireAfter"] = "00:00:00",
        },
    });

    async Task Write()
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
        await using (var zip = await ZipFile.OpenAsync(Rows, ZipArchiveMode.Create))
            await Pack(zip, system.DataDirectory(Process));
        Directory.CreateDirectory(Path.GetDirectoryName(Replies)!);
        await File.WriteAllTextAsync(Replies, MessageCorpus.Text(said));
    }
}

/// <summary>The files of SQLite.</summary>
sealed class SqliteRows() : RowCorpus("Sqlite")
{
    protected override Task<string> NewDatabase() => Task.FromResult("");

    protected override async Task Pack(ZipArchive zip, string dataDirectory)
    {
        foreach (var file in Directory.GetFiles(dataDirectory, "*.db"))
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

    protected override async Task Unpack(ZipArchive zip, string dataDirectory)
    {
        foreach (var file in Directory.GetFiles(dataDirectory, "*.db*"))
            File.Delete(file);
        await zip.ExtractToDirectoryAsync(dataDirectory);
    }
}

/// <summary>A dump of one PostgreSQL database, with a schema for each service.</summary>
sealed class PostgreSqlRows() : RowCorpus("PostgreSql")
{
    const string Dump = "rows.sql";

    PostgreSqlDatabases? _databases;
    string _database = "";

    protected override async Task<string> NewDatabase()
    {
        _databases ??= await PostgreSqlDatabases.Create();
        return _database = await _databases.Database($"rows{Guid.NewGuid():N}"[..12]);
    }

    protected override async Task Pack(ZipArchive zip, string dataDirectory)
    {
        var server = new NpgsqlConnectionStringBuilder(_database);
        var start = new ProcessStartInfo("pg_dump", ["--inserts", "--no-owner", "--no-privileges", "--no-comments"]) { RedirectStandardOutput = true };
        (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGDATABASE"]) = (server.Host, $"{server.Port}", server.Database);
        (start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (server.Username, server.Password);
        using var dump = System.Diagnostics.Process.Start(start)!;
        await using (var entry = await zip.CreateEntry(Dump).OpenAsync())
            await dump.StandardOutput.BaseStream.CopyToAsync(entry);
        await dump.WaitForExitAsync();
        dump.ExitCode.ShouldBe(0);
    }

    protected override async Task Unpack(ZipArchive zip, string dataDirectory)
    {
        await using var dump = await zip.GetEntry(Dump)!.OpenAsync();
        using var reader = new StreamReader(dump, Encoding.UTF8);
        // psql's own commands begin with a backslash; everything else is SQL.
        var sql = string.Join('\n', (await reader.ReadToEndAsync()).Split('\n').Where(line => !line.StartsWith('\\')));
        var schemas = new[] { "orders", "payments", "inventory", "logistics", "tracking", "notifications", "admin" };
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(string.Concat(schemas.Select(schema => $"DROP SCHEMA IF EXISTS {schema} CASCADE;")) + sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    protected override async ValueTask Drop()
    {
        if (_databases is not null)
            await _databases.DisposeAsync();
    }
}
