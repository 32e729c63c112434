using Npgsql;
using Shouldly;
using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

public sealed class When_a_migration_is_killed
{
    /// <summary>After how many statements: the table of the history, the first tables, some indexes.</summary>
    static readonly int[] After = [1, 4, 9];

    [Fact]
    [Trait("Category", "Server")]
    public async Task The_next_start_on_PostgreSQL_finishes_it()
    {
        await using var broker = await RabbitMqVirtualHost.Create();
        await using var databases = await PostgreSqlDatabases.Create();
        var database = await databases.Database("inventory");
        await using var system = await RunningSystem.Start(new RunningSystemOptions { Services = ["Inventory"], Broker = broker.Url, Database = databases.Database });
        var whole = await Schema();

        foreach (var after in After)
        {
            await system.Kill("Inventory");
            await Execute("DROP SCHEMA inventory CASCADE");
            await Dies(system, "Inventory", after);
            await system.Restart("Inventory");
            (await Schema()).ShouldBe(whole);
        }

        async Task Execute(string sql)
        {
            await using var source = NpgsqlDataSource.Create(database);
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        async Task<List<string>> Schema()
        {
            await using var source = NpgsqlDataSource.Create(database);
            await using var command = source.CreateCommand("""
                SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = 'inventory'
                UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'inventory'
                UNION ALL SELECT "MigrationId" FROM inventory.__migrations ORDER BY 1
                """);
            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync())
                lines.Add(reader.GetString(0));
            return lines;
        }
    }

    [Fact]
    public async Task The_next_start_on_SQLite_finishes_it()
    {
        await using var system = await RunningSystem.Start(new RunningSystemOptions
        {
            Services = ["Standalone"],
            Broker = new Uri("amqp://not.used"),
            Database = _ => Task.FromResult(""),
            Settings = new Dictionary<string, string> { ["Transport"] = "InMemory", ["Database:Provider"] = "Sqlite" },
        });
        var data = system.DataDirectory("Standalone");
        var whole = await Schema();

        foreach (var after in After)
        {
            await system.Kill("Standalone");
            foreach (var file in Directory.GetFiles(data, "*.db*"))
                File.Delete(file);
            await Dies(system, "Standalone", after);
            await system.Restart("Standalone");
            (await Schema()).ShouldBe(whole);
        }

        async Task<List<string>> Schema()
        {
            var tables = ServiceTables.OnSqlite(data);
            var lines = new List<string>();
            foreach (var service in Directory.GetFiles(data, "*.db").Select(f => Path.GetFileNameWithoutExtension(f)!).Order())
                lines.AddRange((await tables.Read(service, "sqlite_master", r => $"{service}: {r.Text(0)}", "sql")).Order());
            return lines;
        }
    }

    static async Task Dies(RunningSystem system, string instance, int after)
    {
        system[instance].Start(new Dictionary<string, string> { [CrashPoint.Setting] = $"{CrashPoint.MigrationRunning}:{after}" });
        (await system[instance].Ends(TimeSpan.FromMinutes(5))).ShouldBe(137, "it was to be killed by itself");
    }
}
