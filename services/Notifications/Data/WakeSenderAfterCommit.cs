using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace StatusTracking.Notifications;

/// <summary>Wakes the sender when the transaction that queued something has committed: before, it would find nothing.</summary>
sealed class WakeSenderAfterCommit : DbTransactionInterceptor
{
    public static readonly WakeSenderAfterCommit Instance = new();

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        (eventData.Context as NotificationsDb)?.WakeSender();
        return Task.CompletedTask;
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => (eventData.Context as NotificationsDb)?.WakeSender();
}
