using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>A message that was let in.</summary>
/// <param name="Carrier">Whose.</param>
/// <param name="Body">As it came.</param>
/// <param name="ContentType">What it is said to be.</param>
/// <param name="TrackingNumber">The package's number, where the address tells it.</param>
/// <param name="VerifiedBy">By what it was let in.</param>
sealed record IncomingMessage(string Carrier, byte[] Body, string? ContentType, string? TrackingNumber, string VerifiedBy);

/// <summary>What became of it: each event's result, or why there are none, by field.</summary>
sealed record HeardMessage(IReadOnlyList<ScanReplyOfMany> Results, IDictionary<string, string[]>? Problem);

/// <summary>Hears carriers: keeps what they post, reads it and records its events. Whatever it answers is committed before.</summary>
sealed class CarrierWebhook(
    CarrierDoor door, CarrierMappings mappings, PlainEvents plain, ScanBatch batch, CarrierMessages messages, IDbContextFactory<LogisticsDb> databases, IOptions<LogisticsOptions> options, TimeProvider time)
{
    public bool MayRead(string carrier, ClaimsPrincipal user) => door.MayRead(carrier, user);

    public CarrierDoor.Verdict Ask(string carrier, string? token, HttpRequest request, ReadOnlySpan<byte> body) => door.Ask(carrier, token, request, body);

    /// <summary>Keeps, reads and records.</summary>
    public async Task<HeardMessage> HearAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        var id = await messages.KeepAsync(message, cancellationToken);
        var (heard, problem) = Read(message);
        if (heard is null)
        {
            await messages.EndAsync(id, MessageOutcome.NotUnderstood, string.Join(" ", problem!.Select(p => $"{p.Key}: {string.Join(" ", p.Value)}")), cancellationToken);
            return new([], problem);
        }

        var reply = await batch.RecordAsync(await WithMeaningsAsync(message.Carrier, heard, cancellationToken), cancellationToken);
        var counts = string.Join(", ", reply.Results.GroupBy(r => r.Result).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key.ToWord()}"));
        await messages.EndAsync(id, MessageOutcome.Recorded, counts.Length == 0 ? "no events" : counts, cancellationToken);
        return new(reply.Results, null);
    }

    /// <summary>What a message holds: by a mapping that recognises it, else as our plain format.</summary>
    (IReadOnlyList<HeardScan>? Heard, IDictionary<string, string[]>? Problem) Read(IncomingMessage message)
    {
        Body body;
        try
        {
            body = BodyReader.Read(message.Body, message.ContentType);
        }
        catch (UnreadableBodyException e)
        {
            return (null, Wrong("body", e.Message));
        }

        var now = time.GetUtcNow();
        var asPlain = body.Format == BodyReader.Json;
        // Our plain format in JSON has a reader of its own, which says more of what is wrong with it.
        if (BodyMapper.Recognise(body, mappings.For(message.Carrier).Where(m => !asPlain || m.Carrier != CarrierMappings.Plain)) is not { } known)
        {
            IDictionary<string, string[]>? problem = null;
            if (asPlain && plain.Read(message.Carrier, message.Body, now, out problem) is { } events)
                return (events, null);
            problem ??= new Dictionary<string, string[]>();
            if (!asPlain || mappings.Has(message.Carrier))
                problem["body"] = NotRecognised(message.Carrier, body.Format);
            return (null, problem);
        }

        var mapped = BodyMapper.Map(known.Mapping, known.Body, message.TrackingNumber);
        if (mapped.Packages.Count > 0 && mapped.Packages.All(p => p.TrackingNumber is null) && mapped.Packages.Any(p => p.Events.Count > 0))
            return (null, Wrong("trackingNumber", $"The body does not tell it where {known.Mapping.File} looks for it. Where the carrier never does, put ?trackingNumber= into the address."));
        var heard = MappedScans.Of(mapped, message.Carrier, now).Take(options.Value.MaxScansPerRequest + 1).ToList();
        return heard.Count > options.Value.MaxScansPerRequest ? (null, Wrong("events", $"Send up to {options.Value.MaxScansPerRequest} events at once.")) : (heard, null);
    }

    /// <summary>What operators say that codes mean goes before mappings.</summary>
    async Task<List<HeardScan>> WithMeaningsAsync(string carrier, IReadOnlyList<HeardScan> heard, CancellationToken cancellationToken)
    {
        if (!heard.Any(h => h.Scan?.Code is not null))
            return [.. heard];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var meanings = new CodeMeanings(await db.CodeMeanings.AsNoTracking().Where(m => m.Carrier == carrier).ToListAsync(cancellationToken));
        return [.. heard.Select(h => meanings.Find(h.Scan?.Code) is { } told ? h with { Scan = h.Scan! with { Status = told.Status, Detail = told.Detail, Blame = told.Blame, RawStatus = null } } : h)];
    }

    string[] NotRecognised(string carrier, string format)
    {
        var own = mappings.For(carrier).Where(m => m.Formats.Contains(format)).Select(m => $"{m.File} needs {string.Join(" and ", m.Recognise)}").ToList();
        return [$"No mapping of {carrier} understands it{(own.Count == 0 ? $": none is for {format}" : $": {string.Join("; ", own)}")}. POST /api/v1/carriers/mappings/try shows what a mapping makes of a body."];
    }

    static Dictionary<string, string[]> Wrong(string field, string message) => new() { [field] = [message] };
}
