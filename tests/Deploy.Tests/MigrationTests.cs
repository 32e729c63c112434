using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Shouldly;
using Xunit;

namespace StatusTracking.Deploy.Tests;

public class When_databases_are_migrated
{
    static readonly string[] Providers = ["Sqlite", "PostgreSql", "SqlServer"];

    public static TheoryData<string> WithDatabase => [.. Services.WithDatabase];

    public static MatrixTheoryData<string, string> EveryDatabase => new(Services.WithDatabase, Providers);

    [Theory]
    [MemberData(nameof(EveryDatabase))]
    public void Each_service_has_migrations_for_each_provider_that_match_its_model(string service, string provider)
    {
        using var database = Services.Database(service, provider);

        database.Database.GetMigrations().ShouldNotBeEmpty();
        database.Database.HasPendingModelChanges().ShouldBeFalse($"deploy/migrations.sh add {service} NAME");
    }

    [Theory]
    [MemberData(nameof(WithDatabase))]
    public void The_script_for_SQL_Server_is_valid_TSQL(string service)
    {
        using var database = Services.Database(service, "SqlServer");
        var script = database.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        using var reader = new StringReader(script);
        var parsed = new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);

        errors.Select(error => $"line {error.Line}: {error.Message}").ShouldBeEmpty();
        ((TSqlScript)parsed).Batches.Count.ShouldBeGreaterThan(1);
        script.ShouldContain("CREATE TABLE");
    }

    [Theory]
    [MemberData(nameof(EveryDatabase))]
    public void Each_service_keeps_its_own_list_of_applied_migrations(string service, string provider)
    {
        using var database = Services.Database(service, provider);

        var history = database.GetService<IHistoryRepository>().GetCreateIfNotExistsScript();

        // A shared database may hold several services, each in a schema, or on SQLite with a table, of its own.
        history.ShouldContain(service, Case.Insensitive);
    }
}
