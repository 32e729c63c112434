using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>
/// Lets requests that are handled at the same time share a transaction, as the messages of a saga do; see <c>GroupCommit</c>. For requests that
/// mostly add rows: they read before the transaction begins and without locks, so that unique keys and concurrency tokens decide races.
/// </summary>
public sealed class SharedCommit<TDb> where TDb : ServiceDb
{
    readonly GroupCommit<TDb> _group;
    readonly bool _isOn;

    internal SharedCommit(GroupCommit<TDb> group, IOptions<MessagingOptions> options) => (_group, _isOn) = (group, options.Value.GroupSize > 1);

    /// <summary>Handles a request. What it saves is committed when this completes, with what others saved; where it is in a transaction of its own, with that.</summary>
    /// <param name="db">The request's context.</param>
    /// <param name="handle">What is to be done. Its reply may be sent once this completes, not before.</param>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateException">What it saved was refused; nothing of it is saved, and no other request is concerned.</exception>
    public async Task<T> Run<T>(TDb db, Func<ValueTask<T>> handle)
    {
        if (!_isOn || db.Database.CurrentTransaction is not null)
            return await handle();
        using var unit = _group.Begin(db);
        try
        {
            var reply = await handle();
            if (unit.HasRows)
                await unit.Flush(CancellationToken.None);
            return reply;
        }
        finally
        {
            db.Staging = null;
        }
    }
}
