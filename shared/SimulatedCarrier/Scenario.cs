using System.Globalization;
using System.Text.RegularExpressions;

namespace StatusTracking.SimulatedCarrier;

/// <summary>
/// What becomes of a parcel, a line each:
/// <code>
/// # after   what it is                       where       modifiers
/// +2h       picked_up.accepted               @ Köln
/// +9h       in_transit.departed_facility     @ Köln      x5
/// +20h      in_transit.arrived_facility      @ Berlin    heard +31h
/// +1d       estimate +4d
/// +3d6h     delivered.to_recipient           @ Berlin
/// </code>
/// Times count from the label on, in days, hours, minutes and seconds. <c>xN</c> tells it N times; <c>heard</c> tells it later than it happened;
/// <c>estimate</c> names another day of delivery. <c>#</c> begins a comment.
/// </summary>
public sealed partial class Scenario
{
    const int MostTimes = 1000;

    static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    Scenario(string name, IReadOnlyList<ScenarioStep> steps) => (Name, Steps) = (name, steps);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>What happens, in the order in which it happens.</summary>
    public IReadOnlyList<ScenarioStep> Steps { get; }

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">A line is not of the language: its number, and what is expected there.</exception>
    public static Scenario Parse(string name, string text)
    {
        var steps = new List<ScenarioStep>();
        foreach (var (index, line) in text.Split('\n').Index())
        {
            var written = line.Split('#')[0].Trim();
            if (written.Length > 0)
                steps.Add(Step(written) ?? throw new FormatException($"{name}, line {index + 1}: '{written}' is no step. Write such as '+2h picked_up.accepted @ Köln x2 heard +5h', or '+1d estimate +4d'."));
        }

        if (steps.Count == 0)
            throw new FormatException($"{name} has no step.");
        return new(name, [.. steps.OrderBy(step => step.After)]);
    }

    static ScenarioStep? Step(string line)
    {
        if (Line().Match(line) is not { Success: true } match || Span(match.Groups["after"].Value) is not { } after)
            return null;
        var (heard, estimate, times) = (match.Groups["heard"], match.Groups["estimate"], match.Groups["times"]);
        if (heard.Success && !(Span(heard.Value) >= after) || estimate.Success && Span(estimate.Value) is null)
            return null;
        if (times.Success && !(int.TryParse(times.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostTimes))
            return null;
        return new(after, match.Groups["status"].Value, Text(match.Groups["detail"]), Text(match.Groups["place"]))
        {
            Times = times.Success ? int.Parse(times.Value, CultureInfo.InvariantCulture) : 1,
            HeardAfter = heard.Success ? Span(heard.Value)!.Value : after,
            Estimate = estimate.Success ? Span(estimate.Value) : null,
        };
    }

    static string? Text(Group group) => group.Success ? group.Value.Trim() : null;

    /// <summary><c>3d6h</c>; null for nothing, and for more than a year.</summary>
    static TimeSpan? Span(string text)
    {
        if (Duration().Match(text) is not { Success: true } match || text.Length == 0)
            return null;
        var span = TimeSpan.FromDays(Number("d")) + TimeSpan.FromHours(Number("h")) + TimeSpan.FromMinutes(Number("m")) + TimeSpan.FromSeconds(Number("s"));
        return span <= Longest ? span : null;

        int Number(string unit) => match.Groups[unit].Success ? int.Parse(match.Groups[unit].Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"^\+(?<after>[0-9dhms]+)\s+(?:estimate\s+\+(?<estimate>[0-9dhms]+)|(?<status>[a-z_]+)(?:\.(?<detail>[a-z0-9_]+))?(?:\s+@\s+(?<place>.+?))?(?:\s+x(?<times>\d+))?)(?:\s+heard\s+\+(?<heard>[0-9dhms]+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?:(?<d>\d{1,4})d)?(?:(?<h>\d{1,4})h)?(?:(?<m>\d{1,4})m)?(?:(?<s>\d{1,4})s)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();
}

/// <summary>One thing that happens to a parcel.</summary>
/// <param name="After">When it happens, from the label on.</param>
/// <param name="Status">The status that it gives the package; empty where only the estimate changes.</param>
/// <param name="Detail">The finer word, or null.</param>
/// <param name="Place">Where, or null.</param>
public sealed record ScenarioStep(TimeSpan After, string Status, string? Detail, string? Place)
{
    /// <summary>How often the carrier tells it.</summary>
    public int Times { get; init; } = 1;

    /// <summary>When the carrier tells it first, from the label on.</summary>
    public TimeSpan HeardAfter { get; init; }

    /// <summary>The day of delivery that holds from then on, from the label on; null = as before.</summary>
    public TimeSpan? Estimate { get; init; }

    /// <summary>Whether it is a scan, and not only another estimate.</summary>
    public bool IsScan => Status.Length > 0;
}
