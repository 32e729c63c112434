using FluentValidation;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Data;
using StatusTracking.Inventory.Features;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Inventory;

/// <summary>What there is of each SKU, and what of it is promised to which order. Owner of the subject stock.</summary>
public sealed class InventoryService : IService
{
    /// <inheritdoc/>
    public static string Name => "Inventory";

    /// <inheritdoc/>
    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings)
    {
        builder.AddServiceDb<InventoryDb, SqliteInventoryDb, PostgreSqlInventoryDb, SqlServerInventoryDb>(Name);
        builder.Services.AddOptions<InventoryOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<StockRoom>();
        builder.Services.AddSingleton<IValidator<SetStockRequest>, SetStockValidator>();
        builder.Services.AddHostedService<SeedStock>();
        builder.Services.AddSingleton<ICleanUp<InventoryDb>, CarryForward>();
    }

    /// <inheritdoc/>
    public static void ConfigureBus(BusTopology bus) => bus.For<InventoryDb>("inventory")
        .Publishes<StockStatusChanged>()
        .Publishes<StockSignal>()
        .Listens<ReserveStockConsumer>("reserve-stock", "order.submitted.*")
        .Listens<CommitStockConsumer>("commit-stock", "order.confirmed.*")
        .Listens<ReleaseStockConsumer>("release-stock", "order.cancelled.*", "order.failed.*", "order.expired.*")
        .Listens<FollowPackagesConsumer>("follow-packages", FollowPackagesConsumer.Keys)
        .Handles<FillBackordersConsumer>("fill-backorders");

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder app)
    {
        var stock = app.MapApi("stock");
        SetStock.Map(stock);
        GetStock.Map(stock);
        ListStock.Map(stock);
        ListMovements.Map(stock);
    }
}
