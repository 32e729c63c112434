namespace StatusTracking.Deploy.Tests;

/// <summary>The configuration keys that are promised to the outside, and those that one service needs to find another.</summary>
static class Settings
{
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(
    [
        "Transport",
        "RabbitMq:Url",
        "RabbitMq:Nodes",
        "Database:Provider",
        "Database:ConnectionString",
        "Database:Migrate",
        "DataDirectory",
        "Email:Smtp:Host",
        "Email:Smtp:Port",
        "Email:Smtp:Username",
        "Email:Smtp:Password",
        "Email:Smtp:Security",
        "Email:From",
        "Sms:Twilio:AccountSid",
        "Sms:Twilio:AuthToken",
        "Sms:Twilio:From",
        "Sms:Twilio:MessagingServiceSid",
        "Sms:Twilio:BaseUrl",
        "PublicUrl",
        "Auth:ApiKey",
        "Auth:AdminPassword",
        "Auth:AllowHttp",
        "Auth:TokenKey",
        "Notifications:MaxAge",
        "Notifications:ResendUncertainEmail",
        "Payments:WebhookSecret",
        "Inventory:Samples",
        "Otlp:Endpoint",
        .. Services.All.Select(service => $"Services:{service}"),
    ]);
}
