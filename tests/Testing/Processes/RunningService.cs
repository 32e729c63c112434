using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace StatusTracking.Testing;

/// <summary>One service as a process of its own.</summary>
public sealed class RunningService : IDisposable
{
    static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(5);

    readonly IReadOnlyDictionary<string, string> _environment;
    readonly string _pidFile;
    readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(5) };
    // Kept until the end: somebody may be asking one of them whether it lives while the next one starts.
    readonly ConcurrentBag<Process> _ended = [];
    Process? _process;

    internal RunningService(string name, string instance, int port, IReadOnlyDictionary<string, string> environment, string pidFile, string log)
    {
        (Name, Instance, _environment, _pidFile, Log) = (name, instance, environment, pidFile, log);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>The service, such as <c>Orders</c>.</summary>
    public string Name { get; }

    /// <summary>The process among several of one service: <c>Tracking</c>, <c>Tracking-2</c>.</summary>
    public string Instance { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The file with everything it printed, over all its starts.</summary>
    public string Log { get; }

    /// <summary>Whether its process lives.</summary>
    public bool IsAlive => _process is { HasExited: false };

    /// <summary>Its process's number.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException($"{Instance} was not started");

    /// <summary>How many bytes of memory its process holds (resident set).</summary>
    public long Memory
    {
        get
        {
            var process = _process ?? throw new InvalidOperationException($"{Instance} was not started");
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>The processor time that its process has used since it started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var process = _process ?? throw new InvalidOperationException($"{Instance} was not started");
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the process. It is ready later: see <see cref="IsReady"/>.</summary>
    /// <param name="settings">Settings of this one start, such as <c>Testing:CrashAt</c>: the next is without them.</param>
    public void Start(IReadOnlyDictionary<string, string>? settings = null)
    {
        if (IsAlive) throw new InvalidOperationException($"{Instance} is running");
        var assembly = Repository.Assembly(Name);
        if (!File.Exists(assembly)) throw new FileNotFoundException($"{Name} is not built in configuration {Repository.Configuration}", assembly);
        // The shell puts the output into a file without anyone who reads and writes it, and becomes the service.
        var start = new ProcessStartInfo("bash", ["-c", """exec dotnet "$0" --urls "$1" >>"$2" 2>&1 </dev/null""", assembly, Address.ToString(), Log])
        {
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        foreach (var (key, value) in _environment) start.Environment[key] = value;
        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        if (_process is { } ended) _ended.Add(ended);
        _process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
        File.WriteAllText(_pidFile, $"{_process.Id}\n");
    }

    /// <summary>Whether it answers that it is ready.</summary>
    /// <exception cref="InvalidOperationException">Its process has ended; the message holds the end of its log.</exception>
    public async Task<bool> IsReady()
    {
        if (!IsAlive) throw new InvalidOperationException($"{Instance} ended with {_process?.ExitCode} before it was ready.\n{LogEnd()}");
        try
        {
            using var answer = await _probe.GetAsync(new Uri(Address, "/health/ready"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits until it is ready.</summary>
    public async Task WaitUntilReady()
    {
        try
        {
            await Eventually.True(IsReady, StartsWithin, $"{Instance} is ready");
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{LogEnd()}", late);
        }
    }

    /// <summary>Waits until its process has ended by itself.</summary>
    /// <returns>The exit code; 137 where it was killed, or killed itself.</returns>
    /// <exception cref="TimeoutException">It still lives; the message holds the end of its log.</exception>
    public async Task<int> Ends(TimeSpan within)
    {
        var process = _process ?? throw new InvalidOperationException($"{Instance} was not started");
        try
        {
            await process.WaitForExitAsync().WaitAsync(within);
            return process.ExitCode;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{Instance} did not end within {within.TotalSeconds:0} s.\n{LogEnd()}", late);
        }
    }

    /// <summary>Ends it at once, as a power cut would (SIGKILL).</summary>
    public async Task Kill()
    {
        if (_process is not { HasExited: false } process) return;
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM) and waits until it has.</summary>
    public async Task Stop()
    {
        if (_process is not { HasExited: false } process) return;
        await Signal("TERM");
        await process.WaitForExitAsync();
    }

    /// <summary>Sends it a signal by its name: STOP freezes it, CONT wakes it.</summary>
    public async Task Signal(string name)
    {
        var process = _process ?? throw new InvalidOperationException($"{Instance} was not started");
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The last lines of its log.</summary>
    public string LogEnd(int lines = 40) =>
        File.Exists(Log) ? $"The end of {Log}:\n{string.Join('\n', File.ReadLines(Log).TakeLast(lines))}" : $"It printed nothing to {Log}";

    /// <inheritdoc />
    public void Dispose()
    {
        if (IsAlive) _process!.Kill();
        _process?.Dispose();
        _process = null;
        foreach (var ended in _ended) ended.Dispose();
        _probe.Dispose();
    }
}
