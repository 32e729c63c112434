using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace StatusTracking.Messaging;

/// <summary>Lets outgoing messages go when the transaction that holds them has committed, and forgets them when it has not.</summary>
sealed class CommitInterceptor : DbTransactionInterceptor
{
    public static readonly CommitInterceptor Instance = new();

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        (eventData.Context as ServiceDb)?.Committed();
        return Task.CompletedTask;
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => (eventData.Context as ServiceDb)?.Committed();

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        (eventData.Context as ServiceDb)?.RolledBack();
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => (eventData.Context as ServiceDb)?.RolledBack();
}
