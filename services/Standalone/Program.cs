using StatusTracking.Admin;
using StatusTracking.Inventory;
using StatusTracking.Logistics;
using StatusTracking.Notifications;
using StatusTracking.Orders;
using StatusTracking.Payments;
using StatusTracking.ServiceDefaults;
using StatusTracking.Tracking;

namespace StatusTracking.Standalone;

static class Program
{
    static Task Main(string[] args) => ServiceHost.Create([.. args.Select(a => a == "--demo" ? "--Standalone:Demo=true" : a)])
        .With<OrdersService>()
        .With<PaymentsService>()
        .With<InventoryService>()
        .With<LogisticsService>()
        .With<TrackingService>()
        .With<NotificationsService>()
        .With<AdminService>()
        .With<StandaloneService>()
        .ListeningAt("http://localhost:8080")
        .RunAsync();
}
