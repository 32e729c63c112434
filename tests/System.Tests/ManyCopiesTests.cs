using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>Four processes of Tracking on one broker and one database, told of packages by a foreign hand.</summary>
public sealed class FourTrackings : IAsyncLifetime
{
    public const int Copies = 4;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    readonly ConcurrentDictionary<Guid, DateTimeOffset> _published = new();
    RabbitMqVirtualHost? _broker;
    PostgreSqlDatabases? _databases;
    RunningSystem? _system;
    RawAmqp? _amqp;
    string _database = "";

    public async ValueTask InitializeAsync()
    {
        _broker = await RabbitMqVirtualHost.Create();
        _databases = await PostgreSqlDatabases.Create();
        _database = await _databases.Database("tracking");
        _system = await RunningSystem.Start(new RunningSystemOptions { Services = [.. Enumerable.Repeat("Tracking", Copies)], Broker = _broker.Url, Database = _databases.Database });
        _amqp = await RawAmqp.Connect(_broker.Url);
    }

    public async ValueTask DisposeAsync()
    {
        if (_amqp is not null)
            await _amqp.DisposeAsync();
        if (_system is not null)
            await _system.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
    }

    /// <summary>One change of a package. A late one tells nobody: what is tried here is the saga, and nobody listens behind it.</summary>
    public async Task Publish(Guid package, long sequence, DateTimeOffset occurredAt)
    {
        var message = new PackageStatusChanged
        {
            SubjectId = package,
            OrderId = package,
            To = PackageStatus.OutForDelivery.ToWord(),
            Late = true,
            OccurredAt = occurredAt,
            RecordedAt = TimeProvider.System.GetUtcNow(),
            Sequence = sequence,
            Package = new PackageSnapshot
            {
                OrderNumber = "ST-COPIES",
                Lines = [],
                Customer = new Person("Ada Byron", "ada@example.org", null, "en", "UTC"),
                ShippingAddress = new Address("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
            },
        };
        var id = Guid.NewGuid();
        _published[id] = TimeProvider.System.GetUtcNow();
        await _amqp!.Publish(
            "status-changes", message.RoutingKey, JsonSerializer.Serialize(message, Json),
            new Dictionary<string, object?> { ["MT-MessageType"] = "urn:message:StatusTracking.Contracts:PackageStatusChanged" }, $"{id}");
    }

    /// <summary>Rows of a statement, its first column.</summary>
    public async Task<IReadOnlyList<T>> Read<T>(string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }

    /// <summary>Waits until every message that was published is in the inbox of the saga and in that of the timeline.</summary>
    public async Task AllHandled(TimeSpan within)
    {
        Guid[] ids = [.. _published.Keys];
        await Eventually.Get<long>(async () => (await Read<long>("""SELECT count(*) FROM tracking.inbox WHERE "MessageId" = ANY ($1)""", ids))[0], count => count == 2 * ids.Length, within, $"{ids.Length} messages handled by two consumers");
    }

    /// <summary>From the publishing of a message to its place in the inbox, which commits with its effect, in seconds; of the slower of the two consumers.</summary>
    public async Task<IReadOnlyList<double>> Latencies(Guid package)
    {
        var latencies = new List<double>();
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""SELECT "MessageId", max("ReceivedAt") FROM tracking.inbox GROUP BY "MessageId" """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (_published.TryGetValue(reader.GetGuid(0), out var at))
                latencies.Add((reader.GetFieldValue<DateTimeOffset>(1) - at).TotalSeconds);
        }

        return [.. latencies.Order()];
    }

    /// <summary>Nobody gave up on a message, and no transaction was left open.</summary>
    public async Task NothingWasLeftBehind()
    {
        await Eventually.Passes(async () =>
        {
            foreach (var queue in await _broker!.List("queues"))
                (queue["messages"]?.GetValue<int>() ?? 0).ShouldBe(0, queue["name"]!.GetValue<string>());
        });
        (await _broker!.Queues()).ShouldNotContain(queue => queue.EndsWith("_error", StringComparison.Ordinal));
        await Eventually.Passes(async () =>
            (await Read<string>("SELECT state FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND state_change < now() - interval '1 second'")).ShouldBeEmpty());
    }
}

/// <summary>RELIABILITY G5: updates of one saga are serialised, also across processes.</summary>
[Trait("Category", "Long")]
public sealed class When_all_events_are_about_one_package(FourTrackings trackings, ITestOutputHelper output) : IClassFixture<FourTrackings>
{
    const int Days = 100;

    [Fact]
    public Task None_of_400_updates_is_lost() => Hear(400, perSecond: 1_000, TimeSpan.FromMinutes(2));

    [Fact]
    [Trait("Category", "Long")]
    public async Task None_of_10_000_updates_is_lost_and_99_of_100_take_less_than_two_seconds()
    {
        var latencies = await Hear(10_000, perSecond: 50, TimeSpan.FromMinutes(10));
        latencies[latencies.Count * 99 / 100].ShouldBeLessThan(2);
    }

    async Task<IReadOnlyList<double>> Hear(int events, int perSecond, TimeSpan within)
    {
        var package = Guid.NewGuid();
        var firstDay = TimeProvider.System.GetUtcNow().AddDays(-Days);
        long[] sequences = [.. Enumerable.Range(1, events)];
        Random.Shared.Shuffle(sequences);
        var sending = new List<Task>();
        using (var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(100)))
        {
            foreach (var tenth in sequences.Chunk(Math.Max(1, perSecond / 10)))
            {
                sending.AddRange(tenth.Select(sequence => trackings.Publish(package, sequence, firstDay.AddDays(sequence % Days))));
                await clock.WaitForNextTickAsync();
            }
        }

        await Task.WhenAll(sending);
        await trackings.AllHandled(within);

        // What says nothing new changes nothing, where it is handled alone.
        (await trackings.Read<int>("""SELECT "Version" FROM tracking.packages WHERE "CorrelationId" = $1""", package)).ShouldHaveSingleItem().ShouldBeInRange(Days, events - 1);
        (await trackings.Read<long>("""SELECT "Sequence" FROM tracking.packages WHERE "CorrelationId" = $1""", package)).ShouldHaveSingleItem().ShouldBe(events);
        // Of each day one key was noted, whichever process heard of it: a lost update would have taken some with it.
        (await trackings.Read<int>("""SELECT cardinality("Noted") FROM tracking.packages WHERE "CorrelationId" = $1""", package)).ShouldHaveSingleItem().ShouldBeGreaterThanOrEqualTo(Days);
        (await trackings.Read<long>("""SELECT count(*) FROM tracking.timeline WHERE "SubjectId" = $1""", package))[0].ShouldBe(events);
        await trackings.NothingWasLeftBehind();

        var latencies = await trackings.Latencies(package);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events} events to one package from {FourTrackings.Copies} processes: p50 {latencies[latencies.Count / 2]:0.000} s, p99 {latencies[latencies.Count * 99 / 100]:0.000} s, slowest {latencies[^1]:0.000} s"));
        return latencies;
    }
}

/// <summary>RELIABILITY G6: whoever creates at the same moment makes one instance.</summary>
[Trait("Category", "Long")]
public sealed class When_eight_events_create_the_same_saga_at_once(FourTrackings trackings) : IClassFixture<FourTrackings>
{
    const int Creators = 8;

    [Fact]
    public Task There_is_one_in_each_of_30_rounds() => Race(30, TimeSpan.FromMinutes(2));

    [Fact]
    [Trait("Category", "Long")]
    public Task There_is_one_in_each_of_1_000_rounds() => Race(1_000, TimeSpan.FromMinutes(10));

    async Task Race(int rounds, TimeSpan within)
    {
        Guid[] packages = [.. Enumerable.Range(0, rounds).Select(_ => Guid.NewGuid())];
        var now = TimeProvider.System.GetUtcNow();
        foreach (var package in packages)
            await Task.WhenAll(Enumerable.Range(1, Creators).Select(sequence => trackings.Publish(package, sequence, now.AddDays(-sequence))));
        await trackings.AllHandled(within);

        // One row each, which knows the day of each of its creators: whoever had come to nothing would have taken its day with it.
        (await trackings.Read<long>("""SELECT "Sequence" FROM tracking.packages WHERE "CorrelationId" = ANY ($1)""", packages)).ShouldBe(Enumerable.Repeat((long)Creators, rounds));
        (await trackings.Read<int>("""SELECT cardinality("Noted") FROM tracking.packages WHERE "CorrelationId" = ANY ($1)""", packages)).ShouldAllBe(days => days >= Creators);
        (await trackings.Read<long>("""SELECT count(*) FROM tracking.timeline WHERE "SubjectId" = ANY ($1) GROUP BY "SubjectId" """, packages)).ShouldBe(Enumerable.Repeat((long)Creators, rounds));
        await trackings.NothingWasLeftBehind();
    }
}
