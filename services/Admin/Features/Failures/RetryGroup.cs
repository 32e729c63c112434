using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>How the messages of a group are sent again.</summary>
/// <param name="Reason">Why; required.</param>
/// <param name="PerSecond">How many a second, 1 to 50; 5 by default.</param>
/// <param name="StopAfterFailures">It stops by itself when so many have failed again; 1 by default, 0 = never.</param>
sealed record RetryGroupRequest(string? Reason, int PerSecond = 5, int StopAfterFailures = 1);

/// <summary>
/// Sends all open failures of a group again: <c>POST /failures/groups/{group}/retry</c> begins an operation,
/// <c>GET /failures/operations?group=</c> shows how far it is, <c>POST /failures/operations/{id}/stop</c> ends it.
/// </summary>
static class RetryGroup
{
    const int Fastest = 50;
    const int Newest = 20;

    public static void MapRetryGroup(this RouteGroupBuilder failures)
    {
        failures.MapPost("/groups/{group}/retry", Start).WithName("Admin.RetryFailureGroup").RequireScope(Scopes.Operate).Idempotent<AdminDb>()
            .WithSummary("Sends all open failures of a group again, a few a second, until too many fail again.");
        failures.MapGet("/operations", List).WithName("Admin.ListFailureOperations").RequireScope(Scopes.Operate)
            .WithSummary("What is being done, or was, with a group of failures, the newest first.");
        failures.MapPost("/operations/{id:guid}/stop", Stop).WithName("Admin.StopFailureOperation").RequireScope(Scopes.Operate)
            .WithSummary("Sends no more. What is on its way is still counted.");
    }

    static async Task<Results<Accepted<OperationReply>, ValidationProblem, Conflict<ProblemDetails>>> Start(
        string group, RetryGroupRequest request, AdminDb db, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (FailureReason.Wrong(request.Reason, required: true) is { } wrong)
            return wrong;
        if (request.PerSecond is < 1 or > Fastest)
            return Problem.Invalid("perSecond", $"Must be 1 to {Fastest}.");
        if (request.StopAfterFailures < 0)
            return Problem.Invalid("stopAfterFailures", "Must not be negative; 0 = never.");
        return await db.InTransaction<Results<Accepted<OperationReply>, ValidationProblem, Conflict<ProblemDetails>>>(async () =>
        {
            var now = await db.GetUtcNow(cancellationToken);
            var id = Guid.CreateVersion7(now);
            // What waits now is taken, once; what fails again is no longer part of it.
            var total = await db.Failures.Where(f => f.Group == group && f.State == FailureState.Open && f.OperationId == null)
                .ExecuteUpdateAsync(s => s.SetProperty(f => f.OperationId, id), cancellationToken);
            if (total == 0)
                return Problem.Conflict("No failure of this group waits: they are on their way, settled, or part of an operation that runs.");
            var operation = new FailureOperation
            {
                Id = id,
                Action = FailureAction.Retry,
                Group = group,
                PerSecond = request.PerSecond,
                StopAfterFailures = request.StopAfterFailures == 0 ? null : request.StopAfterFailures,
                Who = user.Name(),
                Reason = request.Reason!,
                Total = total,
                StartedAt = now,
                SentUpTo = now,
            };
            db.Add(operation);
            db.Add(AuditEntry.Of(user, "failure_group_retried", id, request.Reason, time));
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Accepted($"/api/v1/failures/operations?group={group}", OperationReply.Of(operation));
        }, cancellationToken);
    }

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

/// <summary>
/// Carries operations on, also those that another process began before it ended: all that an operation is lies in the database. Several
/// copies of Admin share its rate, since each takes a share of its time by raising <see cref="FailureOperation.Shares"/>.
/// </summary>
sealed class WorkOnOperations(IServiceScopeFactory scopes, IOptions<AdminOptions> options, TimeProvider time, ILogger<WorkOnOperations> logger) : BackgroundService
{
    /// <summary>What was not sent in time is made up for this long.</summary>
    static readonly TimeSpan CatchesUp = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Only how often is looked goes by this process's clock: how many may go by now is counted by the database's.
        using var timer = new PeriodicTimer(options.Value.Failures.WorkEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Work(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Failures could not be sent again; the next try is in {Interval}", options.Value.Failures.WorkEvery);
            }
        }
    }

    async Task Work(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
        foreach (var operation in await db.FailureOperations.AsNoTracking().Where(o => o.State == OperationState.Running).OrderBy(o => o.StartedAt).ToListAsync(cancellationToken))
        {
            if (operation.StopAfterFailures is { } enough && operation.FailedAgain >= enough)
                await db.InTransaction(() => db.End(operation.Id, $"{operation.FailedAgain} failed again.", cancellationToken), cancellationToken);
            else if (await TakeShare(db, operation, cancellationToken) is > 0 and var share)
                await SendSome(db, operation.Id, share, cancellationToken);
        }
    }

    /// <summary>How many may be sent now; nobody else sends them.</summary>
    static async Task<int> TakeShare(AdminDb db, FailureOperation operation, CancellationToken cancellationToken)
    {
        var now = await db.GetUtcNow(cancellationToken);
        var from = operation.SentUpTo < now - CatchesUp ? now - CatchesUp : operation.SentUpTo;
        var share = (int)((now - from).TotalSeconds * operation.PerSecond);
        if (share <= 0)
            return 0;
        var (upTo, known) = (from + TimeSpan.FromSeconds((double)share / operation.PerSecond), operation.Shares);
        var taken = await db.FailureOperations.Where(o => o.Id == operation.Id && o.Shares == known && o.State == OperationState.Running)
            .ExecuteUpdateAsync(s => s.SetProperty(o => o.Shares, known + 1).SetProperty(o => o.SentUpTo, upTo), cancellationToken);
        return taken == 1 ? share : 0;
    }

    async Task SendSome(AdminDb db, Guid operation, int share, CancellationToken cancellationToken)
    {
        var next = await db.Failures.Where(f => f.OperationId == operation && f.State == FailureState.Open).OrderBy(f => f.FirstFailedAt).ThenBy(f => f.Id)
            .Take(share).Select(f => f.Id).ToListAsync(cancellationToken);
        foreach (var id in next)
            await Send(operation, id, cancellationToken);
        if (next.Count == 0 && !await db.Failures.AnyAsync(f => f.OperationId == operation, cancellationToken))
        {
            var now = await db.GetUtcNow(cancellationToken);
            await db.FailureOperations.Where(o => o.Id == operation && o.State == OperationState.Running)
                .ExecuteUpdateAsync(s => s.SetProperty(o => o.State, OperationState.Done).SetProperty(o => o.FinishedAt, now), cancellationToken);
        }
    }

    /// <summary>Each in a transaction of its own, and the failure locked before the operation, as those do who hear what became of it.</summary>
    async Task Send(Guid operation, Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
        var outbox = scope.ServiceProvider.GetRequiredService<Outbox<AdminDb>>();
        await db.InTransaction(async () =>
        {
            // It may have been sent, discarded or let go since it was looked for.
            if (await db.FindForUpdate<Failure>(id, cancellationToken) is not { State: FailureState.Open } failure || failure.OperationId != operation)
                return false;
            await RetryFailure.Send(failure, new(), null, outbox, time, cancellationToken, operation);
            await db.SaveChangesAsync(cancellationToken);
            await db.FailureOperations.Where(o => o.Id == operation).ExecuteUpdateAsync(s => s.SetProperty(o => o.Sent, o => o.Sent + 1), cancellationToken);
            return true;
        }, cancellationToken);
    }
}
