using System.Collections.Concurrent;

namespace StatusTracking.Testing;

/// <summary>An order that a client has a 2xx for, and what must come of it and of nothing else that the client did.</summary>
public sealed record LedgerOrder
{
    /// <summary>The id of the reply.</summary>
    public required Guid Id { get; init; }

    /// <summary>The client's own reference, of this order alone.</summary>
    public required string Reference { get; init; }

    /// <summary>The buyer's address, of this order alone.</summary>
    public required string Email { get; init; }

    /// <summary>The buyer's number, of this order alone.</summary>
    public required string Phone { get; init; }

    /// <summary>The status that it ends in.</summary>
    public required string Ends { get; init; }

    /// <summary>What the buyer is told, as <c>kind/channel</c>.</summary>
    public required IReadOnlyList<string> Told { get; init; }

    /// <summary>How much of the buyer's money is captured.</summary>
    public required decimal Captured { get; init; }

    /// <summary>How much of that is kept in the end.</summary>
    public required decimal Kept { get; init; }
}

/// <summary>
/// The client's own book: what it asked for, and what it was answered. What is acknowledged in it was accepted, whatever happened to the
/// system afterwards.
/// </summary>
public sealed class Ledger
{
    readonly ConcurrentDictionary<string, bool> _acts = new();
    readonly ConcurrentQueue<LedgerOrder> _orders = new();
    readonly ConcurrentQueue<(Guid Package, string EventId)> _scans = new();

    /// <summary>Orders that were acknowledged.</summary>
    public IReadOnlyList<LedgerOrder> Orders => [.. _orders];

    /// <summary>Scans that were acknowledged.</summary>
    public IReadOnlyList<(Guid Package, string EventId)> Scans => [.. _scans];

    /// <summary>Distinct acts that were begun.</summary>
    public int Attempted => _acts.Count;

    /// <summary>Those of them that were acknowledged.</summary>
    public int Acknowledged => _acts.Count(act => act.Value);

    /// <summary>Something is asked for: before the first request leaves.</summary>
    public void Begin(string act) => _acts.TryAdd(act, false);

    /// <summary>A 2xx has come.</summary>
    public void Acknowledge(string act) => _acts[act] = true;

    /// <summary>An order was accepted.</summary>
    public void Add(LedgerOrder order) => _orders.Enqueue(order);

    /// <summary>A scan was accepted.</summary>
    public void AddScan(Guid package, string eventId) => _scans.Enqueue((package, eventId));
}
