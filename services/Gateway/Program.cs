using StatusTracking.ServiceDefaults;

namespace StatusTracking.Gateway;

static class Program
{
    static Task Main(string[] args) => ServiceHost.Create(args).With<GatewayService>().WithoutOwnDocuments().RunAsync();
}
