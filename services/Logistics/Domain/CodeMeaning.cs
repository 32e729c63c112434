using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>
/// What an operator says that a carrier's code means. It goes before the carrier's mapping. Never changed: another word on the same code is another row, and the newest
/// counts, so that the table is its own record of who said what, when and why.
/// </summary>
sealed class CodeMeaning
{
    public required Guid Id { get; init; }

    /// <summary>Whose webhook told it.</summary>
    public required string Carrier { get; init; }

    /// <summary><see cref="EventCode.Word"/>. One without a sub-code counts for all of its sub-codes that have no meaning of their own here.</summary>
    public required string Code { get; init; }

    public required PackageStatus Status { get; init; }

    public string? Detail { get; init; }

    public Blame? Blame { get; init; }

    public required string Reason { get; init; }

    /// <summary>Who said so.</summary>
    public required string Who { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>When the scans recorded before had all taken it; null while that is going on.</summary>
    public DateTimeOffset? AppliedAt { get; set; }

    /// <summary>How many packages have scans of it that were recorded before; null until they are counted.</summary>
    public int? Packages { get; set; }

    /// <summary>How many of them were gone through.</summary>
    public int? Followed { get; set; }

    public Meaning Meaning => new(Status, Detail, Blame);
}

/// <summary>The meanings of a carrier's codes that count.</summary>
sealed class CodeMeanings(IEnumerable<CodeMeaning> rows)
{
    readonly Dictionary<string, CodeMeaning> _byCode = rows.GroupBy(r => r.Code, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MaxBy(r => (r.At, r.Id))!, StringComparer.Ordinal);

    /// <summary>What operators say of a code: of itself, else of the code before its sub-code. Null where they say nothing.</summary>
    public CodeMeaning? Find(string? code) => code is null ? null
        : _byCode.GetValueOrDefault(code) ?? (code.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? _byCode.GetValueOrDefault(code[..slash]) : null);
}
