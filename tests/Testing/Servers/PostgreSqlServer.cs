using Testcontainers.PostgreSql;

namespace StatusTracking.Testing;

/// <summary>
/// The PostgreSQL of this test run. <c>STATUSTRACKING_TEST_POSTGRESQL</c> (a connection string of a user that may make
/// databases, without Database) names one that is already there.
/// </summary>
public static class PostgreSqlServer
{
    const string Image = "postgres:17.6";

    internal static SharedServer<string> Shared { get; } = new("postgresql", Given, Start, StartInDocker);

    static string? Given() =>
        Environment.GetEnvironmentVariable("STATUSTRACKING_TEST_POSTGRESQL") is { Length: > 0 } given ? given : null;

    static async Task<string> Start() => (await PrivateServers.Start("postgresql"))["POSTGRESQL"];

    static async Task<string> StartInDocker()
    {
        var container = new PostgreSqlBuilder(Image).WithCommand("-c", "max_connections=400").Build();
        await container.StartAsync();
        return container.GetConnectionString();
    }
}
