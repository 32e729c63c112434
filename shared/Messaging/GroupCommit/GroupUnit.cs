using System.Linq.Expressions;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

/// <summary>
/// What handling one message is to write, kept in memory until <see cref="GroupCommit{TDb}"/> writes it with others. From the load of a
/// saga to its own end, nobody else of this process has that saga's turn.
/// </summary>
sealed class GroupUnit<TDb>(GroupCommit<TDb> group, InboxMessage inbox, MessageSource source) : IMessageUnit, IDisposable where TDb : ServiceDb
{
    readonly Dictionary<ISaga, Staged> _sagas = new(ReferenceEqualityComparer.Instance);
    readonly List<OutboxMessage> _outgoing = [];
    readonly List<Guid> _cancelled = [];
    readonly List<(Turns Turns, Guid Saga)> _turns = [];
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InboxMessage Inbox => inbox;

    /// <summary>The schedules that it takes back.</summary>
    public IReadOnlyList<Guid> Cancelled => _cancelled;

    public async Task<TSaga?> Load<TSaga>(Guid id, CancellationToken cancellationToken) where TSaga : class, ISaga
    {
        var loader = group.Loader<TSaga>();
        await Take(loader.Turns, id);
        return await loader.Load(id);
    }

    public async Task<IReadOnlyList<TSaga>> Query<TSaga>(Expression<Func<TSaga, bool>> filter, CancellationToken cancellationToken) where TSaga : class, ISaga
    {
        var loader = group.Loader<TSaga>();
        var ids = await loader.Find(filter, cancellationToken);
        foreach (var id in ids)
            await Take(loader.Turns, id);
        return ids.Count == 0 ? [] : await loader.Load(ids, filter, cancellationToken);
    }

    public void Insert<TSaga>(TSaga saga) where TSaga : class, ISaga => _sagas[saga] = Staged.As(EntityState.Added, saga);

    // One that this message made is still to be inserted.
    public void Update<TSaga>(TSaga saga) where TSaga : class, ISaga => _sagas.TryAdd(saga, Staged.As(EntityState.Modified, saga));

    public void Delete<TSaga>(TSaga saga) where TSaga : class, ISaga
    {
        if (!_sagas.Remove(saga, out var staged) || staged.State is not EntityState.Added)
            _sagas[saga] = Staged.As(EntityState.Deleted, saga);
    }

    public void Undo<TSaga>(TSaga saga) where TSaga : class, ISaga => _sagas.Remove(saga);

    public async Task Send<T>(SendContext<T> context) where T : class =>
        _outgoing.Add(OutgoingMessage.From(source, context, await source.Host.Clock.GetUtcNow(context.CancellationToken)));

    public Task CancelScheduled(Guid token, CancellationToken cancellationToken)
    {
        if (_outgoing.RemoveAll(m => m.ScheduleToken == token) == 0)
            _cancelled.Add(token);
        return Task.CompletedTask;
    }

    public Task Flush(CancellationToken cancellationToken)
    {
        group.Add(this);
        return _done.Task;
    }

    /// <summary>Puts what it wants written into the group's context. May be asked again, when the group is written in smaller ones.</summary>
    public void WriteTo(TDb db)
    {
        foreach (var (saga, (state, version)) in _sagas)
        {
            // A save counts the version up, in the saga too, also one that then fails.
            ((ISagaVersion)saga).Version = version;
            var entry = db.Entry(saga);
            entry.State = state;
            if (state is not EntityState.Added)
                entry.Property(nameof(ISagaVersion.Version)).OriginalValue = version;
        }

        db.AddRange(_outgoing);
    }

    /// <summary>It is committed, or was before.</summary>
    public void Succeed() => _done.SetResult();

    public void Fail(Exception reason) => _done.SetException(reason);

    public void Dispose()
    {
        foreach (var (turns, saga) in _turns)
            turns.Pass(saga);
        _turns.Clear();
    }

    async Task Take(Turns turns, Guid saga)
    {
        await turns.Take(saga);
        _turns.Add((turns, saga));
    }

    /// <summary>What is to become of a saga's row, and the version that the row must still have.</summary>
    readonly record struct Staged(EntityState State, int Version)
    {
        public static Staged As(EntityState state, ISaga saga) => new(state, ((ISagaVersion)saga).Version);
    }
}
