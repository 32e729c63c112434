using System.Runtime.InteropServices;
using StatusTracking.Testing;

namespace StatusTracking.Chaos;

static class Program
{
    static async Task<int> Main(string[] args)
    {
        if (ChaosOptions.Parse(args) is not { } options)
        {
            Console.WriteLine(ChaosOptions.Usage);
            return 2;
        }

        // The SMS server's host takes the signal for itself, and the run would go on without it. What was started ends with this process.
        using var told = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));
        var folder = Repository.File("artifacts", "chaos", $"{options.Seed}-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        Report report;
        try
        {
            using var run = new ChaosRun(options, folder, TimeProvider.System);
            report = await run.Run();
        }
        catch (Exception e)
        {
            Console.WriteLine($"The run with seed {options.Seed} broke off: {e}");
            return 1;
        }

        Console.WriteLine(report.ForPeople());
        await File.WriteAllTextAsync(Path.Combine(folder, "report.json"), report.ForPrograms());
        if (options.Json is { } file)
            await File.WriteAllTextAsync(file, report.ForPrograms());
        if (report.IsGood && !options.Keep)
            Directory.Delete(folder, recursive: true);
        return report.IsGood ? 0 : 1;
    }
}
