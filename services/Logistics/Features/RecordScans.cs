using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>A scan among many: it names its package by our id, or by carrier and number.</summary>
sealed record ScanOfMany : ScanInput
{
    /// <summary>Our id of the package.</summary>
    public Guid? PackageId { get; init; }

    /// <summary>Such as <c>dhl</c>.</summary>
    public string? Carrier { get; init; }

    /// <summary>Unique only together with the carrier.</summary>
    public string? TrackingNumber { get; init; }
}

/// <summary>What became of each, in the order in which they came.</summary>
sealed record ScansReply(IReadOnlyList<ScanReplyOfMany> Results);

/// <summary>What became of one of many.</summary>
/// <param name="Index">Its place in the request.</param>
/// <param name="EventId">Its id, where it had one.</param>
/// <param name="Result">accepted, duplicate, waiting (no package has that number yet) or rejected.</param>
/// <param name="PackageId">Its package, where one is known.</param>
/// <param name="Errors">What is wrong with it, by field, where it was rejected.</param>
sealed record ScanReplyOfMany(int Index, string? EventId, ScanResult Result, Guid? PackageId, IReadOnlyDictionary<string, string[]>? Errors);

/// <summary>Up to a thousand scans at once. One that is wrong does not spoil the others.</summary>
static class RecordScans
{
    public static void MapRecordScans(this RouteGroupBuilder packages, LogisticsOptions options) =>
        packages.MapPost("/events", Handle).WithName("Logistics.RecordScans").RequireScope(Scopes.Write)
            .Accepts<IReadOnlyList<ScanOfMany>>("application/json")
            .WithMetadata(new RequestSizeLimitAttribute(options.MaxRequestBytes))
            .WithSummary("Records up to 1,000 scans: a JSON array of them, or an object with the array as `events`.");

    static async Task<Results<Accepted<ScansReply>, ValidationProblem>> Handle(
        JsonElement body, ScanBatch batch, IOptions<LogisticsOptions> options, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ScanBatch.TryOpen(body, options.Value.MaxScansPerRequest, out var items, out var problem))
            return problem;
        var now = time.GetUtcNow();
        var heard = items.Select(item => Read(item, json.Value.SerializerOptions, now)).ToList();
        return TypedResults.Accepted((string?)null, await batch.RecordAsync(heard, cancellationToken));
    }

    static HeardScan Read(JsonElement item, JsonSerializerOptions json, DateTimeOffset now)
    {
        var errors = new Errors();
        if (ScanBatch.Deserialize<ScanOfMany>(item, json, errors) is not { } scan)
            return new(ScanBatch.EventIdOf(item), null, errors);
        if (scan.PackageId is null && scan.Carrier is null && scan.TrackingNumber is null)
            errors.Add("packageId", "Name the package: by packageId, or by carrier and trackingNumber.");
        else if (scan.PackageId is null)
            ScanRules.CheckNumber(errors, scan.Carrier, scan.TrackingNumber);
        var result = ScanRules.Check(scan, Scan.Api, now, foreign: false, errors);
        return new(scan.EventId, result is null ? null : result with { PackageId = scan.PackageId, Carrier = scan.Carrier, TrackingNumber = scan.TrackingNumber }, errors);
    }
}
