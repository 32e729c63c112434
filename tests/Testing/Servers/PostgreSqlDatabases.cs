using Npgsql;
using Xunit;

namespace StatusTracking.Testing;

/// <summary>
/// Databases of a test class's own on the run's PostgreSQL, dropped with it. Use it as a class fixture, or with
/// <c>await using</c>.
/// </summary>
public sealed class PostgreSqlDatabases : IAsyncLifetime
{
    readonly string _prefix = $"test_{Guid.NewGuid():N}";
    readonly Dictionary<string, string> _made = [];
    string? _server;
    string? _whyNot;

    /// <summary>
    /// A connection string with the placeholder <c>{service}</c>, as <c>Database:ConnectionString</c> takes it. Skips
    /// the test where no server can be had.
    /// </summary>
    public string Template => With($"{_prefix}_{{service}}");

    /// <summary>Makes one, for tests that hold it in a variable.</summary>
    public static async Task<PostgreSqlDatabases> Create()
    {
        var databases = new PostgreSqlDatabases();
        await databases.InitializeAsync();
        return databases;
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => (_server, _whyNot) = await PostgreSqlServer.Shared.Get();

    /// <summary>Makes an empty database, once, and returns its connection string. Skips the test where no server can be had.</summary>
    /// <param name="service">A name of your choice; for a service's database, the service's in lower case.</param>
    public async Task<string> Database(string service)
    {
        var name = $"{_prefix}_{service}";
        if (_made.TryGetValue(name, out var connectionString)) return connectionString;
        await Execute($"CREATE DATABASE \"{name}\"");
        return _made[name] = With(name);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var (name, connectionString) in _made)
        {
            await using (var connection = new NpgsqlConnection(connectionString)) NpgsqlConnection.ClearPool(connection);
            await Execute($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
        }
    }

    string With(string database) => new NpgsqlConnectionStringBuilder(Available()) { Database = database }.ConnectionString;

    /// <summary>Skips where no server can be had; a fixture that nobody initialised is a mistake, and no reason to skip.</summary>
    string Available()
    {
        Assert.SkipWhen(_whyNot is not null, _whyNot ?? "");
        return _server ?? throw new InvalidOperationException("Not initialised: use it as a fixture, or Create()");
    }

    async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Available()) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
