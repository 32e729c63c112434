using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Testing;
using StatusTracking.Tracking;
using StatusTracking.Tracking.Data;

namespace StatusTracking.Benchmarks.Outbox;

/// <summary>A backlog of a million messages, as a long outage of the broker leaves it; and what a message costs that cannot be sent.</summary>
sealed class OutboxBenchmark : Benchmark
{
    const int Backlog = 1_000_000;

    static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    // Signals as Tracking publishes them.
    const string Fill = """
        INSERT INTO tracking.outbox ("Id", "MessageId", "Position", "PartitionKey", "Destination", "MessageTypes", "ContentType", "Body", "RoutingKey", "Headers", "NextAttemptAt", "Attempts")
        SELECT md5('row' || n)::uuid, md5('message' || n)::uuid, n, md5('package' || n % 100000)::uuid, @destination, @types, 'application/json', @body, 'package.silent.none', '{}', now() - interval '1 minute', 0
        FROM generate_series(1, @count) AS n;
        ANALYZE tracking.outbox;
        """;

    public override string Name => "outbox";

    public override string What => $"a backlog of {Backlog:N0} outgoing messages: messages/s, p99 of a claim; CPU at rest with a message at its head that cannot be sent";

    public override async Task<IReadOnlyDictionary<string, double>> Run(Servers servers)
    {
        await using var broker = await RabbitMqVirtualHost.Create();
        await using var databases = await PostgreSqlDatabases.Create();
        var connectionString = await databases.Database("tracking");
        using var host = Build(broker.Url, connectionString);
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<TrackingDb>>().CreateDbContextAsync())
            await db.Database.MigrateAsync();
        await KeepLast(broker.Url);
        Console.WriteLine($"{Backlog:N0} rows are made");
        await Execute(connectionString, Fill, Backlog, Wire.Exchange(typeof(PackageSignal)));

        using var claims = new Claims();
        var (from, begun) = (servers.Cpu(), Stopwatch.GetTimestamp());
        await host.StartAsync();
        await Eventually.True(async () => await Count(connectionString) == 0, TimeSpan.FromHours(1));
        var elapsed = Stopwatch.GetElapsedTime(begun);
        var cpu = CpuTime.PerEvent(from, servers.Cpu(), Backlog);
        double[] claimed = [.. claims.Milliseconds];

        await Execute(connectionString, Fill, 1, "Nobody:Declared");
        await Eventually.True(async () => await Tried(connectionString));
        // What a million deleted rows leave to clean up is not what is asked for.
        await Ask<object?>(connectionString, "VACUUM tracking.outbox");
        from = servers.Cpu();
        // Nobody asks anything meanwhile: this is how long it is measured.
        await Task.Delay(Idle);
        var to = servers.Cpu();
        var idle = (to.App - from.App + to.Database - from.Database) / Idle.TotalMilliseconds;
        if (await Count(connectionString) == 0)
            throw new InvalidOperationException("The message that cannot be sent is gone");
        await host.StopAsync();

        Print(["outbox", ""],
        [
            ["messages/s", $"{Backlog / elapsed.TotalSeconds:0}"],
            ["CPU-ms a message, app + database", $"{cpu.App + cpu.Database:0.00}"],
            ["claims", $"{claimed.Length}"],
            ["claim p50 ms", $"{Percentile(claimed, 0.5):0.0}"],
            ["claim p99 ms", $"{Percentile(claimed, 0.99):0.0}"],
            ["CPU at rest, app + database, with one that cannot be sent", $"{idle:0.0%} of a core"],
        ]);
        return Print(new Dictionary<string, double>
        {
            ["messages_per_second"] = Backlog / elapsed.TotalSeconds,
            ["claim_p99_ms"] = Percentile(claimed, 0.99),
            ["idle_cpu_percent"] = 100 * idle,
        });
    }

    static IHost Build(Uri broker, string connectionString)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Transport"] = "RabbitMq",
            ["RabbitMq:Url"] = $"{broker}",
            ["Database:Provider"] = "PostgreSql",
            ["Database:ConnectionString"] = connectionString,
        });
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Error);
        builder.AddServiceDb<TrackingDb, SqliteTrackingDb, PostgreSqlTrackingDb, SqlServerTrackingDb>(TrackingService.Name);
        var topology = new BusTopology();
        topology.For<TrackingDb>("tracking").Publishes<PackageSignal>();
        builder.Services.AddStatusBus(builder.Configuration, topology);
        return builder.Build();
    }

    /// <summary>Somebody who listens and keeps little: a million messages in a queue would measure the broker's disk.</summary>
    static async Task KeepLast(Uri broker)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(BusTopology.StatusChanges, RabbitMQ.Client.ExchangeType.Topic, durable: true,
            arguments: new Dictionary<string, object?> { ["alternate-exchange"] = BusTopology.Unrouted });
        await channel.QueueDeclareAsync("listener", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-max-length"] = 1000 });
        await channel.QueueBindAsync("listener", BusTopology.StatusChanges, "package.#");
    }

    static async Task Execute(string connectionString, string sql, int count, string destination)
    {
        var signal = new PackageSignal
        {
            SubjectId = Guid.CreateVersion7(),
            OrderId = Guid.CreateVersion7(),
            Kind = PackageSignalKind.Silent.ToWord(),
            OccurredAt = TimeProvider.System.GetUtcNow(),
            RecordedAt = TimeProvider.System.GetUtcNow(),
        };
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 600;
        command.Parameters.AddWithValue("count", count);
        command.Parameters.AddWithValue("destination", destination);
        command.Parameters.AddWithValue("types", string.Join(';', Wire.Urns(typeof(PackageSignal))));
        command.Parameters.AddWithValue("body", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(signal, Wire.Json));
        await command.ExecuteNonQueryAsync();
    }

    static Task<long> Count(string connectionString) => Ask<long>(connectionString, "SELECT count(*) FROM (SELECT 1 FROM tracking.outbox LIMIT 1) AS any_row");

    static Task<bool> Tried(string connectionString) => Ask<bool>(connectionString, "SELECT bool_and(\"Attempts\" > 0) FROM tracking.outbox");

    static async Task<T> Ask<T>(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 600;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>How long each claim took, as EF tells whoever listens.</summary>
    sealed class Claims : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        readonly List<IDisposable> _subscriptions = [];

        public Claims() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

        public ConcurrentQueue<double> Milliseconds { get; } = new();

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
                _subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuted.Name && value.Value is CommandExecutedEventData executed && executed.Command.CommandText.Contains("SKIP LOCKED", StringComparison.Ordinal))
                Milliseconds.Enqueue(executed.Duration.TotalMilliseconds);
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void Dispose() => _subscriptions.ForEach(s => s.Dispose());
    }
}
