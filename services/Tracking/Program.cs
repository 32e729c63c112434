using StatusTracking.ServiceDefaults;

namespace StatusTracking.Tracking;

static class Program
{
    static Task Main(string[] args) => ServiceHost.Create(args).With<TrackingService>().RunAsync();
}
