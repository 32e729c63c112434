using StatusTracking.ServiceDefaults;

namespace StatusTracking.Payments;

static class Program
{
    static Task Main(string[] args) => ServiceHost.Create(args).With<PaymentsService>().RunAsync();
}
