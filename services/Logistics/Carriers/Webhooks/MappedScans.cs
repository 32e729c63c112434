using System.Text;
using System.Text.RegularExpressions;
using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>Makes scans of what a mapping found. An event that lacks something is no scan and says what it lacks; its neighbours are not touched.</summary>
static partial class MappedScans
{
    /// <summary>How much of an event is kept with its scan, in characters; all of it is in the carrier's message.</summary>
    public const int LongestRaw = 16 * 1024;

    /// <summary>One for each event of the body, in the body's order.</summary>
    /// <param name="mapped">What was found.</param>
    /// <param name="carrier">Whose webhook told it.</param>
    /// <param name="now">The time of now.</param>
    public static IEnumerable<HeardScan> Of(MappedBody mapped, string carrier, DateTimeOffset now) =>
        mapped.Packages.SelectMany(p => p.Events, (package, happened) => Of(mapped.Mapping, package, happened, carrier, now));

    static HeardScan Of(Mapping mapping, MappedPackage package, MappedEvent happened, string carrier, DateTimeOffset now)
    {
        var errors = new Errors();
        var eventId = happened.EventId;
        if (Clean(package.TrackingNumber?.Value, int.MaxValue) is { } number)
            errors.Text("trackingNumber", number, Limits.TrackingNumber);
        else
            errors.Add("trackingNumber", "The carrier's message does not tell it where its mapping looks for it.");
        if (happened.Time is { Value: null } unread)
            errors.Add("occurredAt", $"'{Clean(unread.Text, 40)}' at {unread.Path} is no time as {mapping.File} says that {carrier} writes it.");
        ScanRules.CheckTime(errors, "occurredAt", happened.Time?.Value, now, required: happened.Time?.Value is null && happened.Time is null);
        if (!errors.IsEmpty)
            return new(eventId, null, errors);

        var means = happened.Rule?.Means;
        var word = Clean(happened.What.Word, Limits.RawStatus);
        return new(eventId, new CheckedScan
        {
            Carrier = LabelOf(package.Carrier?.Value) ?? carrier,
            TrackingNumber = Clean(package.TrackingNumber!.Value, int.MaxValue),
            Source = $"carrier:{carrier}",
            EventId = eventId,
            Status = means?.Status ?? PackageStatus.Unknown,
            Detail = means?.Detail,
            Blame = means?.Blame,
            Code = word,
            RawStatus = means is null ? word ?? "(nothing)" : null,
            OccurredAt = ScanRules.Precise(happened.Time!.Value!.Value),
            Location = Clean(happened.Place?.Value, Limits.Location),
            Description = Clean(happened.Description?.Value, Limits.Description),
            SignedBy = means?.Status == PackageStatus.Delivered ? Clean(happened.SignedBy?.Value, Limits.SignedBy) : null,
            EstimatedDelivery = package.EstimatedDelivery?.Value is { } day && ScanRules.IsEstimate(day, now) ? ScanRules.Precise(day) : null,
            Raw = Clean(happened.Node.Show(LongestRaw), LongestRaw + 1),
        }, errors);
    }

    /// <summary>A carrier's name as a provider writes it, made one of ours: in small letters, with _ for what is no letter, digit or -.</summary>
    public static string? LabelOf(string? name)
    {
        if (name is null)
            return null;
        var word = Stranger().Replace(name.ToLowerInvariant(), "_").Trim('_');
        return ScanRules.Carrier.IsMatch(word) ? word : null;
    }

    /// <summary>A text that every database can hold and every page can show: without control characters, and not too long.</summary>
    public static string? Clean(string? text, int longest)
    {
        if (text is null)
            return null;
        var clean = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > longest)
                break;
            if (!Rune.IsControl(rune))
                clean.Append(rune);
            else if (rune.Value is '\n' or '\r' or '\t')
                clean.Append(' ');
        }

        return clean.ToString().Trim() is { Length: > 0 } kept ? kept : null;
    }

    [GeneratedRegex("[^a-z0-9-]+")]
    private static partial Regex Stranger();
}
