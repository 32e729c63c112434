using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

/// <summary>
/// Sagas in a service's database. Written against MassTransit's abstractions and named like its EF Core integration, which cannot be had
/// here: loads lock the row, saves check the version, and all of it commits with the inbox row and the outgoing messages.
/// </summary>
sealed class SagaRepositoryContextFactory<TDb, TSaga>(IDbContextFactory<TDb> databases, ISagaConsumeContextFactory<IMessageUnit, TSaga> contexts) :
    ISagaRepositoryContextFactory<TSaga>, IQuerySagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TDb : ServiceDb where TSaga : class, ISaga
{
    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next) where T : class =>
        next.Send(new SagaRepositoryContext<TDb, TSaga, T>(context, UnitOf(context), contexts));

    public async Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next) where T : class
    {
        var unit = UnitOf(context);
        var sagas = await unit.Query(query.FilterExpression, context.CancellationToken);
        await next.Send(new LoadedSagaRepositoryQueryContext<TSaga, T>(new SagaRepositoryContext<TDb, TSaga, T>(context, unit, contexts), [.. sagas]));
    }

    public async Task<T> Execute<T>(Func<QuerySagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default) where T : class
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await asyncMethod(new ReadContext<TSaga>(db, cancellationToken));
    }

    public async Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default) where T : class
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await asyncMethod(new ReadContext<TSaga>(db, cancellationToken));
    }

    public void Probe(ProbeContext context) => context.Add("persistence", typeof(TDb).Name);

    static IMessageUnit UnitOf(ConsumeContext context) => context.TryGetPayload(out IUnitContext? unit) ? unit.Unit
        : throw new InvalidOperationException($"The saga {typeof(TSaga).Name} is not behind an inbox. Declare its endpoint by BusTopology.For<TDb>(…).Saga.");
}

/// <summary>One message's view of the sagas.</summary>
sealed class SagaRepositoryContext<TDb, TSaga, TMessage>(ConsumeContext<TMessage> context, IMessageUnit unit, ISagaConsumeContextFactory<IMessageUnit, TSaga> contexts) :
    ConsumeContextScope<TMessage>(context), SagaRepositoryContext<TSaga, TMessage>
    where TDb : ServiceDb where TSaga : class, ISaga where TMessage : class
{
    readonly ConsumeContext<TMessage> _context = context;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        contexts.CreateSagaConsumeContext(unit, _context, instance, SagaConsumeContextMode.Add);

    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        unit.Insert(instance);
        return await contexts.CreateSagaConsumeContext(unit, _context, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId) =>
        await unit.Load<TSaga>(correlationId, CancellationToken) is { } saga
            ? await contexts.CreateSagaConsumeContext(unit, _context, saga, SagaConsumeContextMode.Load)
            : null!; // MassTransit's contract: null = no such saga

    public Task Save(SagaConsumeContext<TSaga> context)
    {
        unit.Insert(context.Saga);
        return Task.CompletedTask;
    }

    public Task Update(SagaConsumeContext<TSaga> context)
    {
        unit.Update(context.Saga);
        return Task.CompletedTask;
    }

    public Task Delete(SagaConsumeContext<TSaga> context)
    {
        unit.Delete(context.Saga);
        return Task.CompletedTask;
    }

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context)
    {
        unit.Undo(context.Saga);
        return Task.CompletedTask;
    }

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode) where T : class =>
        contexts.CreateSagaConsumeContext(unit, consumeContext, instance, mode);
}

/// <summary>Reads sagas outside of a message.</summary>
sealed class ReadContext<TSaga>(ServiceDb db, CancellationToken cancellationToken) :
    BasePipeContext(cancellationToken), QuerySagaRepositoryContext<TSaga>, LoadSagaRepositoryContext<TSaga> where TSaga : class, ISaga
{
    public async Task<TSaga> Load(Guid correlationId) =>
        (await db.Set<TSaga>().AsNoTracking().SingleOrDefaultAsync(s => s.CorrelationId == correlationId, CancellationToken))!;

    public async Task<SagaRepositoryQueryContext<TSaga>> Query(ISagaQuery<TSaga> query, CancellationToken cancellationToken = default)
    {
        var ids = await db.Set<TSaga>().AsNoTracking().Where(query.FilterExpression).Select(s => s.CorrelationId).ToListAsync(cancellationToken);
        return new DefaultSagaRepositoryQueryContext<TSaga>(this, ids);
    }
}

static class SagaRegistration
{
    public static void InDatabase<TDb, TSaga>(this ISagaRegistrationConfigurator<TSaga> saga) where TDb : ServiceDb where TSaga : class, ISaga =>
        saga.Repository(r =>
        {
            r.RegisterSagaRepository<TSaga, IMessageUnit, SagaConsumeContextFactory<IMessageUnit, TSaga>, SagaRepositoryContextFactory<TDb, TSaga>>();
            r.RegisterQuerySagaRepository<TSaga, SagaRepositoryContextFactory<TDb, TSaga>>();
            r.RegisterLoadSagaRepository<TSaga, SagaRepositoryContextFactory<TDb, TSaga>>();
        });
}
