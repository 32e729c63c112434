using FluentValidation;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>Packages: labels, scans and the status that follows from them.</summary>
public sealed class LogisticsService : IService
{
    /// <inheritdoc/>
    public static string Name => "Logistics";

    /// <inheritdoc/>
    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings)
    {
        builder.AddServiceDb<LogisticsDb, SqliteLogisticsDb, PostgreSqlLogisticsDb, SqlServerLogisticsDb>(Name);
        builder.Services.AddOptions<LogisticsOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<CarriersOptions>().Configure<IConfiguration>((o, configuration) =>
        {
            foreach (var carrier in configuration.GetSection("Carriers").GetChildren())
                carrier.Bind(o.ByName[carrier.Key.ToLowerInvariant()] = new CarrierSettings());
        }).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<CarriersOptions>, CheckCarriersOptions>();
        builder.Services.AddSingleton<CarrierMappings>();
        builder.Services.AddSingleton<CarrierDoor>();
        builder.Services.AddSingleton<CarrierMessages>();
        builder.Services.AddSingleton<CarrierWebhook>();
        builder.Services.AddSingleton<PlainEvents>();
        builder.Services.AddSingleton<IErases<LogisticsDb>, EraseFromPackages>();
        builder.Services.AddSingleton<FreshDb>();
        builder.Services.AddSingleton<CountOfAll<LogisticsDb, Package, PackageStatus>>();
        builder.Services.AddSingleton<ScanBatch>();
        builder.Services.AddSingleton<CarrierGaps>();
        builder.Services.AddSingleton<IValidator<LabelPackageRequest>, LabelPackageValidator>();
        builder.Services.AddSingleton<IValidator<SplitPackageRequest>, SplitPackageValidator>();
        builder.Services.AddHostedService<FillSearchTerms<LogisticsDb, Package>>();
        builder.Services.AddHostedService<PruneScans>();
        builder.Services.AddHostedService<CountWaitingScans>();
        builder.Services.AddHostedService<LearnGaps>();
        builder.Services.AddHostedService<ExpireSilentPackages>();
        builder.Services.AddSingleton<FollowCodes>();
        builder.Services.AddHostedService(services => services.GetRequiredService<FollowCodes>());
    }

    /// <inheritdoc/>
    public static void ConfigureBus(BusTopology bus)
    {
        var on = bus.For<LogisticsDb>("logistics");
        on.Publishes<PackageStatusChanged>();
        on.Publishes<PackageEstimateChanged>();
        on.Listens<PreparePackageConsumer>("prepare-package", "order.confirmed.*");
        on.Listens<EndOrderConsumer>("end-order", "order.cancelled.*", "order.failed.*", "order.expired.*");
        on.Handles<RecordScanConsumer>("record-scan");
        on.Handles<ReplacePackageConsumer>("replace-package");
    }

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<IOptions<LogisticsOptions>>().Value;
        var packages = app.MapApi("packages");
        packages.MapGetPackage();
        packages.MapListPackages();
        packages.MapCountPackages();
        packages.MapListPackageMoves();
        packages.MapListWaitingScans();
        packages.MapListWaitingNumbers();
        packages.MapLabelPackage();
        packages.MapEstimatePackage();
        packages.MapSplitPackage();
        packages.MapCancelPackage();
        packages.MapReplacePackage();
        packages.MapCorrectPackage();
        packages.MapRecordScan();
        packages.MapRecordScans(options);
        var carriers = app.MapApi("carriers");
        carriers.MapListCarriers();
        carriers.MapListUnknownCodes();
        carriers.MapMapCode();
        carriers.MapGetCodeExample();
        carriers.MapListWebhooks();
        carriers.MapListCarrierMessages();
        carriers.MapTryMapping(options);
        carriers.MapRecogniseCarrier();
        carriers.MapRecordCarrierEvents(options);
    }
}
