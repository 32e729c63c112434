using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StatusTracking.Messaging;

namespace StatusTracking.ServiceDefaults;

/// <summary>How one service is, as one of its copies sees it.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Host">The machine that answered.</param>
/// <param name="StartedAt">When that process was started.</param>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Reasons">Why it is not healthy.</param>
/// <param name="Transport">What carries its messages.</param>
/// <param name="Database">Its database's kind.</param>
/// <param name="Messaging">What it has in hand; null where it has no database, or where that does not answer.</param>
public sealed record SystemReport(
    string Service, string Version, string Host, DateTimeOffset StartedAt, string Status, IReadOnlyList<string> Reasons, Transport Transport, DatabaseProvider Database, MessagingState? Messaging);

/// <summary>A setting that is in force.</summary>
/// <param name="Key">With <c>:</c> between its parts.</param>
/// <param name="Value">Its value; of a secret <see cref="SystemReports.Masked"/>.</param>
public sealed record Setting(string Key, string Value);

/// <summary>How the services of this process are, for the admin page and for scripts.</summary>
public static partial class SystemReports
{
    /// <summary>Stands for a secret.</summary>
    public const string Masked = "••••••";

    static readonly string[] Sections =
    [
        "Transport", "RabbitMq", "Database", "DataDirectory", "Email", "Sms", "PublicUrl", "Auth", "Messaging", "Services", "Otlp", "RateLimits", "Testing", "Logging", "urls",
        "Orders", "Payments", "Inventory", "Logistics", "Carriers", "Tracking", "Notifications", "Admin", "Gateway",
    ];

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal static void MapSystemReports(this IEndpointRouteBuilder app, IReadOnlyList<string> services)
    {
        var system = app.MapApi("system");
        foreach (var service in services)
        {
            var path = $"/{service.ToLowerInvariant()}";
            system.MapGet(path, (HealthCheckService health, IConfiguration configuration, IServiceProvider provider, CancellationToken cancellation) =>
                    Report(service, health, configuration, provider, cancellation))
                .RequireScope(Scopes.Read).WithName($"{service}.System").WithTags("System").WithSummary($"How {service} is: health, version, what waits in its outbox and queues");
            system.MapGet($"{path}/changes", async (IServiceProvider provider, CancellationToken cancellation) =>
                    TypedResults.Ok(await provider.GetRequiredKeyedService<ICountChanges>(service.ToLowerInvariant()).Count(cancellation)))
                .RequireScope(Scopes.Read).WithName($"{service}.Changes").WithTags("System").WithSummary($"How often what {service} owns changed its status, hour by hour of the last day");
            system.MapGet($"{path}/settings", (IConfiguration configuration) => TypedResults.Ok(new Page<Setting>(Settings(configuration), Next: null)))
                .RequireScope(Scopes.Admin).WithName($"{service}.Settings").WithTags("System").WithSummary($"The settings of {service} that are in force, secrets masked");
        }
    }

    static async Task<Ok<SystemReport>> Report(
        string service, HealthCheckService health, IConfiguration configuration, IServiceProvider provider, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var report = await health.CheckHealthAsync(cancellation);
        var reasons = report.Entries.Where(e => e.Value.Status != HealthStatus.Healthy).Select(e => $"{e.Key}: {e.Value.Description ?? e.Value.Status.ToString()}").ToList();
        var (status, messaging) = (report.Status, default(MessagingState));
        try
        {
            if (provider.GetKeyedService<ITellMessagingState>(service.ToLowerInvariant()) is { } state)
                messaging = await state.Read(patience.Token);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The page is for such moments: what is known is told, and why the rest is not.
            reasons.Add(e is OperationCanceledException ? "Its database or broker did not answer in time." : e.Message);
            status = HealthStatus.Unhealthy;
        }

        return TypedResults.Ok(new SystemReport(
            service, Version, Environment.MachineName, Started, status.ToString().ToLowerInvariant(), reasons,
            configuration.Get<BusOptions>()?.Transport ?? Transport.InMemory, configuration.GetSection("Database").Get<DatabaseOptions>()?.Provider ?? DatabaseProvider.Sqlite, messaging));
    }

    static DateTimeOffset Started { get; } = new DateTimeOffset(System.Diagnostics.Process.GetCurrentProcess().StartTime).ToUniversalTime();

    static string Version { get; } =
        typeof(SystemReports).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>Every setting of ours that has a value, sorted; whatever looks like a secret is masked, also inside of addresses and connection strings.</summary>
    public static IReadOnlyList<Setting> Settings(IConfiguration configuration) =>
    [
        .. configuration.AsEnumerable()
            .Where(pair => !string.IsNullOrEmpty(pair.Value) && Sections.Contains(pair.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            .Select(pair => new Setting(pair.Key, Mask(pair.Key, pair.Value!)))
            .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase),
    ];

    static string Mask(string key, string value) => key.Split(':').Any(SecretKey().IsMatch)
        ? Masked
        : SecretPart().Replace(UserInfo().Replace(value, $"$1{Masked}@"), $"$1={Masked}");

    [GeneratedRegex("password|secret|token|credential|key$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretKey();

    /// <summary>The password of <c>amqp://user:password@host</c>.</summary>
    [GeneratedRegex("(://[^:/@]*:)[^@/]*@")]
    private static partial Regex UserInfo();

    /// <summary>The password of a connection string, quoted or not.</summary>
    [GeneratedRegex("""(password|pwd|secret|token|accountkey|sharedaccesskey)\s*=\s*("[^"]*"|'[^']*'|[^;]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex SecretPart();
}
