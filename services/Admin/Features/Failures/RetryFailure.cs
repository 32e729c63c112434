using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>How a message is sent again.</summary>
/// <param name="Body">What to send instead of its body; null = as it was, byte for byte. It becomes another message, with an id of its own. A masked secret stays what it was.</param>
/// <param name="MessageType">The contract's name, such as <c>RecordScan</c>, of a message that named none or the wrong one.</param>
/// <param name="Reason">Why; required where the message is changed.</param>
sealed record RetryFailureRequest(JsonElement? Body = null, string? MessageType = null, string? Reason = null);

/// <summary>Sends a message again, as it was or edited.</summary>
static class RetryFailure
{
    public static void MapRetryFailure(this RouteGroupBuilder failures) =>
        failures.MapPost("/{id:guid}/retry", Handle).WithName("Admin.RetryFailure").RequireScope(Scopes.Operate).Idempotent<AdminDb>()
            .WithSummary("Sends a message again to the queue that it failed on, as it was or edited.");

    static async Task<Results<Accepted<FailureDetailReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, RetryFailureRequest? request, AdminDb db, Outbox<AdminDb> outbox, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        request ??= new();
        if (FailureReason.Wrong(request.Reason, required: request.Body is not null || request.MessageType is not null) is { } wrong)
            return wrong;
        return await db.InTransaction<Results<Accepted<FailureDetailReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>>(async () =>
        {
            if (await db.FindForUpdate<Failure>(id, cancellationToken) is not { } failure)
                return GetFailure.Missing(id);
            if (failure.IsErased && request.Body is not null)
                return Problem.Conflict("What it said was erased with a person whom it named, so nobody can edit it. Send it again as it is, without them, or discard it.");
            if (Check(request, failure, out var contract) is { } errors)
                return Problem.Invalid(errors);
            if (failure.State is not FailureState.Open)
                return Problem.Conflict($"The failure is {failure.State.ToWord()}. Only an open one is sent again.");
            await Send(failure, request, contract, outbox, time, cancellationToken);
            db.Add(Audit(failure, request, user, time));
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Accepted($"/api/v1/failures/{id}", FailureDetailReply.Of(failure));
        }, cancellationToken);
    }

    /// <summary>What is wrong with an edit, by field.</summary>
    static IDictionary<string, string[]>? Check(RetryFailureRequest request, Failure failure, out Type? contract)
    {
        contract = null;
        if (request.MessageType is { } name && (contract = ContractCheck.Find(name)) is null)
            return Error("messageType", "Is no contract. Give the name of one, such as RecordScan.");
        if (request.Body is not { } body)
            return null;
        var type = contract ?? (failure.MessageTypes is "" ? null : ContractCheck.Find(failure.MessageTypes.Split(';')[0]));
        return type is not null ? ContractCheck.Errors(body, type)
            : failure.MessageTypes is "" ? Error("messageType", "Is required: the message does not say what it is.")
            : Error("body", $"{failure.MessageType} is known to {failure.Service} alone, so that nobody could check it here. Send it again as it was, or discard it.");
    }

    static Dictionary<string, string[]> Error(string field, string message) => new() { [field] = [message] };

    /// <summary>Has the message's keeper send it again.</summary>
    public static ValueTask Send(Failure failure, RetryFailureRequest request, Type? contract, Outbox<AdminDb> outbox, TimeProvider time, CancellationToken cancellationToken, Guid? operation = null) =>
        outbox.Send(
            Failures.QueueOf(failure.Service),
            new ReleaseFailedMessage
            {
                FailureId = failure.Id,
                KeptAs = failure.KeptAs,
                Retry = failure.Retry(operation),
                Body = request.Body is { } body ? JsonSerializer.Serialize(body) : null,
                MessageId = request.Body is null ? null : Guid.CreateVersion7(time.GetUtcNow()),
                MessageTypes = contract is null ? null : ContractCheck.UrnsOf(contract),
            },
            cancellationToken: cancellationToken);

    static AuditEntry Audit(Failure failure, RetryFailureRequest request, ClaimsPrincipal user, TimeProvider time) =>
        AuditEntry.Of(user, request.Body is null && request.MessageType is null ? "failure_retried" : "failure_edited_and_retried", failure.Id, request.Reason, time);
}
