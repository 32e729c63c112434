using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

static class Program
{
    static Task Main(string[] args) => ServiceHost.Create(args).With<LogisticsService>().RunAsync();
}
