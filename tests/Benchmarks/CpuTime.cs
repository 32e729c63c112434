using System.Globalization;

namespace StatusTracking.Benchmarks;

/// <summary>CPU milliseconds by who used them. On a noisy machine they say more than the clock on the wall.</summary>
readonly record struct CpuTime(double App, double Broker, double Database)
{
    // The kernel counts in ticks of USER_HZ, which is 100 on every Linux that .NET runs on.
    const double MillisecondsPerTick = 10;

    /// <summary>Reads <c>/proc</c>: of a server, the processes whose command lines name its folder, and their children.</summary>
    public static CpuTime Read(string brokerFolder, string databaseFolder)
    {
        var processes = new Dictionary<int, (int Parent, double Used, string Command)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Stat(folder) is { } stat)
                processes[id] = stat;
        }

        return new(processes[Environment.ProcessId].Used, Of(brokerFolder), Of(databaseFolder));

        double Of(string folder) => processes.Where(p => Belongs(p.Key, folder)).Sum(p => p.Value.Used);

        bool Belongs(int id, string folder) =>
            processes.TryGetValue(id, out var process) && (process.Command.Contains(folder, StringComparison.Ordinal) || process.Parent > 1 && Belongs(process.Parent, folder));
    }

    /// <summary>Per event, between two readings.</summary>
    public static CpuTime PerEvent(CpuTime from, CpuTime to, int events) =>
        new((to.App - from.App) / events, (to.Broker - from.Broker) / events, (to.Database - from.Database) / events);

    // Children that have ended are counted with their parent: a server's process for one connection may be gone by now.
    static (int, double, string)? Stat(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var used = fields[11..15].Sum(f => long.Parse(f, CultureInfo.InvariantCulture)) * MillisecondsPerTick;
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), used, File.ReadAllText(Path.Combine(folder, "cmdline")));
        }
        catch (IOException)
        {
            return null; // It ended while it was read.
        }
    }
}
