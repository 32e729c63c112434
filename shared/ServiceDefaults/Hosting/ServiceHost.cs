using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusTracking.Messaging;

namespace StatusTracking.ServiceDefaults;

/// <summary>
/// Hosts one service, or several in one process: <c>await ServiceHost.Create(args).With&lt;OrdersService&gt;().RunAsync();</c>.
/// It owns the middleware; services call no <c>Use…</c>.
/// </summary>
public sealed class ServiceHost
{
    readonly List<Action<IEndpointRouteBuilder>> _maps = [];
    readonly List<string> _names = [];
    readonly BusTopology _bus = new();
    readonly TimeProvider _clock;
    bool _ownDocuments = true;

    ServiceHost(string[] args, string? applicationName)
    {
        // The content root is where the program lies, not where it was started: else a start in / watches the whole disk,
        // and a published host started elsewhere answers 200 with 0 bytes for every asset.
        Builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory, ApplicationName = applicationName });
        // Makes Production from build output serve its assets; does nothing in published output.
        Builder.WebHost.UseStaticWebAssets();
        Builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        ((IConfigurationBuilder)Builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Information",
                ["Logging:LogLevel:Microsoft"] = "Warning",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
                ["Logging:LogLevel:MassTransit"] = "Warning",
                ["Logging:LogLevel:System.Net.Http"] = "Warning",
                ["Logging:LogLevel:Yarp"] = "Warning",
                ["Logging:Console:FormatterName"] = "simple",
                ["Logging:Console:FormatterOptions:SingleLine"] = "true",
                ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss ",
            },
        });
        _clock = OffsetClock.Of(Builder.Configuration);
        Builder.Services.AddSingleton(_clock);
    }

    /// <summary>The builder beneath, for what a host adds of its own.</summary>
    public WebApplicationBuilder Builder { get; }

    /// <summary>What the services of this host publish, listen to and handle; a test adds its own ears.</summary>
    public BusTopology Bus => _bus;

    /// <summary>Begins a host.</summary>
    /// <param name="args">The command line: <c>--Key=value</c> sets any setting.</param>
    /// <param name="applicationName">The project whose assets are served; null = the program that was started. A test host names it.</param>
    public static ServiceHost Create(string[] args, string? applicationName = null) => new(args, applicationName);

    /// <summary>Adds a service.</summary>
    public ServiceHost With<T>() where T : IService
    {
        AddSettingsFile($"{T.Name.ToLowerInvariant()}.json");
        T.Add(Builder, Builder.Configuration.GetSection(T.Name));
        T.ConfigureBus(_bus);
        _maps.Add(T.Map);
        _names.Add(T.Name);
        return this;
    }

    /// <summary>The address to listen at where none is configured.</summary>
    public ServiceHost ListeningAt(string url)
    {
        if (Builder.Configuration["urls"] is null && !Builder.Configuration.GetSection("Kestrel:Endpoints").Exists()
            && Builder.Configuration["http_ports"] is null && Builder.Configuration["https_ports"] is null)
            Builder.WebHost.UseUrls(url);
        return this;
    }

    /// <summary>Leaves <c>/openapi</c>, <c>/scalar</c> and <c>/health/ready</c> to the service: the gateway merges those of all.</summary>
    public ServiceHost WithoutOwnDocuments()
    {
        _ownDocuments = false;
        return this;
    }

    /// <summary>Makes the application without starting it.</summary>
    public WebApplication Build()
    {
        CrashPoint.Arm(Builder.Configuration);
        Builder.Services.AddSingleton(new HostedServices(_names));
        Builder.AddServiceAuth();
        Builder.AddApi();
        Builder.AddTelemetry(_names);
        Builder.AddServiceClients();
        Builder.Services.AddStatusBus(Builder.Configuration, _bus);

        var app = Builder.Build();
        if (CrashPoint.ArmedAt is { } point)
            app.Logger.LogCritical("{Setting} is set: this process KILLS ITSELF at {Point}. For tests only.", CrashPoint.Setting, point);
        if (_clock is OffsetClock off)
            app.Logger.LogCritical("{Setting} is set: the clock of this process is OFF BY {Offset}. For tests only.", OffsetClock.Setting, off.By);
        app.UseApi();
        if (_ownDocuments)
            app.MapDocuments();
        app.MapHealth(_ownDocuments);
        app.MapSystemReports(_names);
        foreach (var map in _maps)
            map(app);
        return app;
    }

    /// <summary>Runs until it is told to stop.</summary>
    public Task RunAsync() => Build().RunAsync();

    /// <summary>A service's own file comes before the environment and the command line, which therefore win.</summary>
    void AddSettingsFile(string name)
    {
        var sources = ((IConfigurationBuilder)Builder.Configuration).Sources;
        var at = 0;
        for (var i = 0; i < sources.Count; i++)
        {
            if (sources[i] is JsonConfigurationSource or MemoryConfigurationSource)
                at = i + 1;
        }

        var source = new JsonConfigurationSource { Optional = true, ReloadOnChange = false, Path = Path.Combine(AppContext.BaseDirectory, name) };
        source.ResolveFileProvider();
        sources.Insert(at, source);
    }
}

/// <summary>The names of the services in this process.</summary>
public sealed record HostedServices(IReadOnlyList<string> Names);
