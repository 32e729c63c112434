using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>A small service over a transport and a database: where the specifications of this library run.</summary>
abstract class SampleHost : IAsyncLifetime
{
    IHost? _host;
    Dictionary<string, string?>? _settings;

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));

    public IServiceProvider Services => _host!.Services;

    public IBusControl Bus => Services.GetRequiredService<IBusControl>();

    public Tries Tries => Services.GetRequiredService<Tries>();

    /// <summary>Settings on top of the host's own.</summary>
    public Dictionary<string, string?> MoreSettings { get; init; } = [];

    protected abstract ValueTask<Dictionary<string, string?>> Settings();

    protected abstract ValueTask Discard();

    public virtual async ValueTask InitializeAsync()
    {
        var settings = await Settings();
        settings["Database:Migrate"] = "false";
        settings["Messaging:PollInterval"] = "00:00:00.050";
        settings["Messaging:Lease"] = "00:00:05";
        foreach (var (key, value) in MoreSettings)
            settings[key] = value;
        _settings = settings;
        _host = await Start(Build(settings));
    }

    /// <summary>Ends the process, as a deployment does.</summary>
    public async Task Stop()
    {
        await _host!.StopAsync();
        _host.Dispose();
        _host = null;
    }

    /// <summary>Starts another process on the same broker and database.</summary>
    public async Task Restart() => _host = await Start(Build(_settings!));

    /// <summary>Starts another process, and stops it before its bus can be ready.</summary>
    public async Task StartAndStopAtOnce()
    {
        using var host = Build(_settings!);
        await host.StartAsync();
        await host.StopAsync();
    }

    IHost Build(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<Tries>();
        builder.AddServiceDb<SampleDb, SqliteSampleDb, PostgreSqlSampleDb, SqlServerSampleDb>("Sample");

        var topology = new BusTopology();
        topology.For<SampleDb>("sample")
            .Publishes<PackageStatusChanged>()
            .Publishes<PackageSignal>()
            .Listens<FirstConsumer>("listen", "package.*.*")
            .Listens<SecondConsumer>("listen", "package.*.*")
            .Handles<TakeNoteConsumer>("take-note")
            .Saga<JourneyStateMachine, Journey>("journey", "package.*.*");
        builder.Services.AddStatusBus(builder.Configuration, topology);

        return builder.Build();
    }

    static async Task<IHost> Start(IHost host)
    {
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<SampleDb>>().CreateDbContextAsync())
            await db.Database.EnsureCreatedAsync();
        await host.StartAsync();
        await host.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, Eventually.Patience);
        return host;
    }

    public Task<SampleDb> Open() => Services.GetRequiredService<IDbContextFactory<SampleDb>>().CreateDbContextAsync();

    public async Task<T> Read<T>(Func<SampleDb, Task<T>> read)
    {
        await using var db = await Open();
        return await read(db);
    }

    /// <summary>Saves in a context of its own, as a feature does.</summary>
    public async Task Save(Func<SampleDb, Outbox<SampleDb>, Task> change)
    {
        await using var db = await Open();
        await change(db, new Outbox<SampleDb>(db));
        await db.SaveChangesAsync();
    }

    public Task<List<Heard>> Heard(Guid about, string? by = null) =>
        Read(db => db.Heard.AsNoTracking().Where(h => h.About == about && (by == null || h.By == by)).OrderBy(h => h.Id).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        await Discard();
        GC.SuppressFinalize(this);
    }
}

/// <summary>All in one process: memory and a file.</summary>
sealed class EmbeddedHost : SampleHost
{
    readonly TempDirectory _directory = new();

    protected override ValueTask<Dictionary<string, string?>> Settings() => new(new Dictionary<string, string?> { ["DataDirectory"] = _directory.Path });

    protected override ValueTask Discard()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>RabbitMQ and PostgreSQL.</summary>
/// <param name="sharing">A host whose broker and database this one uses too: a second process of the same service.</param>
sealed class ServerHost(ServerHost? sharing = null) : SampleHost
{
    PostgreSqlDatabases? _databases;
    RabbitMqVirtualHost? _broker;

    public RabbitMqVirtualHost Broker => _broker!;

    protected override async ValueTask<Dictionary<string, string?>> Settings()
    {
        _databases = sharing?._databases ?? await PostgreSqlDatabases.Create();
        _broker = sharing?._broker ?? await RabbitMqVirtualHost.Create();
        return new Dictionary<string, string?>
        {
            ["Transport"] = "RabbitMq",
            ["RabbitMq:Url"] = _broker.Url.ToString(),
            ["Database:Provider"] = "PostgreSql",
            ["Database:ConnectionString"] = await _databases.Database("sample"),
        };
    }

    protected override async ValueTask Discard()
    {
        if (sharing is not null)
            return;
        if (_broker is not null)
            await _broker.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
    }
}
