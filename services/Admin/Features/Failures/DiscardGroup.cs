using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>Forgets all open failures of a group: <c>POST /failures/groups/{group}/discard</c>. An operation, so that there is time to stop it.</summary>
static class DiscardGroup
{
    public static void MapDiscardGroup(this RouteGroupBuilder failures) =>
        failures.MapPost("/groups/{group}/discard", Handle).WithName("Admin.DiscardFailureGroup").RequireScope(Scopes.Operate).Idempotent<AdminDb>()
            .WithSummary("Forgets all open messages of a group, some a second. What is known of their failures is kept for a while.");

    static async Task<Results<Accepted<OperationReply>, ValidationProblem, Conflict<ProblemDetails>>> Handle(
        string group, DiscardFailureRequest request, AdminDb db, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (FailureReason.Wrong(request.Reason, required: true) is { } wrong)
            return wrong;
        return await db.Begin(FailureAction.Discard, group, request.Reason!, GroupOperations.Fastest, stopAfterFailures: null, time, user, cancellationToken);
    }
}
