using System.Collections;

namespace StatusTracking.Messaging;

/// <summary>
/// The legal moves of a subject, written as a table: <c>new() { { Submitted, AwaitingPayment, Failed }, { … } }</c>,
/// the status to leave first.
/// </summary>
public sealed class Transitions<TStatus> : IEnumerable<KeyValuePair<TStatus, IReadOnlySet<TStatus>>> where TStatus : struct, Enum
{
    readonly Dictionary<TStatus, HashSet<TStatus>> _table = [];

    /// <summary>Adds moves out of <paramref name="from"/>. Several lines for one status add up.</summary>
    public void Add(TStatus from, params TStatus[] to)
    {
        if (!_table.TryGetValue(from, out var targets))
            _table[from] = targets = [];
        targets.UnionWith(to);
    }

    /// <summary>Whether a subject may go from one status to the other.</summary>
    public bool Allows(TStatus from, TStatus to) => _table.TryGetValue(from, out var targets) && targets.Contains(to);

    /// <summary>Whether nothing leads out of a status.</summary>
    public bool IsTerminal(TStatus status) => !_table.TryGetValue(status, out var targets) || targets.Count == 0;

    /// <summary>The statuses that can follow.</summary>
    public IReadOnlySet<TStatus> After(TStatus status) => _table.TryGetValue(status, out var targets) ? targets : new HashSet<TStatus>();

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<TStatus, IReadOnlySet<TStatus>>> GetEnumerator() =>
        _table.Select(p => KeyValuePair.Create(p.Key, (IReadOnlySet<TStatus>)p.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
