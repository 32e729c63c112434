using System.Diagnostics;
using Xunit;

namespace StatusTracking.Testing;

/// <summary>
/// A program of the npm registry that a test needs, in a version of its own, under <c>artifacts/npm</c>. Installed at the first use; a test that
/// cannot have it says why and is skipped.
/// </summary>
public static class NpmTool
{
    static readonly TimeSpan InstallsWithin = TimeSpan.FromMinutes(5);
    static readonly SemaphoreSlim One = new(1, 1);

    /// <summary>The folder that holds the package's <c>node_modules</c>.</summary>
    /// <param name="package">Such as <c>@stoplight/prism-cli</c>.</param>
    /// <param name="version">Exactly.</param>
    public static async Task<string> Require(string package, string version)
    {
        var folder = Repository.File("artifacts", "npm", $"{package.Trim('@').Replace('/', '-')}-{version}");
        var done = Path.Combine(folder, "installed");
        await One.WaitAsync();
        try
        {
            if (File.Exists(done))
                return folder;
            Directory.CreateDirectory(folder);
            var (installed, output) = await Run("npm", ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", $"{package}@{version}"]);
            Assert.SkipUnless(installed, $"{package} {version} cannot be had from npm: {output.Split('\n').LastOrDefault(line => line.Length > 0)}");
            await File.WriteAllTextAsync(done, output);
            return folder;
        }
        finally
        {
            One.Release();
        }
    }

    static async Task<(bool Succeeded, string Output)> Run(string program, IEnumerable<string> arguments)
    {
        using var process = new Process { StartInfo = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (false, $"{program} is not installed here ({e.Message})");
        }

        using var limit = new CancellationTokenSource(InstallsWithin);
        try
        {
            var outputs = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode == 0, string.Join('\n', outputs));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (false, $"it took longer than {InstallsWithin.TotalMinutes:0} minutes");
        }
    }
}
