using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

public sealed class A_connection_string_of_PostgreSQL
{
    [Fact]
    public void Is_completed_for_a_service()
    {
        var tuned = new NpgsqlConnectionStringBuilder(PostgreSqlDialect.Tuned("Host=db;Database=orders"));
        (tuned.Host, tuned.Database).ShouldBe(("db", "orders"));
        (tuned.MaxAutoPrepare, tuned.AutoPrepareMinUsages, tuned.MaxPoolSize).ShouldBe((100, 2, 10));
    }

    [Theory]
    [InlineData("Host=db;Maximum Pool Size=100;Max Auto Prepare=0")]
    [InlineData("Host=db;maxpoolsize=100;maxautoprepare=0")]
    public void Keeps_what_it_decides(string given)
    {
        var tuned = new NpgsqlConnectionStringBuilder(PostgreSqlDialect.Tuned(given));
        (tuned.MaxAutoPrepare, tuned.MaxPoolSize).ShouldBe((0, 100));
    }
}

[Trait("Category", "Server")]
public sealed class The_clock_of_a_database_server(IdlePostgreSql host) : IClassFixture<IdlePostgreSql>, IAsyncLifetime
{
    readonly FakeTimeProvider _time = new();
    readonly ManualResetEventSlim _connection = new(initialState: true);
    int _opened;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => host.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Is_asked_again_after_a_minute_and_keeps_nobody_waiting_who_may_hold_the_last_connection()
    {
        var clock = new DatabaseClock(new PostgreSqlDialect(), _time, () =>
        {
            Interlocked.Increment(ref _opened);
            _connection.Wait(Cancelled);
            return host.Open().GetAwaiter().GetResult();
        });
        var began = await clock.GetUtcNow(Cancelled);
        _connection.Reset();

        _time.Advance(TimeSpan.FromMinutes(2));
        for (var n = 0; n < 10; n++)
            (await clock.GetUtcNow(Cancelled)).ShouldBe(began + TimeSpan.FromMinutes(2));
        await Eventually.True(() => Volatile.Read(ref _opened) == 2);

        // By the server's clock no two minutes have passed.
        _connection.Set();
        await Eventually.True(async () => await clock.GetUtcNow(Cancelled) < began + TimeSpan.FromMinutes(1));
        Volatile.Read(ref _opened).ShouldBe(2);
    }
}
