using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>A service and its database server that are started together, in whatever order.</summary>
[Trait("Category", "Server")]
public sealed class When_a_process_starts_before_its_database_server : IAsyncLifetime
{
    PostgreSqlDatabases _databases = null!;
    FaultProxy _way = null!;
    string _connectionString = "";

    public async ValueTask InitializeAsync()
    {
        _databases = await PostgreSqlDatabases.Create();
        var server = new NpgsqlConnectionStringBuilder(await _databases.Database("sample"));
        _way = FaultProxy.To(server.Host!, server.Port);
        (server.Host, server.Port) = (_way.Host, _way.Port);
        _connectionString = server.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _way.DisposeAsync();
        await _databases.DisposeAsync();
    }

    [Fact]
    public async Task It_waits_for_it()
    {
        _way.Refuse();
        var log = new LogOfTest();
        using var host = Build(_connectionString, "00:02:00", log);

        var start = host.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.True(() => log.Lines.Any(line => line.Text.Contains("does not answer yet")));
        start.IsCompleted.ShouldBeFalse();
        _way.Heal();

        await start.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task It_gives_up_after_its_time_and_says_why()
    {
        _way.Refuse();
        using var host = Build(_connectionString, "00:00:05", new LogOfTest());

        var end = await Should.ThrowAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));

        end.ToString().ShouldContain("Connection refused");
    }

    [Fact]
    public async Task It_does_not_wait_for_what_no_time_will_mend()
    {
        var wrong = new NpgsqlConnectionStringBuilder(_connectionString) { Username = "nobody-here" };
        using var host = Build(wrong.ToString(), "00:02:00", new LogOfTest());

        (await Should.ThrowAsync<PostgresException>(() => host.StartAsync(TestContext.Current.CancellationToken))).SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);
    }

    static IHost Build(string connectionString, string timeout, LogOfTest log)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:Provider"] = "PostgreSql",
            ["Database:ConnectionString"] = connectionString,
            ["Database:MigrateTimeout"] = timeout,
        });
        builder.Logging.AddProvider(log);
        builder.AddServiceDb<SampleDb, SqliteSampleDb, PostgreSqlSampleDb, SqlServerSampleDb>("Sample");
        var topology = new BusTopology();
        topology.For<SampleDb>("sample");
        builder.Services.AddStatusBus(builder.Configuration, topology);
        return builder.Build();
    }
}
