using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Tracking;
using StatusTracking.Tracking.Data;
using StatusTracking.Tracking.Sagas;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>Tracking with its package saga alone, on RabbitMQ and PostgreSQL.</summary>
static class SagaHost
{
    public static IHost Build(Uri broker, string database, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Transport"] = "RabbitMq",
            ["RabbitMq:Url"] = $"{broker}",
            ["Database:Provider"] = "PostgreSql",
            ["Database:ConnectionString"] = database,
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        // What makes no sense is logged as an error each time; writing that is not what is measured.
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning).AddFilter("MassTransit", LogLevel.None).AddFilter("StatusTracking.Messaging.FailureRecorder", LogLevel.None);
        builder.Services.AddOptions<TrackingOptions>();
        builder.AddServiceDb<TrackingDb, SqliteTrackingDb, PostgreSqlTrackingDb, SqlServerTrackingDb>(TrackingService.Name);
        var topology = new BusTopology();
        topology.For<TrackingDb>("tracking").Publishes<PackageSignal>().Saga<PackageStateMachine, PackageState>("package-saga", "package.*.*");
        builder.Services.AddStatusBus(builder.Configuration, topology);
        return builder.Build();
    }
}
