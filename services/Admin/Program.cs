using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

static class Program
{
    static Task Main(string[] args) => ServiceHost.Create(args).With<AdminService>().RunAsync();
}
