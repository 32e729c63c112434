namespace StatusTracking.Messaging;

/// <summary>
/// The partitions of which a row could not leave. What is made after it stays in the table and is due when that row is: so all of them are
/// claimed in the order in which they were made, and nothing overtakes. Other partitions go on.
/// </summary>
/// <remarks>
/// It knows what this process has met, no more: where two copies of a service change one package while a row of one of them cannot leave, or
/// after a crash, its changes may be heard in another order. Listeners stand that: each change carries its sequence.
/// </remarks>
sealed class HeldBack
{
    /// <summary>So that a broker that is away for a day costs little memory. Beyond it, order is not kept.</summary>
    const int MostPartitions = 100_000;

    readonly Lock _gate = new();
    readonly Dictionary<Guid, Line> _lines = [];

    /// <summary>A row could not leave.</summary>
    /// <param name="row">Which.</param>
    /// <param name="due">When it is next tried.</param>
    public void Fail(OutboxMessage row, DateTimeOffset due)
    {
        if (row.PartitionKey is not { } partition)
            return;
        var place = new Place(row.Id, row.Position);
        lock (_gate)
        {
            if (_lines.TryGetValue(partition, out var line))
                _lines[partition] = new(line.Head is { } head && head.Position < place.Position ? head : place, Later(line.Last, place), due);
            else if (_lines.Count < MostPartitions)
                _lines[partition] = new(place, place, due);
        }
    }

    /// <summary>Puts a row at the end of its partition's line, where there is one.</summary>
    /// <returns>When it is due; null = there is no line, and it may leave.</returns>
    public DateTimeOffset? Join(OutboxMessage row)
    {
        if (row.PartitionKey is not { } partition)
            return null;
        lock (_gate)
        {
            if (!_lines.TryGetValue(partition, out var line))
                return null;
            _lines[partition] = line with { Last = Later(line.Last, new(row.Id, row.Position)) };
            return line.Due;
        }
    }

    /// <summary>The row that must be gone before this one may leave; null = none.</summary>
    public Guid? Before(OutboxMessage row)
    {
        if (row.PartitionKey is not { } partition)
            return null;
        lock (_gate)
            return _lines.TryGetValue(partition, out var line) && line.Head is { } head && head.Id != row.Id && head.Position <= row.Position ? head.Id : null;
    }

    /// <summary>A row has left or is parked: nobody waits for it any more. The line ends with the last of it.</summary>
    /// <param name="partitionKey">The row's.</param>
    /// <param name="row">Its id.</param>
    /// <returns>Whether there was a line.</returns>
    public bool Leave(Guid? partitionKey, Guid row)
    {
        if (partitionKey is not { } partition)
            return false;
        lock (_gate)
        {
            if (!_lines.TryGetValue(partition, out var line))
                return false;
            if (line.Last.Id == row)
                _lines.Remove(partition);
            else if (line.Head?.Id == row)
                _lines[partition] = line with { Head = null };
            return true;
        }
    }

    static Place Later(Place one, Place other) => other.Position >= one.Position ? other : one;

    readonly record struct Place(Guid Id, long Position);

    /// <summary>What waits in a partition.</summary>
    /// <param name="Head">The row that could not leave; null = it has left meanwhile, and the others follow.</param>
    /// <param name="Last">The last one that waits.</param>
    /// <param name="Due">When all of them are.</param>
    sealed record Line(Place? Head, Place Last, DateTimeOffset Due);
}
