using System.Text.Json;

namespace StatusTracking.Chaos;

/// <summary>What a client did.</summary>
enum Act { Order, Label, Scan, Cancel, Refund }

/// <summary>One 2xx reply, as the client wrote it down.</summary>
/// <param name="At">When it came.</param>
/// <param name="Act">What was asked for.</param>
/// <param name="Life">The order's number among this run's.</param>
/// <param name="Key">Which of such acts: the idempotency key, or the scan's id.</param>
/// <param name="OrderId">The order.</param>
/// <param name="PackageId">The package, of labels and scans.</param>
/// <param name="Repeat">Whether the same had been acknowledged before.</param>
sealed record Acknowledged(DateTimeOffset At, Act Act, int Life, string Key, Guid OrderId, Guid? PackageId, bool Repeat);

/// <summary>
/// The client's own book: one line a 2xx reply, written when it has come, never changed. What is in it was accepted, whatever happened to the
/// system afterwards.
/// </summary>
sealed class Ledger(string file) : IDisposable
{
    readonly Lock _gate = new();
    readonly StreamWriter _writer = new(file, append: true) { AutoFlush = true };

    public void Write(Acknowledged line)
    {
        var json = JsonSerializer.Serialize(line);
        lock (_gate)
            _writer.WriteLine(json);
    }

    public static IEnumerable<Acknowledged> Read(string file) => File.ReadLines(file).Select(line => JsonSerializer.Deserialize<Acknowledged>(line)!);

    public void Dispose() => _writer.Dispose();
}
