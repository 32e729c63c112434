using Npgsql;
using Shouldly;
using Xunit;

namespace StatusTracking.Testing.Tests;

[Trait("Category", "Server")]
public sealed class When_a_test_needs_a_database(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task It_has_one_of_its_own_for_each_service()
    {
        await Execute(await databases.Database("orders"), "CREATE TABLE things (id int)");
        await Execute(await databases.Database("orders"), "INSERT INTO things VALUES (1)");

        var failure = await Should.ThrowAsync<PostgresException>(async () => await Execute(await databases.Database("payments"), "INSERT INTO things VALUES (1)"));

        failure.SqlState.ShouldBe(PostgresErrorCodes.UndefinedTable);
    }

    [Fact]
    public async Task The_template_names_it_by_the_service()
    {
        var connectionString = await databases.Database("inventory");

        databases.Template.Replace("{service}", "inventory").ShouldBe(connectionString);
    }

    [Fact]
    public async Task It_is_gone_with_the_test_although_a_connection_was_left_open()
    {
        string connectionString;
        NpgsqlConnection left;
        await using (var other = await PostgreSqlDatabases.Create())
        {
            connectionString = await other.Database("left");
            left = new NpgsqlConnection(connectionString);
            await left.OpenAsync(TestContext.Current.CancellationToken);
        }

        await using (left)
        {
            var failure = await Should.ThrowAsync<PostgresException>(() => Execute(connectionString + ";Pooling=false", "SELECT 1"));
            failure.SqlState.ShouldBe(PostgresErrorCodes.InvalidCatalogName);
        }
    }

    static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
