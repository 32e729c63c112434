using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using MassTransit.Context;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>
/// The orders whose people a service has forgotten, as this process knows them: it hears at once of those that it erases itself, and within
/// <see cref="Fresh"/> of another copy's. What is handled in between is found when the erasure is said again, see <see cref="ErasePerson.Again"/>.
/// </summary>
public sealed class ErasedOrders<TDb>(IDbContextFactory<TDb> databases) : IDisposable where TDb : ServiceDb
{
    /// <summary>How old what this process knows may be.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    /// <summary>Rows are dated before they are committed: those that committed late are found by looking back so far.</summary>
    static readonly TimeSpan LongestCommit = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<Guid, DateTimeOffset> _known = new();
    readonly SemaphoreSlim _turn = new(1, 1);
    DateTimeOffset? _latest;
    long _readAt;

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    internal void Add(IEnumerable<Guid> orders, DateTimeOffset at)
    {
        foreach (var order in orders)
            _known.TryAdd(order, at);
    }

    /// <summary>The message as it came, or without people where they were erased.</summary>
    internal async ValueTask<ConsumeContext<T>> Strip<T>(ConsumeContext<T> context) where T : class =>
        OrderOf(context.Message) is { } order && await Contains(order, context.CancellationToken) && WithoutPeople(context.Message) is T stripped
            ? new MessageConsumeContext<T>(context, stripped)
            : context;

    async ValueTask<bool> Contains(Guid order, CancellationToken cancellationToken)
    {
        if (!_known.ContainsKey(order) && (_readAt == 0 || Stopwatch.GetElapsedTime(_readAt) > Fresh))
            await Read(cancellationToken);
        return _known.ContainsKey(order);
    }

    async Task Read(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_readAt != 0 && Stopwatch.GetElapsedTime(_readAt) <= Fresh)
                return;
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var from = _latest - LongestCommit ?? DateTimeOffset.MinValue;
            foreach (var row in await db.Set<ErasedOrder>().AsNoTracking().Where(e => e.ErasedAt >= from).ToListAsync(cancellationToken))
            {
                _known.TryAdd(row.OrderId, row.ErasedAt);
                if (_latest is null || row.ErasedAt > _latest)
                    _latest = row.ErasedAt;
            }

            _readAt = Stopwatch.GetTimestamp();
        }
        finally
        {
            _turn.Release();
        }
    }

    static Guid? OrderOf(object message) => message switch
    {
        StatusChanged change => change.OrderId,
        SendAlert alert => alert.OrderId,
        _ => null,
    };

    /// <summary>Without what carriers wrote as well: they name whom they gave it to.</summary>
    static object WithoutPeople(object message) => message switch
    {
        OrderStatusChanged order => order with { Order = order.Order.WithoutPeople(), Reason = Unwritten(order.Reason) },
        PackageStatusChanged package => package with { Package = package.Package.WithoutPeople(), Location = null, Description = null, Reason = Unwritten(package.Reason) },
        NotificationStatusChanged notification => notification with { Recipient = Erasures.Erased, Reason = Unwritten(notification.Reason) },
        StatusChanged change => change with { Reason = Unwritten(change.Reason) },
        SendAlert alert => alert with { Package = alert.Package.WithoutPeople(), Cause = alert.Cause with { Location = null, Description = null } },
        _ => message,
    };

    /// <summary>A program's reason is one word, such as <c>late_scan</c>; what has several, somebody may have written who named them.</summary>
    static string? Unwritten(string? reason) => reason?.Contains(' ', StringComparison.Ordinal) == true ? Erasures.Erased : reason;
}
