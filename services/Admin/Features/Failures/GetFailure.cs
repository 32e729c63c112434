using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>One message that failed, with its body, headers and exception.</summary>
static class GetFailure
{
    public static void MapGetFailure(this RouteGroupBuilder failures) =>
        failures.MapGet("/{id:guid}", Handle).WithName("Admin.GetFailure").RequireScope(Scopes.Operate).WithSummary("One message that failed, with its body, headers and exception.");

    static async Task<Results<Ok<FailureDetailReply>, NotFound<ProblemDetails>>> Handle(Guid id, AdminDb db, CancellationToken cancellationToken) =>
        await db.Failures.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, cancellationToken) is { } failure
            ? TypedResults.Ok(FailureDetailReply.Of(failure))
            : Missing(id);

    public static NotFound<ProblemDetails> Missing(Guid id) => Problem.NotFound($"There is no failure {id}.");
}
