using StatusTracking.Admin;
using StatusTracking.Inventory;
using StatusTracking.Logistics;
using StatusTracking.Notifications;
using StatusTracking.Orders;
using StatusTracking.Payments;
using StatusTracking.ServiceDefaults;
using StatusTracking.Testing;
using StatusTracking.Tracking;

namespace StatusTracking.WholeSystem;

/// <summary>Every service in this process, over the in-memory transport and SQLite: what Standalone runs, with a clock that the test moves.</summary>
sealed class EmbeddedSystem(params string[] settings) : ServiceFixture(host => WithEveryService(host), "Admin", settings)
{
    public static ServiceHost WithEveryService(ServiceHost host) => host
        .With<OrdersService>()
        .With<PaymentsService>()
        .With<InventoryService>()
        .With<LogisticsService>()
        .With<TrackingService>()
        .With<NotificationsService>()
        .With<AdminService>();
}
