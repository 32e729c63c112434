using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>One package with its scans, in the order in which they happened.</summary>
static class GetPackage
{
    public static void MapGetPackage(this RouteGroupBuilder packages) =>
        packages.MapGet("/{id:guid}", Handle).WithName("Logistics.GetPackage").RequireScope(Scopes.Read).WithSummary("One package with its scans.");

    static async Task<Results<Ok<PackageReply>, NotFound<ProblemDetails>>> Handle(Guid id, LogisticsDb db, CancellationToken cancellationToken)
    {
        if (await db.Packages.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } package)
            return Problem.NotFound($"There is no package {id}.");
        var scans = await db.Scans.AsNoTracking().Where(s => s.PackageId == id).ToListAsync(cancellationToken);
        return TypedResults.Ok(PackageReply.Of(package, Fold.Of(package.Start, scans)));
    }
}
