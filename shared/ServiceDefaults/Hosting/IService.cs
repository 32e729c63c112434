using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using StatusTracking.Messaging;

namespace StatusTracking.ServiceDefaults;

/// <summary>A service's table of contents. The same one runs alone and among others in Standalone; only hosting differs.</summary>
public interface IService
{
    /// <summary>Such as <c>Orders</c>: the section of its settings; its file is the same in lower case, <c>orders.json</c>.</summary>
    static abstract string Name { get; }

    /// <summary>Its database, settings, validators and workers.</summary>
    static abstract void Add(IHostApplicationBuilder builder, IConfigurationSection settings);

    /// <summary>What it publishes, listens to and handles.</summary>
    static abstract void ConfigureBus(BusTopology bus);

    /// <summary>Its routes.</summary>
    static abstract void Map(IEndpointRouteBuilder app);
}
