using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>
/// Messages that leave when, and only when, the changes of <typeparamref name="TDb"/> are committed: rows of the same transaction.
/// Call <c>SaveChangesAsync</c> afterwards. Status changes need none of this: saving the subject publishes them.
/// </summary>
public sealed class Outbox<TDb>(TDb db) where TDb : ServiceDb
{
    /// <summary>Sends a command to its owner's queue.</summary>
    /// <param name="queue">The queue's name, <c>{service}-{job}</c>.</param>
    /// <param name="command">A message type with a namespace.</param>
    /// <param name="due">Not before this time of the process's clock; null = now. The wait is durable, and counted by the database's clock.</param>
    /// <param name="cancellationToken">Cancels the question for the database's time, which may be asked here.</param>
    public async ValueTask Send(string queue, object command, DateTimeOffset? due = null, CancellationToken cancellationToken = default) =>
        db.Add(OutgoingMessage.Send(db.Source, command, queue, due, await db.GetUtcNow(cancellationToken)));

    /// <summary>Publishes a signal through the topic exchange.</summary>
    /// <exception cref="ArgumentException"><paramref name="signal"/> is a status change: only saving its subject may publish it.</exception>
    public async ValueTask Publish(IStatusEvent signal, CancellationToken cancellationToken = default)
    {
        if (signal is IStatusChanged)
            throw new ArgumentException($"{signal.GetType().Name} is published by saving its subject.", nameof(signal));
        db.Add(OutgoingMessage.Publish(db.Source, signal, await db.GetUtcNow(cancellationToken)));
    }
}
