using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Admin;

/// <summary>A message failed somewhere: it is listed, or joins what is known of it.</summary>
sealed class RecordFailureConsumer(AdminDb db, Outbox<AdminDb> outbox) : IConsumer<RecordFailure>
{
    public async Task Consume(ConsumeContext<RecordFailure> context)
    {
        var told = context.Message;
        if (await db.FindForUpdate<Failure>(told.FailureId, context.CancellationToken) is { } known)
            await Join(known, told, context.CancellationToken);
        else
            db.Failures.Add(Failure.Of(told));
        await db.SaveChangesAsync(context.CancellationToken);
    }

    async Task Join(Failure known, RecordFailure told, CancellationToken cancellationToken)
    {
        var (operation, failedBefore, service) = (known.OperationId, known.FailedAgain, known.Service);
        if (known.Join(told) is { } forget)
            await outbox.Drop(service, known.Id, forget, cancellationToken);
        if (operation is { } id && known.FailedAgain > failedBefore)
            await db.FailureOperations.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.FailedAgain, o => o.FailedAgain + 1), cancellationToken);
    }
}

/// <summary>A message that was tried again has been handled, or could not be sent.</summary>
sealed class ReportRetryConsumer(AdminDb db, Outbox<AdminDb> outbox, TimeProvider time) : IConsumer<ReportRetry>
{
    public async Task Consume(ConsumeContext<ReportRetry> context)
    {
        var told = context.Message;
        // Several listeners may report one message, and an earlier retry after a later one: the first word on the last retry counts.
        if (await db.FindForUpdate<Failure>(told.FailureId, context.CancellationToken) is not { IsClosed: false } failure || failure.Retries != told.Retry)
            return;
        var operation = failure.OperationId;
        if (told.Handled)
        {
            if (failure.Resolve(time.GetUtcNow()) is { } forget)
                await outbox.Drop(failure.Service, failure.Id, forget, context.CancellationToken);
        }
        else
        {
            failure.Refuse(told.Reason ?? "It could not be sent again.");
        }

        await db.SaveChangesAsync(context.CancellationToken);
        if (operation is not { } id)
            return;
        var count = db.FailureOperations.Where(o => o.Id == id);
        await (told.Handled
            ? count.ExecuteUpdateAsync(s => s.SetProperty(o => o.Succeeded, o => o.Succeeded + 1), context.CancellationToken)
            : count.ExecuteUpdateAsync(s => s.SetProperty(o => o.FailedAgain, o => o.FailedAgain + 1), context.CancellationToken));
    }
}

static class FailureCommands
{
    /// <summary>Tells a message's keeper to forget it.</summary>
    public static ValueTask Drop(this Outbox<AdminDb> outbox, string service, Guid failure, Guid keptAs, CancellationToken cancellationToken) =>
        outbox.Send(Failures.QueueOf(service), new DropFailedMessage { FailureId = failure, KeptAs = keptAs }, cancellationToken: cancellationToken);
}
