namespace StatusTracking.Messaging;

/// <summary>Lets those who want the same key have it one after the other, in the order in which they came.</summary>
sealed class Turns
{
    readonly Lock _gate = new();
    readonly Dictionary<Guid, Queue<TaskCompletionSource>?> _taken = [];

    /// <summary>Completes when it is the caller's turn, who then must <see cref="Pass"/> it on.</summary>
    public Task Take(Guid key)
    {
        lock (_gate)
        {
            if (_taken.TryAdd(key, null))
                return Task.CompletedTask;
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_taken[key] ??= new()).Enqueue(turn);
            return turn.Task;
        }
    }

    public void Pass(Guid key)
    {
        lock (_gate)
        {
            if (_taken[key] is { Count: > 0 } waiting)
                waiting.Dequeue().SetResult();
            else
                _taken.Remove(key);
        }
    }
}
