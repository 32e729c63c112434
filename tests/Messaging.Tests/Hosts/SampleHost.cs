using System.Collections.Concurrent;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusTracking.Testing;

namespace StatusTracking.Messaging.Tests;

/// <summary>
/// One process of a small service over a transport and a database of its own: where the specifications of this library run. As a class
/// fixture it is shared by the tests of a class, each of which works on things of its own. It starts when the first test asks for it.
/// </summary>
public abstract class SampleHost : IAsyncDisposable
{
    readonly SemaphoreSlim _starting = new(1, 1);
    IHost? _host;
    Dictionary<string, string?>? _settings;

    /// <summary>Whether it is not another process of somebody else's installation.</summary>
    private protected abstract bool IsFirst { get; }

    /// <summary>Settings on top of the host's own.</summary>
    internal Dictionary<string, string?> MoreSettings { get; init; } = [];

    /// <summary>Endpoints on top of the host's own.</summary>
    internal Action<BusTopology>? MoreTopology { get; init; }

    /// <summary>The process's clock. On Sqlite it is the database's, too.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    internal IServiceProvider Services => _host?.Services ?? throw new InvalidOperationException("The host was not started.");

    internal IBusControl Bus => Services.GetRequiredService<IBusControl>();

    /// <summary>Whether nothing runs in it: a database and what works on it, without a bus.</summary>
    private protected virtual bool IsIdle => false;

    /// <summary>How often each message was tried, by all processes of the installation.</summary>
    internal Tries Tries { get; init; } = new();

    /// <summary>Where a test can hold a handler.</summary>
    internal Gates Gates { get; init; } = new();

    /// <summary>Commits that a test wants refused.</summary>
    internal RefusedCommits RefusedCommits { get; } = new();

    /// <summary>What was said to the database.</summary>
    internal StatementLog Statements { get; } = new();

    /// <summary>Which messages have arrived at any process of the installation, whatever became of them.</summary>
    internal Arrivals Arrivals { get; init; } = new();

    /// <summary>The faults that were published.</summary>
    internal ConcurrentQueue<FaultHeard> Faults { get; init; } = new();

    /// <summary>Everything from warnings up.</summary>
    internal LogOfTest Log { get; } = new();

    private protected abstract ValueTask<Dictionary<string, string?>> Settings();

    private protected abstract ValueTask Discard();

    /// <summary>Another process on the same database and, where there is one, the same broker.</summary>
    private protected abstract SampleHost Share(Dictionary<string, string?> moreSettings);

    /// <summary>Lets time pass for everything that lies in the database: its rows are moved into the past, since its clock cannot be moved.</summary>
    internal async Task Age(TimeSpan by)
    {
        await using var db = await Open();
        await Age<OutboxMessage>(db, by, nameof(OutboxMessage.NextAttemptAt), nameof(OutboxMessage.ExpiresAt));
        await Age<InboxMessage>(db, by, nameof(InboxMessage.ReceivedAt));
        await Age<IdempotencyKey>(db, by, nameof(IdempotencyKey.CreatedAt), nameof(IdempotencyKey.LockedUntil));
        await Age<StatusHistory>(db, by, nameof(StatusHistory.RecordedAt));
    }

    async Task Age<T>(SampleDb db, TimeSpan by, params string[] columns)
    {
        var table = DatabaseDialect.Quote(db, db.Model.FindEntityType(typeof(T))!);
        // In one statement, or the delivery could see a message that is due and not yet too old.
        var sql = $"UPDATE {table} SET {string.Join(", ", columns.Select(column => Earlier(column, by)))}";
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>The assignment that moves a column of the provider's kind of time into the past.</summary>
    private protected abstract string Earlier(string column, TimeSpan by);

    private protected virtual string Quoted(string column) => $"\"{column}\"";

    /// <summary>Starts it, once. Skips the test where its servers cannot be had.</summary>
    public async ValueTask InitializeAsync()
    {
        await _starting.WaitAsync();
        try
        {
            _host ??= await Start();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Starts another process on the same database and broker. It must end before this one.</summary>
    internal Task<SampleHost> Another(params (string Key, string Value)[] settings) => Another(TimeProvider.System, settings);

    /// <summary>The same, on a machine whose clock is another.</summary>
    internal async Task<SampleHost> Another(TimeProvider clock, params (string Key, string Value)[] settings)
    {
        var more = new Dictionary<string, string?>(MoreSettings);
        foreach (var (key, value) in settings)
            more[key] = value;
        var other = Share(more);
        other.Clock = clock;
        await other.InitializeAsync();
        return other;
    }

    /// <summary>Ends the process, as a deployment does; its database and broker stay.</summary>
    internal async Task Stop()
    {
        if (_host is null)
            return;
        await _host.StopAsync();
        _host.Dispose();
        _host = null;
    }

    /// <summary>Starts another process in the place of the one that was stopped.</summary>
    internal async Task Restart() => _host = await Start();

    /// <summary>Starts another process, and stops it before its bus can be ready.</summary>
    internal async Task StartAndStopAtOnce()
    {
        using var host = Build(_settings!);
        await host.StartAsync();
        await host.StopAsync();
    }

    async Task<Dictionary<string, string?>> AllSettings()
    {
        var settings = await Settings();
        settings["Database:Migrate"] = "false";
        settings["Messaging:PollInterval"] = "00:00:00.050";
        settings["Messaging:Lease"] = "00:00:05";
        foreach (var (key, value) in MoreSettings)
            settings[key] = value;
        return settings;
    }

    IHost Build(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddConsole().AddProvider(Log).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(Clock);
        builder.Services.AddSingleton(Tries);
        builder.Services.AddSingleton(Gates);
        builder.AddServiceDb<SampleDb, SqliteSampleDb, PostgreSqlSampleDb, SqlServerSampleDb>("Sample");
        Watch<SqliteSampleDb>(builder.Services);
        Watch<PostgreSqlSampleDb>(builder.Services);
        Watch<SqlServerSampleDb>(builder.Services);

        var topology = new BusTopology();
        topology.For<SampleDb>("sample")
            .Publishes<Contracts.PackageStatusChanged>()
            .Publishes<Contracts.PackageSignal>()
            .Listens<FirstConsumer>("listen", "package.*.*")
            .Listens<SecondConsumer>("listen", "package.*.*")
            .Handles<TakeNoteConsumer>("take-note")
            .Saga<JourneyStateMachine, Journey>("journey", "package.*.*")
            .Saga<ErrandStateMachine, Errand>("errand");
        MoreTopology?.Invoke(topology);
        builder.Services.AddStatusBus(builder.Configuration, topology);
        return builder.Build();
    }

    async Task<IHost> Start()
    {
        _settings ??= await AllSettings();
        var host = Build(_settings);
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<SampleDb>>().CreateDbContextAsync())
            await db.Database.EnsureCreatedAsync();
        if (IsIdle)
            return host;
        var bus = host.Services.GetRequiredService<IBusControl>();
        bus.ConnectReceiveObserver(Arrivals);
        // Another process of the installation hears them already, unless the transport is its own.
        if (IsFirst || _settings.GetValueOrDefault("Transport") is null)
            bus.ConnectReceiveEndpoint($"faults-{Guid.NewGuid():N}", HearFaults);
        await host.StartAsync();
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, Eventually.Patience);
        return host;
    }

    void HearFaults(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.Handler<Fault<Note>>(c => Hear(c, c.Message.Message.About));
        endpoint.Handler<Fault<AdvanceErrand>>(c => Hear(c, c.Message.Message.ErrandId));
        endpoint.Handler<Fault<CalmErrand>>(c => Hear(c, c.Message.Message.ErrandId));
        endpoint.Handler<ReceiveFault>(c => Hear(c, null));

        Task Hear<T>(ConsumeContext<T> context, Guid? about) where T : class, Fault
        {
            Faults.Enqueue(new(typeof(T), about, context.Message.FaultedMessageId, context.Message.Exceptions?.FirstOrDefault()?.Message));
            return Task.CompletedTask;
        }
    }

    void Watch<TDb>(IServiceCollection services) where TDb : DbContext =>
        services.ConfigureDbContext<TDb>(o => o.AddInterceptors(RefusedCommits, Statements));

    internal Task<SampleDb> Open() => Services.GetRequiredService<IDbContextFactory<SampleDb>>().CreateDbContextAsync();

    internal async Task<T> Read<T>(Func<SampleDb, Task<T>> read)
    {
        await using var db = await Open();
        return await read(db);
    }

    /// <summary>Saves in a context of its own, as a feature does.</summary>
    internal async Task Save(Func<SampleDb, Outbox<SampleDb>, Task> change)
    {
        await using var db = await Open();
        await change(db, new Outbox<SampleDb>(db));
        await db.SaveChangesAsync();
    }

    /// <summary>Sends a command as another service would; a repeated id is the same message again.</summary>
    internal async Task<Guid> Send<T>(string queue, T command, Guid? messageId = null) where T : class
    {
        var id = messageId ?? Guid.NewGuid();
        var endpoint = await Bus.GetSendEndpoint(new Uri($"exchange:{queue}"));
        await endpoint.Send(command, c => c.MessageId = id);
        return id;
    }

    /// <summary>Makes and commits rows as a feature would, whatever is to become of them.</summary>
    internal Task Save(Func<SampleDb, DateTimeOffset, IEnumerable<OutboxMessage>> make) => Save(async (db, _) =>
    {
        foreach (var row in make(db, await db.GetUtcNow(CancellationToken.None)))
            db.Add(row);
    });

    /// <summary>A row of the outbox.</summary>
    internal Task<OutboxMessage?> Row(Guid id) => Read(db => db.Set<OutboxMessage>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id));

    /// <summary>Publishes what another service would.</summary>
    internal async Task<Guid> Publish(Contracts.PackageStatusChanged message, Guid? messageId = null)
    {
        var id = messageId ?? Guid.NewGuid();
        await Bus.Publish(message, c => c.MessageId = id);
        return id;
    }

    internal Task<List<Heard>> Heard(Guid about, string? by = null) =>
        Read(db => db.Heard.AsNoTracking().Where(h => h.About == about && (by == null || h.By == by)).OrderBy(h => h.Id).ToListAsync());

    internal Task<Errand?> Errand(Guid id) => Read(db => db.Errands.AsNoTracking().SingleOrDefaultAsync(e => e.CorrelationId == id));

    internal Task<bool> IsHandled(Guid messageId) => Read(db => db.Set<InboxMessage>().AnyAsync(m => m.MessageId == messageId));

    /// <summary>A queue of a test's own that takes one message after the other and keeps what it saw of them.</summary>
    internal async Task<Witness> Witness()
    {
        var witness = new Witness($"witness-{Guid.NewGuid():N}");
        var handle = Bus.ConnectReceiveEndpoint(witness.Queue, e =>
        {
            e.ConfigureConsumeTopology = false;
            e.ConcurrentMessageLimit = 1;
            e.Handler<Note>(witness.See);
        });
        await handle.Ready;
        return witness;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Stop();
        await Discard();
        _starting.Dispose();
    }
}
