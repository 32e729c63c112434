using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>
/// What is done with a whole group of failures, a few a second: <c>GET /failures/operations?group=</c> shows how far it is,
/// <c>POST /failures/operations/{id}/stop</c> ends it. Begun by <see cref="RetryGroup"/> and <see cref="DiscardGroup"/>.
/// </summary>
static class GroupOperations
{
    /// <summary>The most that one does a second.</summary>
    public const int Fastest = 50;

    /// <summary>The most that one request can name.</summary>
    public const int MostChosen = 500;

    const int Newest = 20;

    public static void MapGroupOperations(this RouteGroupBuilder failures)
    {
        failures.MapGet("/operations", List).WithName("Admin.ListFailureOperations").RequireScope(Scopes.Operate)
            .WithSummary("What is being done, or was, with a group of failures, the newest first.");
        failures.MapPost("/operations/{id:guid}/stop", Stop).WithName("Admin.StopFailureOperation").RequireScope(Scopes.Operate)
            .WithSummary("Goes on no further. What is on its way is still counted.");
    }

    /// <summary>What is wrong with the failures that were chosen; null where nothing is.</summary>
    public static ValidationProblem? WrongChoice(IReadOnlyList<Guid>? failures) =>
        failures is { Count: 0 or > MostChosen } ? Problem.Invalid("failures", $"Name 1 to {MostChosen}, or leave it out for all that wait.") : null;

    /// <summary>Begins with the failures of a group that wait now, all or of those that were chosen; what fails again is no longer part of it.</summary>
    public static Task<Results<Accepted<OperationReply>, ValidationProblem, Conflict<ProblemDetails>>> Begin(
        this AdminDb db, FailureAction action, string group, IReadOnlyList<Guid>? chosen, string reason, int perSecond, int? stopAfterFailures, TimeProvider time, ClaimsPrincipal user,
        CancellationToken cancellationToken) =>
        db.InTransaction<Results<Accepted<OperationReply>, ValidationProblem, Conflict<ProblemDetails>>>(async () =>
        {
            var now = await db.GetUtcNow(cancellationToken);
            var id = Guid.CreateVersion7(now);
            var waiting = db.Failures.Where(f => f.Group == group && f.State == FailureState.Open && f.OperationId == null);
            var total = await (chosen is null ? waiting : waiting.Where(f => chosen.Contains(f.Id)))
                .ExecuteUpdateAsync(s => s.SetProperty(f => f.OperationId, id), cancellationToken);
            if (total == 0)
                return Problem.Conflict("No such failure of this group waits: they are on their way, settled, or part of an operation that runs.");
            var operation = new FailureOperation
            {
                Id = id,
                Action = action,
                Group = group,
                PerSecond = perSecond,
                StopAfterFailures = stopAfterFailures,
                Who = user.Name(),
                Reason = reason,
                Total = total,
                StartedAt = now,
                SentUpTo = now,
            };
            db.Add(operation);
            db.Add(AuditEntry.Of(user, action is FailureAction.Discard ? "failure_group_discarded" : "failure_group_retried", id, reason, time));
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Accepted($"/api/v1/failures/operations?group={group}", OperationReply.Of(operation));
        }, cancellationToken);

    static async Task<Ok<Page<OperationReply>>> List(string group, AdminDb db, CancellationToken cancellationToken)
    {
        var operations = await db.FailureOperations.AsNoTracking().Where(o => o.Group == group).OrderByDescending(o => o.StartedAt).Take(Newest).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<OperationReply>([.. operations.Select(OperationReply.Of)], null));
    }

    static async Task<Results<Ok<OperationReply>, NotFound<ProblemDetails>>> Stop(Guid id, AdminDb db, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await db.InTransaction<Results<Ok<OperationReply>, NotFound<ProblemDetails>>>(async () =>
        {
            if (await db.End(id, $"{user.Name()} stopped it.", cancellationToken))
            {
                db.Add(AuditEntry.Of(user, "failure_group_stopped", id, null, time));
                await db.SaveChangesAsync(cancellationToken);
            }

            return await db.FailureOperations.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken) is { } operation
                ? TypedResults.Ok(OperationReply.Of(operation))
                : Problem.NotFound($"There is no operation {id}.");
        }, cancellationToken);

    /// <summary>Lets go of what an operation has not sent yet, and stops it. Failures first, as everybody locks them.</summary>
    /// <returns>Whether it ran until now.</returns>
    public static async Task<bool> End(this AdminDb db, Guid operation, string why, CancellationToken cancellationToken)
    {
        var now = await db.GetUtcNow(cancellationToken);
        await db.Failures.Where(f => f.OperationId == operation && f.State == FailureState.Open).ExecuteUpdateAsync(s => s.SetProperty(f => f.OperationId, (Guid?)null), cancellationToken);
        return await db.FailureOperations.Where(o => o.Id == operation && o.State == OperationState.Running).ExecuteUpdateAsync(
            s => s.SetProperty(o => o.State, OperationState.Stopped).SetProperty(o => o.Note, why).SetProperty(o => o.FinishedAt, now), cancellationToken) == 1;
    }
}

