using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>A scan of a batch: checked, or null with what is wrong with it.</summary>
sealed record HeardScan(string? EventId, CheckedScan? Scan, Errors Errors);

/// <summary>Records the good ones of many scans, some packages a transaction, and says of each what became of it.</summary>
sealed class ScanBatch(FreshDb databases, CarrierGaps gaps, IOptions<LogisticsOptions> options, TimeProvider time)
{
    /// <summary>Scans a transaction, unless one package has more.</summary>
    const int Chunk = 200;

    public async Task<ScansReply> RecordAsync(IReadOnlyList<HeardScan> heard, CancellationToken cancellationToken)
    {
        var replies = new ScanReplyOfMany[heard.Count];
        foreach (var (index, scan) in heard.Index())
            replies[index] = new(index, scan.EventId, ScanResult.Rejected, null, scan.Errors.ToDictionary());

        foreach (var chunk in ChunksOf(heard))
        {
            var outcomes = await databases.Do(chunk.Select(c => c.Scan.PackageKey), db => new ScanRecorder(db, gaps, options.Value, time).RecordAsync([.. chunk.Select(c => c.Scan)], cancellationToken), cancellationToken);
            foreach (var ((scan, index), outcome) in chunk.Zip(outcomes))
            {
                var errors = outcome.Result == ScanResult.Rejected ? new Dictionary<string, string[]> { ["packageId"] = ["There is no such package."] } : null;
                replies[index] = new(index, scan.EventId, outcome.Result, outcome.Package?.Id, errors);
            }
        }

        return new(replies);
    }

    /// <summary>Whether a body is text at all: a parser lets broken UTF-8 pass, which fails only whoever reads it later.</summary>
    public static bool IsText(JsonElement body, [NotNullWhen(false)] out ValidationProblem? problem)
    {
        problem = Utf8.IsValid(JsonMarshal.GetRawUtf8Value(body)) ? null : Problem.Invalid("body", "Is not valid UTF-8. Send JSON as UTF-8.");
        return problem is null;
    }

    /// <summary>Opens the envelope: an array, or an object whose one field holds the array.</summary>
    public static bool TryOpen(JsonElement body, int most, out List<JsonElement> items, [NotNullWhen(false)] out ValidationProblem? problem)
    {
        items = [];
        if (!IsText(body, out problem))
            return false;
        if (body.ValueKind == JsonValueKind.Object)
        {
            string[] names = [.. body.EnumerateObject().Select(NameOf)];
            if (Array.Find(names, name => name is not ("events" or "scans" or "items")) is { } stranger)
                problem = Problem.Invalid(stranger, "Is not a field of this request.");
            else if (names is not [var only] || body.GetProperty(only).ValueKind != JsonValueKind.Array)
                problem = Problem.Invalid("events", "Must be an array of scans.");
            else
                items = [.. body.GetProperty(only).EnumerateArray()];
        }
        else if (body.ValueKind == JsonValueKind.Array)
            items = [.. body.EnumerateArray()];
        else
            problem = Problem.Invalid("events", "Send an array of scans, or an object with the array as events.");

        if (problem is null && (items.Count == 0 || items.Count > most))
            problem = Problem.Invalid("events", $"Send 1 to {most} scans at once; these are {items.Count}.");
        return problem is null;
    }

    /// <summary>Reads one item; null with the field that is wrong.</summary>
    public static T? Deserialize<T>(JsonElement item, JsonSerializerOptions json, Errors errors) where T : class
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            errors.Add("item", "Is not an object.");
            return null;
        }

        try
        {
            return item.Deserialize<T>(json);
        }
        catch (JsonException e)
        {
            var stranger = item.EnumerateObject().Select(NameOf).FirstOrDefault(name => e.Message.Contains($"'{name}'", StringComparison.Ordinal));
            if (e.Message.Contains("could not be mapped", StringComparison.Ordinal) && stranger is not null)
                errors.Add(stranger, "Is not a field of a scan.");
            else
                errors.Add(e.Path is { Length: > 2 } path ? path[2..] : "item", "Has the wrong type or form.");
            return null;
        }
    }

    /// <summary>JSON can hold half of a surrogate pair, which is no text; then the field is named by its place in the message only.</summary>
    static string NameOf(JsonProperty property) => TextOf(() => property.Name) ?? "item";

    static string? TextOf(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The id of an item that could not be read, for the reply.</summary>
    public static string? EventIdOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("eventId", out var id) && id.ValueKind == JsonValueKind.String && TextOf(id.GetString) is { Length: <= Limits.EventId } text ? text : null;

    /// <summary>The scans of one package stay together: those of one transaction do not make each other late.</summary>
    static IEnumerable<List<(CheckedScan Scan, int Index)>> ChunksOf(IReadOnlyList<HeardScan> heard)
    {
        var chunk = new List<(CheckedScan, int)>();
        var packages = heard.Select((h, index) => (h.Scan, Index: index)).Where(h => h.Scan is not null)
            .GroupBy(h => h.Scan!.PackageKey);
        foreach (var package in packages)
        {
            chunk.AddRange(package.Select(p => (p.Scan!, p.Index)));
            if (chunk.Count >= Chunk)
            {
                yield return chunk;
                chunk = [];
            }
        }

        if (chunk.Count > 0)
            yield return chunk;
    }
}
