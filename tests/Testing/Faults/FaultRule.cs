namespace StatusTracking.Testing;

/// <summary>Something that happens when a client sends certain bytes. Made by <see cref="FaultProxy.When(string, Then, int)"/>.</summary>
public sealed class FaultRule
{
    readonly Lock _gate = new();
    int _left;
    int _hits;

    internal FaultRule(byte[] pattern, Then then, int times) => (Pattern, Then, _left) = (pattern, then, times);

    internal byte[] Pattern { get; }

    internal Then Then { get; }

    /// <summary>How often it has happened.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>Takes one of its times; false when there is none left.</summary>
    internal bool Take()
    {
        lock (_gate)
        {
            if (_left == 0) return false;
            _left--;
            _hits++;
            return true;
        }
    }

    internal bool IsSpent
    {
        get
        {
            lock (_gate) return _left == 0;
        }
    }
}
