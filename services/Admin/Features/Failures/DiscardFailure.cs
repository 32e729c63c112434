using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>Why a message is forgotten.</summary>
/// <param name="Reason">Required: the message cannot be had again.</param>
sealed record DiscardFailureRequest(string? Reason);

/// <summary>Forgets a message, on an operator's word.</summary>
static class DiscardFailure
{
    public static void MapDiscardFailure(this RouteGroupBuilder failures) =>
        failures.MapPost("/{id:guid}/discard", Handle).WithName("Admin.DiscardFailure").RequireScope(Scopes.Operate)
            .WithSummary("Forgets a message. What is known of its failure is kept for a while.");

    static async Task<Results<Ok<FailureDetailReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, DiscardFailureRequest request, AdminDb db, Outbox<AdminDb> outbox, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (FailureReason.Wrong(request.Reason, required: true) is { } wrong)
            return wrong;
        return await db.InTransaction<Results<Ok<FailureDetailReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>>(async () =>
        {
            if (await db.FindForUpdate<Failure>(id, cancellationToken) is not { } failure)
                return GetFailure.Missing(id);
            if (failure.State is FailureState.Discarded)
                return TypedResults.Ok(FailureDetailReply.Of(failure));
            if (failure.State is not FailureState.Open)
                return Problem.Conflict($"The failure is {failure.State.ToWord()}. Only an open one is discarded.");
            await Forget(failure, user.Name(), request.Reason!, outbox, time, cancellationToken);
            db.Add(AuditEntry.Of(user, "failure_discarded", id, request.Reason, time));
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(FailureDetailReply.Of(failure));
        }, cancellationToken);
    }

    /// <summary>Closes an open failure, and has the message's keeper forget it.</summary>
    public static ValueTask Forget(Failure failure, string who, string why, Outbox<AdminDb> outbox, TimeProvider time, CancellationToken cancellationToken)
    {
        failure.Discard(who, why, time.GetUtcNow());
        return outbox.Drop(failure.Service, failure.Id, failure.KeptAs, cancellationToken);
    }
}
