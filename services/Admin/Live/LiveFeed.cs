using System.Collections.Concurrent;
using StatusTracking.Contracts;

namespace StatusTracking.Admin;

/// <summary>Hands what the exchange says to the pages that are open in this process. Nothing is kept: a page reads from the services.</summary>
sealed class LiveFeed
{
    readonly ConcurrentDictionary<object, Action<IStatusEvent>> _listeners = new();

    /// <summary>Calls <paramref name="hear"/> for each event until the result is disposed. It must return at once.</summary>
    public IDisposable Listen(Action<IStatusEvent> hear)
    {
        var listener = new Listener(this);
        _listeners[listener] = hear;
        return listener;
    }

    public void Tell(IStatusEvent happened)
    {
        foreach (var hear in _listeners.Values)
            hear(happened);
    }

    sealed class Listener(LiveFeed feed) : IDisposable
    {
        public void Dispose() => feed._listeners.TryRemove(this, out _);
    }
}
