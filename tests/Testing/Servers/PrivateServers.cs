using System.Diagnostics;

namespace StatusTracking.Testing;

/// <summary>
/// Servers of this machine's own packages, started by <c>deploy/servers.sh</c> for this process alone. A guard outside
/// this process ends them when it ends, also when it is killed.
/// </summary>
static class PrivateServers
{
    static string Script { get; } = Repository.File("deploy", "servers.sh");

    /// <summary>Null where the server can run here, else what to install.</summary>
    public static async Task<string?> WhyNot(string kind)
    {
        if (!OperatingSystem.IsLinux()) return $"{kind} is started from Debian's packages, and this is not Linux";
        var (exitCode, _, error) = await Run(kind, "available");
        return exitCode == 0 ? null : error;
    }

    /// <summary>Starts one and returns what the script says about it: <c>RABBITMQ_URL=…</c>.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Start(string kind)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"statustracking-{kind}-{Environment.ProcessId}-{Guid.NewGuid():N}");
        var (exitCode, output, error) = await Run("guard", $"{Environment.ProcessId}", folder, kind);
        if (exitCode != 0) throw new InvalidOperationException($"{kind} did not start: {error}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
    }

    static async Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Restarted faster than by a machine that could lose power.
        start.Environment["POSTGRESQL_FSYNC"] = "off";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, (await error).Trim());
    }
}
