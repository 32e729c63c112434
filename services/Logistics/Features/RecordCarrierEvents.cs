using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>An event of a carrier in the plain format: that of our own scans, by the carrier's number.</summary>
sealed record CarrierEvent : ScanInput
{
    /// <summary>The carrier's number.</summary>
    public string? TrackingNumber { get; init; }
}

/// <summary>
/// A carrier's webhook. A code that we do not know is no error: it is kept raw, as <c>unknown</c>, and shown to operators; so are fields
/// that we do not know.
/// </summary>
static class RecordCarrierEvents
{
    public static void MapRecordCarrierEvents(this RouteGroupBuilder carriers, LogisticsOptions options) =>
        carriers.MapPost("/{carrier}/events", Handle).WithName("Logistics.RecordCarrierEvents").RequireScope(Scopes.Write)
            .Accepts<IReadOnlyList<CarrierEvent>>("application/json")
            .WithMetadata(new RequestSizeLimitAttribute(options.MaxRequestBytes))
            .WithSummary("A carrier's own events: one, an array of them, or an object with the array as `events`.");

    static async Task<Results<Accepted<ScansReply>, ValidationProblem>> Handle(
        string carrier, JsonElement body, ScanBatch batch, IOptions<LogisticsOptions> options, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ScanRules.Carrier.IsMatch(carrier))
            return Problem.Invalid("carrier", "A carrier is 2–40 of a–z, 0–9, _ and -.");
        if (!ScanBatch.IsText(body, out var problem))
            return problem;
        List<JsonElement> items;
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("trackingNumber", out _))
            items = [body];
        else if (!ScanBatch.TryOpen(body, options.Value.MaxScansPerRequest, out items, out problem))
            return problem;

        var tolerant = new JsonSerializerOptions(json.Value.SerializerOptions) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };
        var now = time.GetUtcNow();
        var heard = items.Select(item => Read(carrier, item, tolerant, now)).ToList();
        return TypedResults.Accepted((string?)null, await batch.RecordAsync(heard, cancellationToken));
    }

    static HeardScan Read(string carrier, JsonElement item, JsonSerializerOptions json, DateTimeOffset now)
    {
        var errors = new Errors();
        if (ScanBatch.Deserialize<CarrierEvent>(item, json, errors) is not { } scan)
            return new(ScanBatch.EventIdOf(item), null, errors);
        errors.Text("trackingNumber", scan.TrackingNumber, Limits.TrackingNumber, required: true);
        var result = ScanRules.Check(scan, $"carrier:{carrier}", now, foreign: true, errors);
        return new(scan.EventId, result is null ? null : result with { Carrier = carrier, TrackingNumber = scan.TrackingNumber, Raw = item.GetRawText() }, errors);
    }
}
