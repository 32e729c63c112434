using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>
/// Lets requests that are handled at the same time share a transaction, as the messages of a saga do; see <c>GroupCommit</c>. For requests that
/// mostly add rows: they read before the transaction begins and without locks, so that unique keys and concurrency tokens decide races.
/// </summary>
public sealed class SharedCommit<TDb> where TDb : ServiceDb
{
    const int Attempts = 3;

    readonly GroupCommit<TDb> _group;
    readonly bool _isOn;

    internal SharedCommit(GroupCommit<TDb> group, IOptions<MessagingOptions> options) => (_group, _isOn) = (group, options.Value.GroupSize > 1);

    /// <summary>
    /// Handles a request. What it saves is committed when this completes, with what others saved; where it is in a transaction of its own, with that.
    /// Where somebody else made the same row first, it is handled again, and may find that row or make another.
    /// </summary>
    /// <param name="db">The request's context.</param>
    /// <param name="handle">What is to be done, up to three times: it saves once, at its end. Its reply may be sent once this completes, not before.</param>
    /// <exception cref="DbUpdateException">What it saved was refused; nothing of it is saved, and no other request is concerned.</exception>
    public async Task<T> Run<T>(TDb db, Func<ValueTask<T>> handle)
    {
        if (db.Database.CurrentTransaction is not null)
            return await handle();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return _isOn ? await RunTogether(db, handle) : await handle();
            }
            catch (DbUpdateException e) when (attempt < Attempts && ServiceDb.IsUniqueViolation(e))
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    async Task<T> RunTogether<T>(TDb db, Func<ValueTask<T>> handle)
    {
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
