using StatusTracking.ServiceDefaults;

namespace StatusTracking.Orders;

static class Program
{
    static Task Main(string[] args) => ServiceHost.Create(args).With<OrdersService>().RunAsync();
}
