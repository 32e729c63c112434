using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StatusTracking.Messaging;
using StatusTracking.Testing;
using StatusTracking.Tracking.Data;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>The saga as Tracking runs it: inbox, outbox, schedules and saga in PostgreSQL.</summary>
class DurableRun(Servers servers, int groupSize, int livePackages = 0) : SagaRun(servers)
{
    PostgreSqlDatabases? _databases;
    IHost? _host;

    protected override async Task Prepare()
    {
        _databases = await PostgreSqlDatabases.Create();
        await DeclareBy(await Build());
        if (livePackages > 0)
            await LivePackages.Make(await _databases.Database("tracking"), livePackages);
    }

    protected override async Task Consume(Watch watch)
    {
        _host = await Build();
        _host.Services.GetRequiredService<IBusControl>().ConnectReceiveObserver(watch);
        await _host.StartAsync();
    }

    protected override async Task Drained()
    {
        // Schedules stay; everything that is due within the lease is on its way out.
        var soon = TimeProvider.System.GetUtcNow().AddMinutes(10);
        await Eventually.True(async () => await Read(async db => !await db.Set<OutboxMessage>().AnyAsync(m => m.NextAttemptAt < soon)));
    }

    protected override async Task Check(int packages)
    {
        await base.Check(packages);
        Equal(packages, await Read(db => db.Packages.CountAsync(p => p.State == "delivered" && p.OrderId != LivePackages.Order)), "delivered packages");
        Equal(packages * PackageEvents.PerPackage, await Read(db => db.Set<InboxMessage>().CountAsync()), "handled messages");
        Equal(packages, await Read(db => db.Packages.CountAsync(p => p.OrderId != LivePackages.Order && db.Set<OutboxMessage>().Any(m => m.ScheduleToken == p.QuietToken))), "packages with a clock");
    }

    protected async Task<T> Read<T>(Func<TrackingDb, Task<T>> read)
    {
        await using var db = await _host!.Services.GetRequiredService<IDbContextFactory<TrackingDb>>().CreateDbContextAsync();
        return await read(db);
    }

    async Task<IHost> Build() => SagaHost.Build(Broker, await _databases!.Database("tracking"), ("Messaging:GroupSize", $"{groupSize}"));

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        if (_databases is not null)
            await _databases.DisposeAsync();
        await base.DisposeAsync();
    }
}
