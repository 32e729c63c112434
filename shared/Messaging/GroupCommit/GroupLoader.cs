using System.Linq.Expressions;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>Loads the sagas of a group's messages: whoever has the turn of a saga's id waits here for a query that many share.</summary>
sealed class GroupLoader<TDb, TSaga> where TDb : ServiceDb where TSaga : class, ISaga
{
    readonly IDbContextFactory<TDb> _databases;
    readonly Gathering<Wanted> _wanted;

    public GroupLoader(IDbContextFactory<TDb> databases, IOptions<MessagingOptions> options)
    {
        _databases = databases;
        _wanted = new(options.Value.GroupSize, lanes: 2, LoadGroup);
    }

    /// <summary>Whose turn it is to change a saga, among the messages of this process.</summary>
    public Turns Turns { get; } = new();

    /// <summary>The saga as it is in the database, untracked and the caller's own; null where there is none.</summary>
    public Task<TSaga?> Load(Guid id)
    {
        var wanted = new Wanted(id);
        _wanted.Add(wanted);
        return wanted.Found.Task;
    }

    /// <summary>The ids of the sagas that an expression finds now, in ascending order: the order in which their turns are to be taken.</summary>
    public async Task<IReadOnlyList<Guid>> Find(Expression<Func<TSaga, bool>> filter, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        List<Guid> ids = await db.Set<TSaga>().AsNoTracking().Where(filter).Select(s => s.CorrelationId).ToListAsync(cancellationToken);
        return [.. ids.Order()];
    }

    /// <summary>Those of the given sagas that the expression still finds, now that nobody else of this process changes them.</summary>
    public async Task<IReadOnlyList<TSaga>> Load(IReadOnlyList<Guid> ids, Expression<Func<TSaga, bool>> filter, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<TSaga>().AsNoTracking().Where(s => ids.Contains(s.CorrelationId)).Where(filter).OrderBy(s => s.CorrelationId).ToListAsync(cancellationToken);
    }

    async Task LoadGroup(IReadOnlyList<Wanted> group)
    {
        try
        {
            await using var db = await _databases.CreateDbContextAsync();
            Guid[] ids = [.. group.Select(w => w.Id)];
            var sagas = await db.Set<TSaga>().AsNoTracking().Where(s => ids.Contains(s.CorrelationId)).ToDictionaryAsync(s => s.CorrelationId);
            foreach (var wanted in group)
                wanted.Found.SetResult(sagas.GetValueOrDefault(wanted.Id));
        }
        catch (Exception e)
        {
            foreach (var wanted in group)
                wanted.Found.TrySetException(e);
        }
    }

    sealed record Wanted(Guid Id)
    {
        public TaskCompletionSource<TSaga?> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
