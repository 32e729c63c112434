using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>How the messages of a group are sent again.</summary>
/// <param name="Reason">Why; required.</param>
/// <param name="PerSecond">How many a second, 1 to 50; 5 by default.</param>
/// <param name="StopAfterFailures">It stops by itself when so many have failed again; 1 by default, 0 = never.</param>
/// <param name="Failures">Only these, at most <see cref="GroupOperations.MostChosen"/>; null = all that wait.</param>
sealed record RetryGroupRequest(string? Reason, int PerSecond = 5, int StopAfterFailures = 1, IReadOnlyList<Guid>? Failures = null);

/// <summary>Sends open failures of a group again, all or some: <c>POST /failures/groups/{group}/retry</c>.</summary>
static class RetryGroup
{
    public static void MapRetryGroup(this RouteGroupBuilder failures) =>
        failures.MapPost("/groups/{group}/retry", Start).WithName("Admin.RetryFailureGroup").RequireScope(Scopes.Operate).Idempotent<AdminDb>()
            .WithSummary("Sends the open failures of a group again, all or those that are named, a few a second, until too many fail again.");

    static async Task<Results<Accepted<OperationReply>, ValidationProblem, Conflict<ProblemDetails>>> Start(
        string group, RetryGroupRequest request, AdminDb db, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (FailureReason.Wrong(request.Reason, required: true) is { } wrong)
            return wrong;
        if (request.PerSecond is < 1 or > GroupOperations.Fastest)
            return Problem.Invalid("perSecond", $"Must be 1 to {GroupOperations.Fastest}.");
        if (request.StopAfterFailures < 0)
            return Problem.Invalid("stopAfterFailures", "Must not be negative; 0 = never.");
        if (GroupOperations.WrongChoice(request.Failures) is { } choice)
            return choice;
        return await db.Begin(
            FailureAction.Retry, group, request.Failures, request.Reason!, request.PerSecond, request.StopAfterFailures == 0 ? null : request.StopAfterFailures, time, user, cancellationToken);
    }
}
