using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>Which messages of a group are forgotten.</summary>
/// <param name="Reason">Why; required.</param>
/// <param name="Failures">Only these, at most <see cref="GroupOperations.MostChosen"/>; null = all that wait.</param>
sealed record DiscardGroupRequest(string? Reason, IReadOnlyList<Guid>? Failures = null);

/// <summary>Forgets open failures of a group, all or some: <c>POST /failures/groups/{group}/discard</c>. An operation, so that there is time to stop it.</summary>
static class DiscardGroup
{
    public static void MapDiscardGroup(this RouteGroupBuilder failures) =>
        failures.MapPost("/groups/{group}/discard", Handle).WithName("Admin.DiscardFailureGroup").RequireScope(Scopes.Operate).Idempotent<AdminDb>()
            .WithSummary("Forgets the open messages of a group, all or those that are named, some a second. What is known of their failures is kept for a while.");

    static async Task<Results<Accepted<OperationReply>, ValidationProblem, Conflict<ProblemDetails>>> Handle(
        string group, DiscardGroupRequest request, AdminDb db, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (FailureReason.Wrong(request.Reason, required: true) is { } wrong)
            return wrong;
        if (GroupOperations.WrongChoice(request.Failures) is { } choice)
            return choice;
        return await db.Begin(FailureAction.Discard, group, request.Failures, request.Reason!, GroupOperations.Fastest, stopAfterFailures: null, time, user, cancellationToken);
    }
}
