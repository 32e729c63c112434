using StatusTracking.Testing;

namespace StatusTracking.Messaging.Tests;

/// <summary>All in one process: memory and a file.</summary>
public class EmbeddedHost : SampleHost
{
    readonly EmbeddedHost? _shared;
    readonly TempDirectory _directory;

    public EmbeddedHost() => _directory = new();

    EmbeddedHost(EmbeddedHost shared) => (_shared, _directory) = (shared, shared._directory);

    private protected override string Earlier(string column, TimeSpan by) => $"{Quoted(column)} = {Quoted(column)} - {by.Ticks}";

    private protected override bool IsFirst => _shared is null;

    private protected override ValueTask<Dictionary<string, string?>> Settings() => new(new Dictionary<string, string?> { ["DataDirectory"] = _directory.Path });

    private protected override SampleHost Share(Dictionary<string, string?> moreSettings) => new EmbeddedHost(this) { MoreSettings = moreSettings, MoreTopology = MoreTopology, Tries = Tries, Gates = Gates, Arrivals = Arrivals, Faults = Faults };

    private protected override ValueTask Discard()
    {
        if (_shared is not null)
            return ValueTask.CompletedTask;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>The same, where each message of a saga has a transaction of its own.</summary>
public sealed class EmbeddedHostWithoutGroups : EmbeddedHost
{
    public EmbeddedHostWithoutGroups() => MoreSettings["Messaging:GroupSize"] = "1";
}

/// <summary>The same, where the messages of consumers share transactions as well.</summary>
public sealed class EmbeddedHostAllInGroups : EmbeddedHost
{
    public EmbeddedHostAllInGroups() => MoreTopology = InGroups.Consumers;
}

/// <summary>A broker and a database server.</summary>
public abstract class BrokerHost : SampleHost
{
    /// <summary>The broker's part that is this installation's own.</summary>
    internal abstract RabbitMqVirtualHost Broker { get; }
}

/// <summary>RabbitMQ and PostgreSQL.</summary>
public class ServerHost : BrokerHost
{
    readonly ServerHost? _shared;
    PostgreSqlDatabases? _databases;
    RabbitMqVirtualHost? _broker;

    public ServerHost() { }

    ServerHost(ServerHost shared) => _shared = shared;

    internal override RabbitMqVirtualHost Broker => _broker!;

    private protected override string Earlier(string column, TimeSpan by) => $"{Quoted(column)} = {Quoted(column)} - interval '{(long)by.TotalMilliseconds} milliseconds'";

    private protected override bool IsFirst => _shared is null;

    private protected override async ValueTask<Dictionary<string, string?>> Settings()
    {
        _databases = _shared?._databases ?? await PostgreSqlDatabases.Create();
        _broker = _shared?._broker ?? await RabbitMqVirtualHost.Create();
        return new Dictionary<string, string?>
        {
            ["Transport"] = "RabbitMq",
            ["RabbitMq:Url"] = _broker.Url.ToString(),
            ["Database:Provider"] = "PostgreSql",
            ["Database:ConnectionString"] = await _databases.Database("sample"),
        };
    }

    private protected override SampleHost Share(Dictionary<string, string?> moreSettings) => new ServerHost(this) { MoreSettings = moreSettings, MoreTopology = MoreTopology, Tries = Tries, Gates = Gates, Arrivals = Arrivals, Faults = Faults };

    private protected override async ValueTask Discard()
    {
        if (_shared is not null)
            return;
        if (_broker is not null)
            await _broker.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
    }
}

/// <summary>The same, where each message of a saga has a transaction of its own.</summary>
public sealed class ServerHostWithoutGroups : ServerHost
{
    public ServerHostWithoutGroups() => MoreSettings["Messaging:GroupSize"] = "1";
}

/// <summary>The same, where the messages of consumers share transactions as well.</summary>
public sealed class ServerHostAllInGroups : ServerHost
{
    public ServerHostAllInGroups() => MoreTopology = InGroups.Consumers;
}

/// <summary>RabbitMQ and the SQL Server that <c>STATUSTRACKING_TEST_SQLSERVER</c> names.</summary>
public class SqlServerHost : BrokerHost
{
    readonly SqlServerHost? _shared;
    SqlServerDatabase? _database;
    RabbitMqVirtualHost? _broker;

    public SqlServerHost() { }

    SqlServerHost(SqlServerHost shared) => _shared = shared;

    internal override RabbitMqVirtualHost Broker => _broker!;

    private protected override string Earlier(string column, TimeSpan by) =>
        $"{Quoted(column)} = DATEADD(millisecond, -{(long)by.TotalMilliseconds % 86_400_000}, DATEADD(day, -{(long)by.TotalDays}, {Quoted(column)}))";

    private protected override string Quoted(string column) => $"[{column}]";

    private protected override bool IsFirst => _shared is null;

    private protected override async ValueTask<Dictionary<string, string?>> Settings()
    {
        _database = _shared?._database ?? new SqlServerDatabase();
        var connectionString = _database.ConnectionString;
        if (_shared is null)
            await _database.InitializeAsync();
        _broker = _shared?._broker ?? await RabbitMqVirtualHost.Create();
        return new Dictionary<string, string?>
        {
            ["Transport"] = "RabbitMq",
            ["RabbitMq:Url"] = _broker.Url.ToString(),
            ["Database:Provider"] = "SqlServer",
            ["Database:ConnectionString"] = connectionString,
        };
    }

    private protected override SampleHost Share(Dictionary<string, string?> moreSettings) => new SqlServerHost(this) { MoreSettings = moreSettings, MoreTopology = MoreTopology, Tries = Tries, Gates = Gates, Arrivals = Arrivals, Faults = Faults };

    private protected override async ValueTask Discard()
    {
        if (_shared is not null)
            return;
        if (_broker is not null)
            await _broker.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}

/// <summary>A Sqlite database that nobody works on but the test.</summary>
public sealed class IdleSqlite : EmbeddedHost
{
    private protected override bool IsIdle => true;
}

/// <summary>A PostgreSQL database that nobody works on but the test.</summary>
public sealed class IdlePostgreSql : ServerHost
{
    private protected override bool IsIdle => true;
}

/// <summary>A SQL Server database that nobody works on but the test.</summary>
public sealed class IdleSqlServer : SqlServerHost
{
    private protected override bool IsIdle => true;
}

static class InGroups
{
    public static void Consumers(BusTopology topology) => topology.For<SampleDb>("sample").GroupCommits("listen").GroupCommits("take-note");
}
