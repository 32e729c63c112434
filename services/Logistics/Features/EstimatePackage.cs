using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>When a package is to be delivered.</summary>
/// <param name="EstimatedDelivery">The carrier's estimate: 2000 or later, at most 10 years ahead.</param>
/// <param name="Source">Who says so, of a–z, 0–9, :, _ and -; <c>api</c> where it is not given.</param>
/// <param name="Reason">Why, for people.</param>
sealed record EstimatePackageRequest(DateTimeOffset? EstimatedDelivery, string? Source = null, string? Reason = null);

/// <summary><c>PUT /packages/{id}/estimate</c>: the day of delivery is known, or is another one. The same again changes nothing.</summary>
static class EstimatePackage
{
    public static void MapEstimatePackage(this RouteGroupBuilder packages) =>
        packages.MapPut("/{id:guid}/estimate", Handle).WithName("Logistics.EstimatePackage").RequireScope(Scopes.Write)
            .WithSummary("Sets or revises when a package is to be delivered. A later scan that carries an estimate revises it again.");

    static async Task<Results<Ok<PackageReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, EstimatePackageRequest request, FreshDb databases, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = ScanRules.Precise(time.GetUtcNow());
        var errors = new Errors();
        if (request.EstimatedDelivery is null)
            errors.Add("estimatedDelivery", "The estimate is missing.");
        ScanRules.CheckEstimate(errors, "estimatedDelivery", request.EstimatedDelivery, now);
        ScanRules.CheckSource(errors, request.Source ?? Scan.Api);
        errors.Text("reason", request.Reason, Limits.Reason, multiline: true);
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());

        var estimate = ScanRules.Precise(request.EstimatedDelivery!.Value);
        return await databases.Do<Results<Ok<PackageReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>>([$"{id}"], async db =>
        {
            if (await db.FindForUpdate<Package>(id, cancellationToken) is not { } package)
                return Problem.NotFound($"There is no package {id}.");
            if (package.EstimatedDelivery == estimate)
                return TypedResults.Ok(PackageReply.Of(package));
            if (package.Status.IsOver())
                return Problem.Conflict($"The package is {package.Status.ToWord()}: there is nothing to estimate any more.");

            package.Estimate(estimate, request.Source ?? Scan.Api, new Occasion(package.TimeOfEstimate(now), now), request.Reason);
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(PackageReply.Of(package));
        }, cancellationToken);
    }
}
