using Microsoft.AspNetCore.Authentication;
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
        var addresses = new Destinations(builder.Configuration);
        var services = builder.Services;
        services.AddOptions<GatewayOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(addresses);
        services.AddSingleton<AskAll>();
        services.AddSingleton<ResolveCaller>();
        services.AddSingleton<IApiKeys>(provider => provider.GetRequiredService<ResolveCaller>());
        services.AddSingleton(new CookieSignIn(AdminCookie.SchemeName, AdminCookie.CookieName));
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, AdminCookie>(AdminCookie.SchemeName, null);
        services.AddTransient<IStartupFilter, DropForgedTokens>();
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
        var own = app.MapGroup("").ExcludeFromDescription();
        own.MapGet("/", () => Results.LocalRedirect("/admin")).AllowAnonymous();
        own.MapGet("/health/ready", MergeHealth.HandleAsync).AllowAnonymous().DisableRateLimiting();
        own.MapGet("/openapi/v1.json", MergeDocuments.HandleAsync).AllowAnonymous();
        // In front of the metrics of the gateway alone, which every host maps.
        own.MapGet("/metrics", MergeMetrics.HandleAsync).RequireScope(Scopes.Read).WithOrder(-1);
        // Where Admin hands out internal tokens: for the gateway only.
        own.Map("/auth/{**rest}", () => Results.NotFound()).AllowAnonymous();
        app.MapReferencePage();
        app.MapReverseProxy(PassOn.Pipeline);
    }
}
