using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>Why a package is called off.</summary>
sealed record CancelPackageRequest(string? Reason = null);

static class CancelPackage
{
    public static void MapCancelPackage(this RouteGroupBuilder packages) =>
        packages.MapPost("/{id:guid}/cancel", Handle).WithName("Logistics.CancelPackage").RequireScope(Scopes.Write)
            .WithSummary("Calls a package off that was not picked up. Again: the same reply.");

    static async Task<Results<Ok<PackageReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, CancelPackageRequest? request, FreshDb databases, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        errors.Text("reason", request?.Reason, Limits.Reason, multiline: true);
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());
        return await databases.Do<Results<Ok<PackageReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>>([$"{id}"], async db =>
        {
            if (await db.FindForUpdate<Package>(id, cancellationToken) is not { } package)
                return Problem.NotFound($"There is no package {id}.");
            if (!package.Cancel(Occasion.Now(time), request?.Reason))
                return Problem.Conflict($"The package is {package.Status.ToWord()}. It can be cancelled until the carrier has picked it up.");
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(PackageReply.Of(package));
        }, cancellationToken);
    }
}
