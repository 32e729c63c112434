using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>What happened to a message that failed.</summary>
/// <param name="At">When.</param>
/// <param name="What"><c>failed</c>, <c>failed_again</c>, <c>resolved</c>, or an operator's action as the audit log names it.</param>
/// <param name="Who">Whose action it was; null where it was nobody's.</param>
/// <param name="Note">Why.</param>
sealed record FailureStep(DateTimeOffset At, string What, string? Who, string? Note);

/// <summary>What happened to one message that failed, oldest first: its first and its last failure, what operators did, and how it ended.</summary>
static class GetFailureHistory
{
    /// <summary>Services' clocks differ by less.</summary>
    static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    public static void MapGetFailureHistory(this RouteGroupBuilder failures) =>
        failures.MapGet("/{id:guid}/history", Handle).WithName("Admin.GetFailureHistory").RequireScope(Scopes.Operate)
            .WithSummary("What happened to a message that failed, and who did what about it, oldest first.");

    static async Task<Results<Ok<Page<FailureStep>>, NotFound<ProblemDetails>>> Handle(Guid id, AdminDb db, CancellationToken cancellationToken)
    {
        if (await db.Failures.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, cancellationToken) is not { } failure)
            return GetFailure.Missing(id);
        var (target, since) = (id.ToString(), failure.FirstFailedAt - Apart);
        // The log is in order of time, and knows nothing of a failure from before it.
        var steps = await db.Audit.AsNoTracking().Where(e => e.At >= since && e.Target == target).Select(e => new FailureStep(e.At, e.Action, e.Who, e.Note)).ToListAsync(cancellationToken);
        var again = failure.LastFailedAt > failure.FirstFailedAt;
        steps.Add(new(failure.FirstFailedAt, "failed", null, again ? null : failure.Reason));
        if (again)
            steps.Add(new(failure.LastFailedAt, "failed_again", null, failure.Reason));
        if (failure is { State: FailureState.Resolved, ClosedAt: { } closed })
            steps.Add(new(closed, "resolved", null, null));
        return TypedResults.Ok(new Page<FailureStep>([.. steps.OrderBy(s => s.At)], null));
    }
}
