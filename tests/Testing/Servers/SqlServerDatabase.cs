using Microsoft.Data.SqlClient;
using Xunit;

namespace StatusTracking.Testing;

/// <summary>
/// A database of a test class's own on the SQL Server that <c>STATUSTRACKING_TEST_SQLSERVER</c> names (a connection
/// string of a user that may make databases). It has no package that a test run could install, so it is never started.
/// </summary>
public sealed class SqlServerDatabase : IAsyncLifetime
{
    /// <summary>What a test says that cannot run without it.</summary>
    public const string Absent = "STATUSTRACKING_TEST_SQLSERVER names no SQL Server";

    static readonly string? Server = Environment.GetEnvironmentVariable("STATUSTRACKING_TEST_SQLSERVER");

    readonly string _name = $"test_{Guid.NewGuid():N}";

    /// <summary>The database's connection string. Skips the test where no server is given.</summary>
    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(string.IsNullOrEmpty(Server), Absent);
            return new SqlConnectionStringBuilder(Server) { InitialCatalog = _name }.ConnectionString;
        }
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => await Execute($"CREATE DATABASE [{_name}]");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Execute($"ALTER DATABASE [{_name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE");
        await Execute($"DROP DATABASE [{_name}]");
    }

    static async Task Execute(string sql)
    {
        if (string.IsNullOrEmpty(Server)) return;
        await using var connection = new SqlConnection(Server);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
