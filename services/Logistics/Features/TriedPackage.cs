using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>A field that was found.</summary>
/// <param name="Value">What it says.</param>
/// <param name="Path">Where in the body it stands.</param>
sealed record TriedField(string Value, string Path)
{
    public static TriedField? Of(Found? found) => found is null ? null : new(found.Value, found.Path);
}

/// <summary>A time that was found.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Path">Where in the body it stands.</param>
/// <param name="Value">As it was read; null where it could not be.</param>
sealed record TriedTime(string Text, string Path, DateTimeOffset? Value)
{
    public static TriedTime? Of(FoundTime? found) => found is null ? null : new(found.Text, found.Path, found.Value);
}

/// <summary>What a mapping makes of an event.</summary>
/// <param name="EventId">By what it is known when it is told again.</param>
/// <param name="Id">The carrier's own id.</param>
/// <param name="Code">The code.</param>
/// <param name="SubCode">The finer code.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Place">Where.</param>
/// <param name="Description">In the carrier's words.</param>
/// <param name="SignedBy">Who signed.</param>
/// <param name="Rule">The row of the table that fits: <c>codes[3]</c>; null for a code that is not known.</param>
/// <param name="Status">What it comes to.</param>
/// <param name="Detail">A finer word.</param>
/// <param name="Blame">Who caused it.</param>
/// <param name="SaidBy">The operator who said so of the code, which goes before the table; null where nobody did.</param>
/// <param name="Warnings">What was not found, and why it would not be recorded.</param>
sealed record TriedEvent(
    string EventId, TriedField? Id, TriedField? Code, TriedField? SubCode, TriedTime? Time, TriedField? Place, TriedField? Description, TriedField? SignedBy,
    string? Rule, PackageStatus Status, string? Detail, Blame? Blame, string? SaidBy, IReadOnlyList<string> Warnings)
{
    public static TriedEvent Of(MappedEvent e, HeardScan scan, CodeMeaning? said) => new(
        e.EventId, TriedField.Of(e.Id), TriedField.Of(e.Code), TriedField.Of(e.SubCode), TriedTime.Of(e.Time), TriedField.Of(e.Place), TriedField.Of(e.Description), TriedField.Of(e.SignedBy),
        e.Rule?.Place, said?.Status ?? e.Rule?.Means.Status ?? PackageStatus.Unknown, said is null ? e.Rule?.Means.Detail : said.Detail, said is null ? e.Rule?.Means.Blame : said.Blame, said?.Who,
        [.. WarningsOf(e, scan, said)]);

    static IEnumerable<string> WarningsOf(MappedEvent e, HeardScan scan, CodeMeaning? said)
    {
        foreach (var (field, messages) in scan.Errors.ToDictionary())
            yield return $"It would be rejected: {field}: {string.Join(" ", messages)}";
        if (e.Rule is null && said is null)
            yield return e.What.Word is { } word ? $"The code '{word}' is not known: it would be kept as unknown." : "Neither a code nor a description was found: it would be kept as unknown.";
        if (e.Place is null)
            yield return "No place was found.";
        if (e.Description is null)
            yield return "No description was found.";
    }
}

/// <summary>What a mapping makes of a package.</summary>
/// <param name="TrackingNumber">Its number.</param>
/// <param name="Carrier">The carrier that its body names.</param>
/// <param name="LabelledBy">The carrier that it would be looked for under.</param>
/// <param name="EstimatedDelivery">When it is meant to be delivered.</param>
/// <param name="Events">Its events.</param>
/// <param name="Warnings">What was not found.</param>
sealed record TriedPackage(TriedField? TrackingNumber, TriedField? Carrier, string LabelledBy, TriedTime? EstimatedDelivery, IReadOnlyList<TriedEvent> Events, IReadOnlyList<string> Warnings)
{
    public static TriedPackage Of(MappedPackage package, string carrier, IReadOnlyList<HeardScan> scans, CodeMeanings meanings) => new(
        TriedField.Of(package.TrackingNumber), TriedField.Of(package.Carrier), MappedScans.LabelOf(package.Carrier?.Value) ?? carrier, TriedTime.Of(package.EstimatedDelivery),
        [.. package.Events.Zip(scans, (happened, scan) => TriedEvent.Of(happened, scan, meanings.Find(scan.Scan?.Code)))], [.. WarningsOf(package)]);

    static IEnumerable<string> WarningsOf(MappedPackage package)
    {
        if (package.TrackingNumber is null)
            yield return "No tracking number was found.";
        if (package.Events.Count == 0)
            yield return "No events were found.";
        if (package.EstimatedDelivery is { Value: null } unread)
            yield return $"'{unread.Text}' at {unread.Path} is no time that the mapping can read.";
    }
}
