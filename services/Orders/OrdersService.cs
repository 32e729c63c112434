using FluentValidation;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Domain;
using StatusTracking.Orders.Features;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Orders;

/// <summary>What buyers placed: the order, its roll-ups, its clock, cancelling, paying again, and what becomes of a lost package.</summary>
public sealed class OrdersService : IService
{
    public static string Name => "Orders";

    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings)
    {
        builder.Services.AddOptions<OrdersOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        builder.AddServiceDb<OrdersDb, SqliteOrdersDb, PostgreSqlOrdersDb, SqlServerOrdersDb>(Name);
        builder.Services.AddHostedService<FillSearchTerms<OrdersDb, Order>>();
        builder.Services.AddScoped<Hearing>();
        builder.Services.AddSingleton<CountOfAll<OrdersDb, Order, OrderStatus>>();
        builder.Services.AddSingleton<IErases<OrdersDb>, EraseFromOrders>();
        builder.Services.AddSingleton<IValidator<ErasePersonRequest>, ErasePersonValidator>();
        builder.Services.AddSingleton<IValidator<PlaceOrderRequest>, PlaceOrderValidator>();
        builder.Services.AddSingleton<IValidator<CancelOrderRequest>, CancelOrderValidator>();
        builder.Services.AddSingleton<IValidator<PayAgainRequest>, PayAgainValidator>();
        builder.Services.AddSingleton<IValidator<ResolvePackageRequest>, ResolvePackageValidator>();
    }

    public static void ConfigureBus(BusTopology bus)
    {
        var on = bus.For<OrdersDb>("orders");
        on.Publishes<OrderStatusChanged>();
        on.Listens<FollowStockConsumer>("follow-stock", FollowStockConsumer.Keys);
        on.Listens<FollowPaymentsConsumer>("follow-payments", FollowPaymentsConsumer.Keys);
        on.Listens<FollowPackagesConsumer>("follow-packages", FollowPackagesConsumer.Keys);
        on.Listens<FollowPackageSignalsConsumer>("follow-packages", FollowPackageSignalsConsumer.Keys);
        on.Listens<FollowPackageEstimatesConsumer>("follow-packages", FollowPackageEstimatesConsumer.Keys);
        on.Handles<ExpireOrderConsumer>(ExpireOrder.Job);
        on.Handles<RecordErasureConsumer>("record-erasure");
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        var orders = app.MapApi("orders");
        PlaceOrder.Map(orders);
        ListOrders.Map(orders);
        CountOrders.Map(orders);
        GetOrder.Map(orders);
        CancelOrder.Map(orders);
        PayAgain.Map(orders);
        ResolvePackage.Map(orders);
        ErasePersonEverywhere.Map(app.MapApi("people"));
    }
}
