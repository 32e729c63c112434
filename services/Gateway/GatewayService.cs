using Scalar.AspNetCore;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Gateway;

/// <summary>One address in front of all services, in the distributed set-up.</summary>
public sealed class GatewayService : IService
{
    /// <inheritdoc/>
    public static string Name => "Gateway";

    /// <inheritdoc/>
    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings)
    {
        var addresses = new ServiceAddresses(builder.Configuration);
        var services = builder.Services;
        services.AddOptions<GatewayOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(addresses);
        services.AddSingleton<AskAll>();
        services.AddSingleton<ResolveCaller>();
        services.AddSingleton<RequestLimit>();
        services.AddHttpClient(AskAll.Client);
        // A redirect to the sign-in page means no; cookies are the caller's, never the gateway's own.
        services.AddHttpClient(ResolveCaller.AdminClient, client => client.BaseAddress = addresses.Of("Admin")[0])
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddReverseProxy()
            .LoadFromMemory(Routes.All, Routes.Clusters(addresses))
            .AddTransforms(PassOn.Headers);
    }

    /// <inheritdoc/>
    public static void ConfigureBus(BusTopology bus)
    {
        // The gateway only speaks HTTP.
    }

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        own.MapGet("/", () => Results.LocalRedirect("/admin"));
        own.MapGet("/health/ready", MergeHealth.HandleAsync);
        own.MapGet("/metrics", MergeMetrics.HandleAsync);
        own.MapGet("/openapi/v1.json", MergeDocuments.HandleAsync);
        // Where Admin hands out internal tokens: for the gateway only.
        own.Map("/auth/{**rest}", () => Results.NotFound());
        app.MapReverseProxy(PassOn.Pipeline);
    }
}
