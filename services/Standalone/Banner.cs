using StatusTracking.Admin;
using StatusTracking.Messaging;

namespace StatusTracking.Standalone;

/// <summary>Says, once everything is ready, where to go and where things are. Goes to standard output, not into the log: it holds the key.</summary>
sealed class Banner(ReadyHost ready, IConfiguration configuration, SignInLink link) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var address = (await ready.WaitAsync(stoppingToken)).ToString().TrimEnd('/');
        var data = configuration.DataDirectory();
        await Console.Out.WriteLineAsync($"""

            Status Tracking is ready.

              Address     {address}
              Admin       {link.Url(address) ?? $"{address}/admin  (sign in as admin with your password, or Auth:AdminPassword)"}
              API         {address}/scalar
              API key     {configuration["Auth:ApiKey"]}
              Data        {data}
              E-mail      {(configuration["Email:Smtp:Host"] is { Length: > 0 } smtp ? $"through {smtp}" : Path.Combine(data, "outbox", "email"))}
              SMS         {(configuration["Sms:Twilio:AccountSid"] is { Length: > 0 } ? "through Twilio" : Path.Combine(data, "outbox", "sms"))}

            """);
    }
}
