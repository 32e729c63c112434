namespace StatusTracking.Messaging;

/// <summary>
/// Works on items in groups: what arrives while one group is being worked on forms the next. There is no timer, so an item that comes
/// alone goes at once, and groups grow by themselves as the load grows.
/// </summary>
/// <param name="size">How many items a group has at most.</param>
/// <param name="lanes">How many groups are worked on at once.</param>
/// <param name="work">Must not throw: each item is told of its own failure.</param>
sealed class Gathering<T>(int size, int lanes, Func<IReadOnlyList<T>, Task> work)
{
    readonly Lock _gate = new();
    readonly Queue<T> _waiting = new();
    int _busy;

    public void Add(T item)
    {
        lock (_gate)
        {
            _waiting.Enqueue(item);
            if (_busy == lanes)
                return;
            _busy++;
        }

        _ = Task.Run(WorkUntilNothingWaits);
    }

    async Task WorkUntilNothingWaits()
    {
        while (NextGroup() is { } group)
            await work(group);
    }

    List<T>? NextGroup()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _busy--;
                return null;
            }

            var group = new List<T>(Math.Min(size, _waiting.Count));
            while (group.Count < size && _waiting.TryDequeue(out var item))
                group.Add(item);
            return group;
        }
    }
}
