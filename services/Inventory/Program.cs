using StatusTracking.ServiceDefaults;

namespace StatusTracking.Inventory;

static class Program
{
    static Task Main(string[] args) => ServiceHost.Create(args).With<InventoryService>().RunAsync();
}
