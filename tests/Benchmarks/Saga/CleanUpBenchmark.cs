using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RabbitMQ.Client;
using StatusTracking.Testing;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>
/// RELIABILITY G11: whether messages wait while a million old rows are deleted beside them. They are the inbox's: the outbox keeps none, its rows
/// are deleted as soon as they have left.
/// </summary>
sealed class CleanUpBenchmark : Benchmark
{
    const int Repetitions = 3;
    const int OldRows = 1_000_000;
    const int PerSecond = 300;

    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    public override string Name => "clean-up";

    public override string What => $"from publishing a status change to its commit, p99, at {PerSecond}/s, while {OldRows:N0} old rows of the inbox are deleted and while none are";

    public override async Task<IReadOnlyDictionary<string, double>> Run(Servers servers)
    {
        var (without, with, took, deadlocks) = (new List<double>(), new List<double>(), new List<double>(), 0L);
        for (var repetition = 1; repetition <= Repetitions; repetition++)
        {
            await using var broker = await RabbitMqVirtualHost.Create();
            await using var databases = await PostgreSqlDatabases.Create();
            var database = await databases.Database("tracking");
            await using var connection = await new ConnectionFactory { Uri = broker.Url }.CreateConnectionAsync();
            await PackageEvents.DeclareQueue(connection, SagaRun.Alerts, quorum: false);
            await using var load = new SteadyLoad(connection, PerSecond);

            using (var host = SagaHost.Build(broker.Url, database))
            {
                await Begin(host, load);
                await Ask<int>(database, $"""INSERT INTO tracking.inbox ("MessageId", "ConsumerId", "ReceivedAt") SELECT gen_random_uuid(), gen_random_uuid(), now() - interval '30 days' - n * interval '1 second' FROM generate_series(1, {OldRows}) AS n""");
                await load.Run(Quiet / 3); // The first messages of a process are slow.
                var latencies = await load.Run(Quiet);
                without.Add(Percentile(latencies, 0.99));
                Console.WriteLine($"{repetition} of {Repetitions} nothing to delete: p50 {Percentile(latencies, 0.5):0.0} ms, p99 {Percentile(latencies, 0.99):0.0} ms");
                await host.StopAsync();
            }

            using (var host = SagaHost.Build(broker.Url, database, ("Messaging:CleanUpInterval", "00:00:15")))
            {
                await Begin(host, load);
                await load.Run(Quiet / 3);
                await Eventually.True(async () => await Old(database) < OldRows, TimeSpan.FromMinutes(1));
                var begun = Stopwatch.GetTimestamp();
                var latencies = await load.Run(until: async () => await Old(database) == 0);
                took.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
                with.Add(Percentile(latencies, 0.99));
                Console.WriteLine($"{repetition} of {Repetitions} {OldRows:N0} rows deleted in {took[^1]:0} s: p50 {Percentile(latencies, 0.5):0.0} ms, p99 {Percentile(latencies, 0.99):0.0} ms");
                await host.StopAsync();
            }

            deadlocks += await Ask<long>(database, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
        }

        static string[] Row(string what, List<double> p99) => [what, $"{Median(p99):0.0}", $"{p99.Min():0.0}", $"{p99.Max():0.0}"];
        Print(["clean-up", "p99 ms (median)", "lowest", "highest"], [Row("nothing to delete", without), Row($"{OldRows:N0} old rows go, in {Median(took):0} s", with)]);
        return Print(new Dictionary<string, double> { ["cleaning_to_quiet_p99"] = Median(with) / Median(without), ["clean_up_seconds"] = Median(took), ["deadlocks"] = deadlocks });
    }

    static async Task Begin(IHost host, SteadyLoad load)
    {
        var bus = host.Services.GetRequiredService<IBusControl>();
        bus.ConnectReceiveObserver(load);
        await host.StartAsync();
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1));
    }

    /// <summary>How many old rows there still are.</summary>
    static Task<long> Old(string database) => Ask<long>(database, """SELECT count(*) FROM tracking.inbox WHERE "ReceivedAt" < now() - interval '20 days'""");

    static async Task<T> Ask<T>(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 600;
        return await command.ExecuteScalarAsync() is T answer ? answer : default!;
    }

    /// <summary>So many changes a second, and how long each takes until it is committed and acknowledged.</summary>
    sealed class SteadyLoad(IConnection connection, int perSecond) : IReceiveObserver, IAsyncDisposable
    {
        static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

        readonly ConcurrentDictionary<Guid, long> _published = new();
        readonly IEnumerator<Contracts.PackageStatusChanged> _changes = PackageEvents.Of(1_000_000 / PackageEvents.PerPackage, TimeProvider.System.GetUtcNow()).GetEnumerator();
        ConcurrentBag<double> _latencies = [];
        IChannel? _channel;

        /// <summary>Publishes for a while.</summary>
        public Task<IReadOnlyCollection<double>> Run(TimeSpan during)
        {
            var begun = Stopwatch.GetTimestamp();
            return Run(until: () => Task.FromResult(Stopwatch.GetElapsedTime(begun) > during));
        }

        /// <summary>Publishes until something is so; it is asked about once a second.</summary>
        /// <returns>Milliseconds of each message, once the last of them is handled.</returns>
        public async Task<IReadOnlyCollection<double>> Run(Func<Task<bool>> until)
        {
            _channel ??= await PackageEvents.OpenChannel(connection);
            _latencies = [];
            var publishing = new List<Task>();
            using var beat = new PeriodicTimer(Beat);
            var asked = Stopwatch.GetTimestamp();
            var isSo = Task.FromResult(false);
            while (!isSo.IsCompleted || !await isSo)
            {
                await beat.WaitForNextTickAsync();
                for (var n = 0; n < perSecond * Beat.TotalSeconds; n++)
                    publishing.Add(Publish());
                if (isSo.IsCompleted && Stopwatch.GetElapsedTime(asked).TotalSeconds > 1)
                    (isSo, asked) = (until(), Stopwatch.GetTimestamp());
            }

            await Task.WhenAll(publishing);
            await Eventually.True(() => _published.IsEmpty, TimeSpan.FromMinutes(2));
            return _latencies;
        }

        Task Publish()
        {
            if (!_changes.MoveNext())
                throw new InvalidOperationException("There are no more changes to publish");
            var id = Guid.CreateVersion7();
            _published[id] = Stopwatch.GetTimestamp();
            return PackageEvents.Publish(_channel!, SagaRun.Queue, id, _changes.Current, TimeProvider.System.GetUtcNow());
        }

        public Task PostReceive(ReceiveContext context)
        {
            if (context.GetMessageId() is { } id && _published.TryRemove(id, out var at))
                _latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            return Task.CompletedTask;
        }

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            _changes.Dispose();
            if (_channel is not null)
                await _channel.DisposeAsync();
        }
    }
}
