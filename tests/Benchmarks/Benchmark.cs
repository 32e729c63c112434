namespace StatusTracking.Benchmarks;

/// <summary>One question, with its baselines, answered in one run on one machine.</summary>
abstract class Benchmark
{
    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The question, in a line.</summary>
    public abstract string What { get; }

    /// <summary>Measures, prints one table, and returns the figures: ratios are named <c>x_to_y</c>.</summary>
    public abstract Task<IReadOnlyDictionary<string, double>> Run(Servers servers);

    /// <summary>The middle one: a noisy neighbour moves it less than the mean.</summary>
    protected static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The value below which a share of them lies.</summary>
    protected static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    /// <summary>Prints rows under a head, as wide as they need to be.</summary>
    protected static void Print(string[] head, IEnumerable<string[]> rows)
    {
        string[][] all = [head, [.. head.Select(h => new string('-', h.Length))], .. rows];
        var widths = head.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        Console.WriteLine();
        foreach (var row in all)
            Console.WriteLine($"| {string.Join(" | ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))} |");
        Console.WriteLine();
    }

    protected static IReadOnlyDictionary<string, double> Print(Dictionary<string, double> figures)
    {
        foreach (var (name, value) in figures)
            Console.WriteLine($"{name} = {value:0.##}");
        return figures;
    }
}
