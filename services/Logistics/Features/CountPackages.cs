using Microsoft.AspNetCore.Http.HttpResults;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>How many packages are in each status.</summary>
static class CountPackages
{
    public static void MapCountPackages(this RouteGroupBuilder packages) =>
        packages.MapGet("/counts", Handle).WithName("Logistics.CountPackages").RequireScope(Scopes.Read).WithSummary("How many packages are in each status");

    static async Task<Ok<StatusCounts>> Handle(CountOfAll<LogisticsDb, Package, PackageStatus> packages, CancellationToken cancellationToken) =>
        TypedResults.Ok(await packages.Get(cancellationToken));
}
