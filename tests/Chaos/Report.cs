using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StatusTracking.Chaos;

/// <summary>What a run came to, for people and for programs.</summary>
sealed record Report
{
    const int Shown = 20;

    static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public required ChaosOptions Options { get; init; }

    public required Verdict Verdict { get; init; }

    public required IReadOnlyList<Happened> Faults { get; init; }

    public required IReadOnlyList<BrokerReturn> BrokerReturns { get; init; }

    public required IReadOnlyList<string> Replayed { get; init; }

    public required IReadOnlyList<string> EndedByThemselves { get; init; }

    public required string Folder { get; init; }

    /// <summary>Figures by name.</summary>
    public required IReadOnlyDictionary<string, double> Figures { get; init; }

    public int KillsInSendWindow { get; init; }

    public bool IsGood => Verdict.IsGood;

    public string ForPeople()
    {
        var text = new StringBuilder();
        Line($"seed {Options.Seed}   events {Options.Events}   kills {Options.Kills}   copies {string.Join(' ', Options.Copies.Select(c => $"{c.Key}={c.Value}"))}");
        Line($"attempted {Figures["attempted"]:0}   acknowledged {Verdict.Acknowledged}   lost {Verdict.Lost.Count}   duplicated {Verdict.Duplicated.Count}   unexpected {Verdict.Unexpected.Count}   uncertain {Verdict.Uncertain.Count}");
        Line($"uncertain: {Figures["uncertainEver"]:0} at some time, {Verdict.Uncertain.Count} in the end ({Verdict.UncertainArrived} of them had arrived), {Verdict.Unlisted.Count} not listed by the API, {Verdict.Unexplained.Count} not explained by {KillsInSendWindow} faults in the send window");
        Line($"faults: {string.Join(", ", Faults.GroupBy(f => f.Fault.Kind).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}"))}");
        Line($"killed: {string.Join(", ", Faults.Where(f => f.Fault.IsKill).GroupBy(f => f.Fault.Target).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}"))}");
        Line($"broker back, port open until all consume: {string.Join(", ", BrokerReturns.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Seconds:0.0}{(r.Seconds is null ? "never" : " s")}{(r.Disturbed ? "*" : "")}")))}   (* a service was down meanwhile)");
        Line($"groups of failed messages that were sent again: {Replayed.Count}{Groups(Replayed)}");
        Line($"processes that ended by themselves and were started again: {EndedByThemselves.Count}");
        Line($"gave way to a more specific message: {Verdict.GaveWay}   superseded after a retry: {Verdict.Superseded}");
        foreach (var (name, value) in Figures)
            Line($"{name,-36} {value:0.##}");
        Some("lost", Verdict.Lost);
        Some("duplicated", Verdict.Duplicated);
        Some("unexpected", Verdict.Unexpected);
        Some("uncertain", Verdict.Uncertain);
        Some("uncertain and not explained", Verdict.Unexplained);
        Some("uncertain and not listed", Verdict.Unlisted);
        if (!IsGood)
            Line($"ledger, logs and databases' facts are kept in {Folder}; the same again: tests/run.sh --chaos --events {Options.Events} --kills {Options.Kills} --seed {Options.Seed}");
        return text.ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

        void Some(string what, IReadOnlyList<string> all)
        {
            foreach (var one in all.Take(Shown))
                text.AppendLine(CultureInfo.InvariantCulture, $"  {what}: {one}");
            if (all.Count > Shown)
                text.AppendLine(CultureInfo.InvariantCulture, $"  {what}: and {all.Count - Shown} more");
        }
    }

    public string ForPrograms() => JsonSerializer.Serialize(
        new
        {
            name = "chaos",
            Options.Seed,
            Options.Events,
            Options.Kills,
            good = IsGood,
            figures = new Dictionary<string, double>(Figures)
            {
                ["acknowledged"] = Verdict.Acknowledged,
                ["lost"] = Verdict.Lost.Count,
                ["duplicated"] = Verdict.Duplicated.Count,
                ["unexpected"] = Verdict.Unexpected.Count,
                ["uncertain"] = Verdict.Uncertain.Count,
                ["uncertainUnexplained"] = Verdict.Unexplained.Count,
                ["uncertainUnlisted"] = Verdict.Unlisted.Count,
                ["uncertainArrived"] = Verdict.UncertainArrived,
                ["replayed"] = Replayed.Count,
                ["endedByThemselves"] = EndedByThemselves.Count,
            },
            faults = Faults.Select(f => new { f.Fault.Number, kind = $"{f.Fault.Kind}", f.Fault.Target, f.At, f.Over, f.Note }),
            brokerReturns = BrokerReturns,
            Verdict.Lost,
            Verdict.Duplicated,
            Verdict.Unexpected,
            Verdict.Uncertain,
            Verdict.Unexplained,
            Verdict.Unlisted,
        },
        Json);

    static string Groups(IReadOnlyList<string> reasons) =>
        string.Concat(reasons.GroupBy(r => r.Length > 160 ? r[..160] : r).OrderByDescending(g => g.Count()).Take(10).Select(g => $"\n  {g.Count()} × {g.Key}"));
}
