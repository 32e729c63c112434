using System.Linq.Expressions;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

/// <summary>A unit with a transaction of its own, on the DbContext that the consumer also has.</summary>
sealed class TransactionUnit<TDb>(TDb db) : IMessageUnit where TDb : ServiceDb
{
    public Task<TSaga?> Load<TSaga>(Guid id, CancellationToken cancellationToken) where TSaga : class, ISaga => db.FindForUpdate<TSaga>(id, cancellationToken);

    public async Task<IReadOnlyList<TSaga>> Query<TSaga>(Expression<Func<TSaga, bool>> filter, CancellationToken cancellationToken) where TSaga : class, ISaga
    {
        var ids = await db.Set<TSaga>().AsNoTracking().Where(filter).Select(s => s.CorrelationId).OrderBy(id => id).ToListAsync(cancellationToken);
        var sagas = new List<TSaga>(ids.Count);
        foreach (var id in ids)
        {
            if (await Load<TSaga>(id, cancellationToken) is { } saga)
                sagas.Add(saga);
        }

        return sagas;
    }

    public void Insert<TSaga>(TSaga saga) where TSaga : class, ISaga => db.Set<TSaga>().Add(saga);

    // Tracked since it was loaded; the save finds what changed.
    public void Update<TSaga>(TSaga saga) where TSaga : class, ISaga { }

    public void Delete<TSaga>(TSaga saga) where TSaga : class, ISaga => db.Set<TSaga>().Remove(saga);

    public void Undo<TSaga>(TSaga saga) where TSaga : class, ISaga => db.Entry(saga).State = EntityState.Detached;

    public async Task Send<T>(SendContext<T> context) where T : class =>
        db.Add(OutgoingMessage.From(db.Source, context, await db.GetUtcNow(context.CancellationToken)));

    public Task CancelScheduled(Guid token, CancellationToken cancellationToken) => db.CancelScheduled([token], cancellationToken);

    public Task Flush(CancellationToken cancellationToken) => db.SaveChangesAsync(cancellationToken);
}
