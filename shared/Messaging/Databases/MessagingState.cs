using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>What a service has in hand.</summary>
/// <param name="Outbox">Messages of its own that have not left.</param>
/// <param name="InboxRows">Messages whose handling it remembers; null where there are more than <see cref="MessagingState.Most"/>.</param>
/// <param name="Queues">Its queues; null where they are in this process's memory, which has no depth to be looked at.</param>
public sealed record MessagingState(OutboxState Outbox, int? InboxRows, IReadOnlyList<QueueDepth>? Queues)
{
    /// <summary>Above this nobody counts on: the count would cost more than it tells.</summary>
    public const int Most = 100_000;
}

/// <summary>Messages that have not left. A count is null where there are more than <see cref="MessagingState.Most"/>.</summary>
/// <param name="Waiting">Those that are to leave now.</param>
/// <param name="WaitingSince">Since when the oldest of them does.</param>
/// <param name="Failing">Those whose last attempt failed.</param>
/// <param name="Scheduled">Those that are to leave later.</param>
/// <param name="NextDue">When the next of those does.</param>
/// <param name="Parked">Those that nobody sends until an operator says so.</param>
public sealed record OutboxState(int? Waiting, DateTimeOffset? WaitingSince, int? Failing, int? Scheduled, DateTimeOffset? NextDue, int? Parked);

/// <summary>Tells what a service has in hand; registered with the service's name in lower case as its key.</summary>
public interface ITellMessagingState
{
    /// <summary>Counts.</summary>
    /// <exception cref="Exception">The database or the broker does not answer.</exception>
    Task<MessagingState> Read(CancellationToken cancellationToken);
}

sealed class TellMessagingState<TDb>(IDbContextFactory<TDb> databases, BusTopology topology, IServiceProvider services, IOptions<MessagingOptions> options, string service) : ITellMessagingState where TDb : ServiceDb
{
    public async Task<MessagingState> Read(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await db.GetUtcNow(cancellationToken);
        // What leaves at once is leased to its own process first: until that lease has run out it is not waiting for later.
        var soon = now + options.Value.Lease;
        var outbox = db.Set<OutboxMessage>().AsNoTracking();
        var (waiting, later) = (outbox.Where(m => m.NextAttemptAt <= soon), outbox.Where(m => m.NextAttemptAt > soon));
        var oldest = await waiting.MinAsync(m => (long?)m.Position, cancellationToken);
        var state = new OutboxState(
            await Count(waiting, cancellationToken),
            oldest is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
            await Count(outbox.Where(m => m.NextAttemptAt != null && m.LastError != null), cancellationToken),
            await Count(later, cancellationToken),
            await later.MinAsync(m => m.NextAttemptAt, cancellationToken),
            await Count(outbox.Where(m => m.NextAttemptAt == null), cancellationToken));
        return new(state, await Count(db.Set<InboxMessage>().AsNoTracking(), cancellationToken), await Queues(cancellationToken));
    }

    async Task<IReadOnlyList<QueueDepth>?> Queues(CancellationToken cancellationToken) => services.GetService<IBrokerProbe>() is { } probe
        ? await probe.Look([.. topology.Queues.Where(queue => queue.StartsWith($"{service}-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)], cancellationToken)
        : null;

    static async Task<int?> Count<T>(IQueryable<T> rows, CancellationToken cancellationToken) =>
        await rows.Take(MessagingState.Most + 1).CountAsync(cancellationToken) is var count and <= MessagingState.Most ? count : null;
}
