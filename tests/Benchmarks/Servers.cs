using System.Diagnostics;
using StatusTracking.Testing;

namespace StatusTracking.Benchmarks;

/// <summary>
/// A RabbitMQ and a PostgreSQL for this run alone, as they would run for real: with fsync, on this machine's disk. The fixtures of
/// <c>tests/Testing</c> make their virtual hosts and databases on them.
/// </summary>
sealed class Servers : IAsyncDisposable
{
    static readonly string[] Kinds = ["rabbitmq", "postgresql"];

    readonly string _folder;
    readonly bool _keep;

    Servers(string folder, bool keep) => (_folder, _keep) = (folder, keep);

    /// <summary>Starts them.</summary>
    /// <param name="keep">A folder in which they and their data stay for another run; null = they are gone with this one.</param>
    public static async Task<Servers> Start(string? keep)
    {
        var folder = keep ?? Path.Combine(Path.GetTempPath(), $"statustracking-benchmark-{Environment.ProcessId}");
        var started = keep is null
            ? await Script(["guard", $"{Environment.ProcessId}", folder, .. Kinds])
            : string.Join('\n', await Script("rabbitmq", "start", Path.Combine(folder, "rabbitmq")), await Script("postgresql", "start", Path.Combine(folder, "postgresql")));
        foreach (var line in started.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = (line[..line.IndexOf('=')], line[(line.IndexOf('=') + 1)..]);
            Environment.SetEnvironmentVariable($"STATUSTRACKING_TEST_{(key == "RABBITMQ_URL" ? "RABBITMQ" : key)}", value);
        }

        return new(folder, keep is not null);
    }

    /// <summary>CPU milliseconds that this process and the servers have used so far.</summary>
    public CpuTime Cpu() => CpuTime.Read(Path.Combine(_folder, "rabbitmq"), Path.Combine(_folder, "postgresql"));

    public async ValueTask DisposeAsync()
    {
        if (!_keep)
            await Script("discard", _folder);
        else
            foreach (var kind in Kinds)
                await Script(kind, "stop", Path.Combine(_folder, kind));
    }

    static async Task<string> Script(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Repository.File("deploy", "servers.sh"), .. arguments]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"deploy/servers.sh {arguments[0]} failed: see above");
    }
}
