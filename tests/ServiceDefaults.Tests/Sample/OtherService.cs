using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Other;

/// <summary>Has its name in common with the sample's, and nothing else.</summary>
public sealed record ThingRequest(decimal Weight);

/// <summary>A second service in the same process, without a database or a bus.</summary>
public sealed class OtherService : IService
{
    public static string Name => "Other";

    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings) => ArgumentNullException.ThrowIfNull(builder);

    public static void ConfigureBus(BusTopology bus) => ArgumentNullException.ThrowIfNull(bus);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapApi("other").MapPost("/weights", (ThingRequest request) => TypedResults.Ok(request.Weight)).WithName("Other.Weigh").RequireScope(Scopes.Write);
}
