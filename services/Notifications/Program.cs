using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

static class Program
{
    static Task Main(string[] args) => ServiceHost.Create(args).With<NotificationsService>().RunAsync();
}
