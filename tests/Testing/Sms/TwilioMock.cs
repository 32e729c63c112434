using System.Collections.Concurrent;
using System.Diagnostics;

namespace StatusTracking.Testing;

/// <summary>
/// A server that is made from Twilio's own description of its API (OpenAPI) by Prism: it refuses with 422 what that description does not allow,
/// and answers with its examples. It sends nothing and calls nobody back.
/// </summary>
public sealed class TwilioMock : IAsyncDisposable
{
    const string Version = "5.14.2";

    readonly Process _process;
    readonly ConcurrentQueue<string> _log = new();

    TwilioMock(Process process, Uri address)
    {
        (_process, BaseUrl) = (process, address);
        process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseUrl { get; }

    /// <summary>What it said of each request.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Starts it. Skips the test where npm or the description cannot be had.</summary>
    public static async Task<TwilioMock> Start()
    {
        var description = TestData.Require("twilio", "twilio_api_v2010.json");
        var prism = Path.Combine(await NpmTool.Require("@stoplight/prism-cli", Version), "node_modules", "@stoplight", "prism-cli", "dist", "index.js");
        var port = FreePort.Next();
        var process = Process.Start(new ProcessStartInfo("node", [prism, "mock", "--errors", "--host", "127.0.0.1", "--port", $"{port}", description]) { RedirectStandardOutput = true })!;
        var mock = new TwilioMock(process, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await Eventually.True(() => mock.Log.Any(line => line.Contains("Prism is listening", StringComparison.Ordinal)), TimeSpan.FromMinutes(1));
            return mock;
        }
        catch
        {
            await mock.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
