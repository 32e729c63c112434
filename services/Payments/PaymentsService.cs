using FluentValidation;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.Payments.Domain;
using StatusTracking.Payments.Features;
using StatusTracking.Payments.Gateway;
using StatusTracking.ServiceDefaults;
using StatusTracking.ServiceDefaults.Webhooks;

namespace StatusTracking.Payments;

/// <summary>Collects orders' amounts through a gateway, and gives money back. Owner of the subject payment.</summary>
public sealed class PaymentsService : IService
{
    /// <inheritdoc/>
    public static string Name => "Payments";

    /// <inheritdoc/>
    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings)
    {
        builder.AddServiceDb<PaymentsDb, SqlitePaymentsDb, PostgreSqlPaymentsDb, SqlServerPaymentsDb>(Name);
        builder.Services.AddOptions<PaymentsOptions>().Bind(settings).ValidateDataAnnotations()
            .Validate(
                o => string.IsNullOrEmpty(o.WebhookSecret) || StandardWebhooks.CanRead(o.WebhookSecret),
                "Payments:WebhookSecret is not base64 (with or without whsec_ before it; several are separated by spaces or commas).")
            .ValidateOnStart();
        builder.Services.AddScoped<Till>();
        builder.Services.AddSingleton<IValidator<RefundPaymentRequest>, RefundPaymentValidator>();
        builder.Services.AddSingleton<IValidator<GatewayEventRequest>, GatewayEventValidator>();
        builder.Services.TryAddSingleton<IPaymentGateway, SimulatedGateway>();
        builder.Services.AddSingleton<GatewayBell>();
        builder.Services.AddSingleton<GatewayCaller>();
        builder.Services.AddHostedService<GatewayCalls>();
        builder.Services.AddSingleton<ICleanUp<PaymentsDb>, ForgetGatewayCalls>();
    }

    /// <inheritdoc/>
    public static void ConfigureBus(BusTopology bus) => bus.For<PaymentsDb>("payments")
        .Publishes<PaymentStatusChanged>()
        .Listens<CollectPaymentConsumer>("collect-payment", "order.awaiting_payment.*")
        .Listens<EndCollectionConsumer>("end-collection", "order.cancelled.*", "order.failed.*", "order.expired.*")
        .Listens<FollowPackagesConsumer>("follow-packages", FollowPackagesConsumer.Keys)
        .Handles<PayAgainConsumer>("start-payment")
        .Handles<RefundOrderConsumer>("refund-order")
        .Handles<ExpireAuthorizationConsumer>("expire-authorization")
        .Handles<WakeGatewayConsumer>("wake-gateway")
        .Handles<SimulatedCallbackConsumer>("simulated-callback");

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder app)
    {
        var payments = app.MapApi("payments");
        ListPayments.Map(payments);
        GetPayment.Map(payments);
        CapturePayment.Map(payments);
        RefundPayment.Map(payments);
        AcknowledgePayment.Map(payments);
        HearGateway.Map(payments);
        CompleteSimulatedAction.Map(payments);
    }
}
