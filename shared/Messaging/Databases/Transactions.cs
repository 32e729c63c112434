using System.Data;
using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

/// <summary>Transactions of work that comes over HTTP or from a worker. A consumer has one already.</summary>
public static class Transactions
{
    /// <summary>
    /// Runs <paramref name="work"/> in the transaction that is running (of a message, of an idempotent request), or in one of its own,
    /// which commits when the work is done and rolls back when it throws.
    /// </summary>
    public static async Task<T> InTransaction<T>(this ServiceDb db, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null)
            return await work();
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var result = await work();
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }
}
