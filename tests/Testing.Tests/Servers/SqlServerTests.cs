using Microsoft.Data.SqlClient;
using Shouldly;
using Xunit;

namespace StatusTracking.Testing.Tests;

[Trait("Category", "Server")]
public sealed class When_a_test_needs_SQL_Server(SqlServerDatabase database) : IClassFixture<SqlServerDatabase>
{
    [Fact]
    public async Task It_has_a_database_of_its_own_or_says_that_no_server_is_named()
    {
        await using var connection = new SqlConnection(database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);

        connection.Database.ShouldStartWith("test_");
    }
}
