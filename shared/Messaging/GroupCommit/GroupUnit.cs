using System.Linq.Expressions;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace StatusTracking.Messaging;

/// <summary>
/// What handling one message is to write, kept in memory until <see cref="GroupCommit{TDb}"/> writes it with others. From the load of a
/// saga, or the turn that its message asked for, to its own end, nobody else of this process has that turn.
/// </summary>
sealed class GroupUnit<TDb>(GroupCommit<TDb> group, InboxMessage? inbox, MessageSource source) : IMessageUnit, IDisposable where TDb : ServiceDb
{
    readonly Dictionary<object, Staged> _rows = new(ReferenceEqualityComparer.Instance);
    readonly List<OutboxMessage> _outgoing = [];
    readonly List<Guid> _cancelled = [];
    readonly List<(Turns Turns, Guid Saga)> _turns = [];
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>By which its message is known; null = it is a request's.</summary>
    public InboxMessage? Inbox => inbox;

    /// <summary>Whether anything was staged.</summary>
    public bool HasRows => _rows.Count > 0;

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

    /// <summary>Takes a turn that is no saga's: whoever else wants it waits until this unit is written.</summary>
    public Task Take(Guid turn) => Take(group.Turns, turn);

    public void Insert<TSaga>(TSaga saga) where TSaga : class, ISaga => _rows[saga] = Staged.As(EntityState.Added, saga);

    // One that this message made is still to be inserted.
    public void Update<TSaga>(TSaga saga) where TSaga : class, ISaga => _rows.TryAdd(saga, Staged.As(EntityState.Modified, saga));

    public void Delete<TSaga>(TSaga saga) where TSaga : class, ISaga => Delete(saga, Staged.As(EntityState.Deleted, saga));

    public void Undo<TSaga>(TSaga saga) where TSaga : class, ISaga => _rows.Remove(saga);

    /// <summary>What a consumer's context would have saved.</summary>
    public void Stage(EntityEntry entry)
    {
        if (entry.State is EntityState.Deleted)
            Delete(entry.Entity, Staged.As(entry));
        else
            _rows.TryAdd(entry.Entity, Staged.As(entry));
    }

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
        foreach (var (row, (state, tokens)) in _rows)
        {
            var entry = db.Entry(row);
            // A save counts a version up, in the object too, also one that then fails.
            if (Staged.VersionOf(row) is { } version && tokens.TryGetValue(version, out var before))
                entry.Property(version).CurrentValue = before;
            entry.State = state;
            if (state is EntityState.Added)
                continue;
            foreach (var (name, value) in tokens)
                entry.Property(name).OriginalValue = value;
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

    void Delete(object row, Staged staged)
    {
        if (!_rows.Remove(row, out var before) || before.State is not EntityState.Added)
            _rows[row] = staged with { Tokens = before.Tokens ?? staged.Tokens };
    }

    /// <summary>What is to become of a row.</summary>
    /// <param name="State">Whether it is inserted, updated or deleted.</param>
    /// <param name="Tokens">The values by which it is known that nobody else has changed it.</param>
    readonly record struct Staged(EntityState State, IReadOnlyDictionary<string, object?> Tokens)
    {
        public static Staged As(EntityState state, ISaga saga) => new(state, new Dictionary<string, object?> { [nameof(ISagaVersion.Version)] = ((ISagaVersion)saga).Version });

        public static Staged As(EntityEntry entry) =>
            new(entry.State, entry.Properties.Where(p => p.Metadata.IsConcurrencyToken).ToDictionary(p => p.Metadata.Name, p => p.OriginalValue));

        /// <summary>The property that each save counts up.</summary>
        public static string? VersionOf(object row) => row is ISagaVersion ? nameof(ISagaVersion.Version) : row is ISubject ? nameof(ISubject.Version) : null;
    }
}
