using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;

namespace StatusTracking.Admin;

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
                logger.LogWarning(e, "Groups of failures could not be worked on; the next try is in {Interval}", options.Value.Failures.WorkEvery);
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
                await DoSome(db, operation, share, cancellationToken);
        }
    }

    /// <summary>How many have their turn now; nobody else takes them.</summary>
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

    async Task DoSome(AdminDb db, FailureOperation operation, int share, CancellationToken cancellationToken)
    {
        var next = await db.Failures.Where(f => f.OperationId == operation.Id && f.State == FailureState.Open).OrderBy(f => f.FirstFailedAt).ThenBy(f => f.Id)
            .Take(share).Select(f => f.Id).ToListAsync(cancellationToken);
        foreach (var id in next)
            await Do(operation, id, cancellationToken);
        if (next.Count == 0 && !await db.Failures.AnyAsync(f => f.OperationId == operation.Id, cancellationToken))
        {
            var now = await db.GetUtcNow(cancellationToken);
            await db.FailureOperations.Where(o => o.Id == operation.Id && o.State == OperationState.Running)
                .ExecuteUpdateAsync(s => s.SetProperty(o => o.State, OperationState.Done).SetProperty(o => o.FinishedAt, now), cancellationToken);
        }
    }

    /// <summary>Each in a transaction of its own, and the failure locked before the operation, as those do who hear what became of it.</summary>
    async Task Do(FailureOperation operation, Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
        var outbox = scope.ServiceProvider.GetRequiredService<Outbox<AdminDb>>();
        await db.InTransaction(async () =>
        {
            // It may have been sent, discarded or let go since it was looked for.
            if (await db.FindForUpdate<Failure>(id, cancellationToken) is not { State: FailureState.Open } failure || failure.OperationId != operation.Id)
                return false;
            // Nobody reports what became of one that is discarded.
            var settled = operation.Action is FailureAction.Discard ? 1 : 0;
            if (operation.Action is FailureAction.Discard)
                await DiscardFailure.Forget(failure, operation.Who, operation.Reason, outbox, time, cancellationToken);
            else
                await RetryFailure.Send(failure, new(), null, outbox, time, cancellationToken, operation.Id);
            await db.SaveChangesAsync(cancellationToken);
            await db.FailureOperations.Where(o => o.Id == operation.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(o => o.Sent, o => o.Sent + 1).SetProperty(o => o.Succeeded, o => o.Succeeded + settled), cancellationToken);
            return true;
        }, cancellationToken);
    }
}
