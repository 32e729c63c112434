using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>An event of a carrier in the plain format: that of our own scans, by the carrier's number.</summary>
sealed record CarrierEvent : ScanInput
{
    /// <summary>The carrier's number.</summary>
    public string? TrackingNumber { get; init; }
}

/// <summary>Reads our plain format in JSON: one event, an array of them, or an object with the array.</summary>
sealed class PlainEvents(IOptions<LogisticsOptions> options, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json)
{
    readonly JsonSerializerOptions _tolerant = new(json.Value.SerializerOptions) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>The events; null with what is wrong with the body.</summary>
    public IReadOnlyList<HeardScan>? Read(string carrier, ReadOnlyMemory<byte> bytes, DateTimeOffset now, out IDictionary<string, string[]>? problem)
    {
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var body = document.RootElement;
            List<JsonElement> items;
            if (!ScanBatch.IsText(body, out var wrong))
                problem = wrong.ProblemDetails.Errors;
            else if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("trackingNumber", out _))
                return [Read(carrier, body, now)];
            else if (!ScanBatch.TryOpen(body, options.Value.MaxScansPerRequest, out items, out wrong))
                problem = wrong.ProblemDetails.Errors;
            else
                return [.. items.Select(item => Read(carrier, item, now))];
        }
        catch (JsonException)
        {
            problem = new Dictionary<string, string[]> { ["body"] = ["Is not valid JSON."] };
        }

        return null;
    }

    HeardScan Read(string carrier, JsonElement item, DateTimeOffset now)
    {
        var errors = new Errors();
        if (ScanBatch.Deserialize<CarrierEvent>(item, _tolerant, errors) is not { } scan)
            return new(ScanBatch.EventIdOf(item), null, errors);
        errors.Text("trackingNumber", scan.TrackingNumber, Limits.TrackingNumber, required: true);
        var result = ScanRules.Check(scan, $"carrier:{carrier}", now, foreign: true, errors);
        return new(scan.EventId, result is null ? null : result with { Carrier = carrier, TrackingNumber = scan.TrackingNumber, Code = result.RawStatus, Raw = item.GetRawText() }, errors);
    }
}
