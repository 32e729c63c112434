namespace StatusTracking.Testing;

/// <summary>What became of all that was asked for.</summary>
public sealed class Verdict
{
    /// <summary>Distinct acts that a client began: orders, labels, scans …</summary>
    public int Attempted { get; set; }

    /// <summary>Those of them that it got a 2xx for.</summary>
    public int Acknowledged { get; set; }

    /// <summary>Effects that were due and are not there.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Effects that are there twice.</summary>
    public List<string> Duplicated { get; } = [];

    /// <summary>What nobody asked for, and what contradicts itself.</summary>
    public List<string> Unexpected { get; } = [];

    /// <summary>Messages to people of which nobody can know whether they arrived; each is listed by the API.</summary>
    public List<string> Uncertain { get; } = [];

    /// <summary>How many messages have been uncertain at some time, those included that were resolved since.</summary>
    public int EverUncertain { get; set; }

    /// <summary>Work that is not done yet.</summary>
    public List<string> Undone { get; } = [];

    /// <summary>Whether everything came true once. Uncertain messages are no fault of ours as long as they are listed.</summary>
    public bool IsGood => Lost.Count == 0 && Duplicated.Count == 0 && Unexpected.Count == 0 && Undone.Count == 0;

    /// <summary>The figures.</summary>
    public string Figures =>
        $"attempted {Attempted} · acknowledged {Acknowledged} · lost {Lost.Count} · duplicated {Duplicated.Count} · unexpected {Unexpected.Count} · "
        + $"uncertain {Uncertain.Count} (ever {EverUncertain}) · undone {Undone.Count}";

    /// <summary>The figures, and some findings of each kind.</summary>
    public override string ToString() => string.Join('\n',
        [Figures, .. Some("lost", Lost), .. Some("duplicated", Duplicated), .. Some("unexpected", Unexpected), .. Some("uncertain", Uncertain), .. Some("undone", Undone)]);

    static IEnumerable<string> Some(string kind, List<string> findings) => findings.Take(10).Select(finding => $"  {kind}: {finding}");
}
