namespace StatusTracking.Chaos;

/// <summary>
/// Keeps the load at what the machine bears: no new orders while more messages wait in the broker than are handled in a moment. Where the
/// broker cannot be asked it stays open: an API that answers without a broker is part of what is tried.
/// </summary>
sealed class Valve(Queues queues, IReadOnlyList<string> names, int most)
{
    volatile bool _open = true;

    public bool IsOpen => _open;

    /// <summary>The most messages that were ever seen waiting.</summary>
    public int Peak { get; private set; }

    public async Task Watch(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var waiting = (await queues.Now(names)).Where(q => !IsParked(q.Key)).Sum(q => q.Value.Ready);
                Peak = Math.Max(Peak, waiting);
                _open = waiting < most;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Away, frozen or just starting: whatever the client library calls that today.
                _open = true;
            }

            await Task.WhenAny(Task.Delay(500, stop));
        }
    }

    /// <summary>Queues of what strayed, or failed where failures are recorded: nobody consumes them.</summary>
    public static bool IsParked(string queue) =>
        queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal)
        || queue is Messaging.BusTopology.Unrouted;
}
