using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace StatusTracking.ServiceDefaults;

static class TelemetryExtensions
{
    const string BusSource = "MassTransit";

    public static void AddTelemetry(this IHostApplicationBuilder builder, IReadOnlyList<string> services)
    {
        // The bus adds its own check; a host without a bus has health all the same.
        builder.Services.AddHealthChecks();
        var name = services.Count == 1 ? services[0] : "Standalone";
        var otlp = builder.Configuration["Otlp:Endpoint"] is { Length: > 0 } address ? new Uri(address) : null;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService($"statustracking-{name.ToLowerInvariant()}"))
            .WithMetrics(m =>
            {
                m.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation().AddMeter(BusSource, "StatusTracking.*").AddPrometheusExporter();
                if (otlp is not null)
                    m.AddOtlpExporter(o => o.Endpoint = otlp);
            })
            .WithTracing(t =>
            {
                // Without a receiver nobody would read the traces; recording them all would only cost.
                if (otlp is null)
                    return;
                t.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddSource(BusSource, Messaging.Telemetry.SourceName).AddOtlpExporter(o => o.Endpoint = otlp);
            });
    }

    public static void MapHealth(this WebApplication app, bool ready)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().DisableRateLimiting();
        if (ready)
            app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = Write }).AllowAnonymous().DisableRateLimiting();
        app.MapPrometheusScrapingEndpoint("/metrics").RequireScope(Scopes.Read);
    }

    static Task Write(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = report.Status.ToString().ToLowerInvariant(),
            checks = report.Entries.Select(e => new { name = e.Key, status = e.Value.Status.ToString().ToLowerInvariant(), reason = e.Value.Description }),
        }, JsonSerializerOptions.Web));
    }
}
