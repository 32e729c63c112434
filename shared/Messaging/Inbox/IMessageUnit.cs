using System.Linq.Expressions;
using MassTransit;

namespace StatusTracking.Messaging;

/// <summary>
/// All that handling one message does to the database: its inbox row, saga, outgoing and scheduled messages, and whatever the consumer
/// saved. It commits as one. Whoever implements it decides whether a unit has a transaction of its own or shares one with others.
/// </summary>
interface IMessageUnit
{
    /// <summary>Loads a saga for change; null where there is none.</summary>
    Task<TSaga?> Load<TSaga>(Guid id, CancellationToken cancellationToken) where TSaga : class, ISaga;

    /// <summary>Loads sagas by an expression, for change.</summary>
    Task<IReadOnlyList<TSaga>> Query<TSaga>(Expression<Func<TSaga, bool>> filter, CancellationToken cancellationToken) where TSaga : class, ISaga;

    /// <summary>Stages a new saga.</summary>
    void Insert<TSaga>(TSaga saga) where TSaga : class, ISaga;

    /// <summary>Stages a changed saga.</summary>
    void Update<TSaga>(TSaga saga) where TSaga : class, ISaga;

    /// <summary>Stages a saga's end.</summary>
    void Delete<TSaga>(TSaga saga) where TSaga : class, ISaga;

    /// <summary>Takes back what was staged for a saga.</summary>
    void Undo<TSaga>(TSaga saga) where TSaga : class, ISaga;

    /// <summary>Stages an outgoing or scheduled message.</summary>
    Task Send<T>(SendContext<T> context) where T : class;

    /// <summary>Stages the end of a schedule.</summary>
    Task CancelScheduled(Guid token, CancellationToken cancellationToken);

    /// <summary>Writes all that was staged.</summary>
    Task Flush(CancellationToken cancellationToken);
}
