using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StatusTracking.SimulatedCarrier;

/// <summary>A parcel of the simulated carrier.</summary>
/// <param name="Carrier">As the provider writes it, such as <c>USPS</c>.</param>
/// <param name="TrackingNumber">The carrier's number.</param>
/// <param name="LabelledAt">From when on its scenario runs.</param>
/// <param name="EstimatedDelivery">The first estimate, or null.</param>
public sealed record Parcel(string Carrier, string TrackingNumber, DateTimeOffset LabelledAt, DateTimeOffset? EstimatedDelivery = null);

/// <summary>One call of the carrier.</summary>
/// <param name="At">When it calls.</param>
/// <param name="Body">What it sends, as JSON.</param>
public sealed record CarrierCall(DateTimeOffset At, byte[] Body);

/// <summary>
/// Tells scenarios as EasyPost tells of trackers: an Event <c>tracker.updated</c> with all that is known of the parcel so far, signed in
/// <c>X-Hmac-Signature</c>. The form is that of EasyPost's API reference (Trackers, Events, Webhooks).
/// </summary>
public static class EasyPostCarrier
{
    /// <summary>The header that holds the signature.</summary>
    public const string SignatureHeader = "X-Hmac-Signature";

    /// <summary>How the carrier says our words: its status, its finer word, its text. What is not here is told by the status alone.</summary>
    static readonly Dictionary<string, (string Status, string Detail, string Message)> Words = new(StringComparer.Ordinal)
    {
        ["label_created.info_received"] = ("pre_transit", "label_created", "Shipping label created"),
        ["picked_up.accepted"] = ("in_transit", "received_at_origin_facility", "Picked up by the carrier"),
        ["in_transit.departed_facility"] = ("in_transit", "departed_facility", "Departed the facility"),
        ["in_transit.arrived_facility"] = ("in_transit", "arrived_at_facility", "Arrived at the facility"),
        ["exception.weather"] = ("in_transit", "weather_delay", "Delayed by the weather"),
        ["exception.bad_address"] = ("failure", "address_correction", "The address needs to be corrected"),
        ["exception.damaged"] = ("failure", "damaged", "The parcel was damaged"),
        ["exception.refused"] = ("failure", "refused", "The parcel was refused"),
        ["out_for_delivery.vehicle"] = ("out_for_delivery", "out_for_delivery", "Out for delivery"),
        ["available_for_pickup.ready"] = ("available_for_pickup", "available_for_pickup", "Ready to be collected"),
        ["delivered.to_recipient"] = ("delivered", "arrived_at_destination", "Delivered"),
        ["lost.confirmed"] = ("failure", "lost", "The parcel was lost"),
        ["returning.to_sender"] = ("return_to_sender", "return", "On its way back to the sender"),
    };

    /// <summary>The words that this carrier can say.</summary>
    public static IReadOnlyCollection<string> Known => Words.Keys;

    /// <summary>All calls of a parcel's life, in the order in which they are made. The same parcel and scenario make the same calls, byte for byte.</summary>
    /// <param name="parcel">Whose.</param>
    /// <param name="scenario">What becomes of it.</param>
    /// <param name="speed">How many times faster than written; above 0.</param>
    /// <exception cref="ArgumentException">The scenario says a word that the carrier has none for.</exception>
    public static IEnumerable<CarrierCall> CallsOf(Parcel parcel, Scenario scenario, double speed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        var told = new List<ScenarioStep>();
        var estimate = parcel.EstimatedDelivery;
        foreach (var (number, step) in scenario.Steps.OrderBy(s => s.HeardAfter).Index())
        {
            if (step.IsScan)
                told.Add(step);
            if (step.Estimate is { } later)
                estimate = At(later);
            var body = Body(parcel, told, estimate, $"{scenario.Name}-{number}", At);
            for (var time = 0; time < step.Times; time++)
                yield return new(At(step.HeardAfter), body);
        }

        DateTimeOffset At(TimeSpan after) => parcel.LabelledAt + after / speed;
    }

    /// <summary>The signature of a body: HMAC-SHA256 over its bytes, with the secret in Unicode's form NFKD.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string secret) =>
        $"hmac-sha256-hex={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Normalize(NormalizationForm.FormKD)), body))}";

    static byte[] Body(Parcel parcel, List<ScenarioStep> told, DateTimeOffset? estimate, string step, Func<TimeSpan, DateTimeOffset> at)
    {
        var happened = told.OrderBy(s => s.After).ToList();
        var newest = happened.Count == 0 ? ("unknown", "unknown", "") : WordsOf(happened[^1]);
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["id"] = $"evt_{Id($"{parcel.Carrier}/{parcel.TrackingNumber}/{step}")}",
            ["object"] = "Event",
            ["mode"] = "test",
            ["description"] = "tracker.updated",
            ["previous_attributes"] = new JsonObject(),
            ["result"] = new JsonObject
            {
                ["id"] = $"trk_{Id($"{parcel.Carrier}/{parcel.TrackingNumber}")}",
                ["object"] = "Tracker",
                ["tracking_code"] = parcel.TrackingNumber,
                ["carrier"] = parcel.Carrier,
                ["status"] = newest.Item1,
                ["status_detail"] = newest.Item2,
                ["est_delivery_date"] = estimate is { } day ? Time(day) : null,
                ["tracking_details"] = new JsonArray([.. happened.Select(s => Detail(s, at))]),
            },
        });
    }

    static JsonObject Detail(ScenarioStep step, Func<TimeSpan, DateTimeOffset> at)
    {
        var (status, detail, message) = WordsOf(step);
        return new()
        {
            ["object"] = "TrackingDetail",
            ["message"] = message,
            ["status"] = status,
            ["status_detail"] = detail,
            ["datetime"] = Time(at(step.After)),
            ["source"] = "simulated",
            ["tracking_location"] = new JsonObject { ["object"] = "TrackingLocation", ["city"] = step.Place, ["state"] = null, ["country"] = null, ["zip"] = null },
        };
    }

    static (string Status, string Detail, string Message) WordsOf(ScenarioStep step) =>
        Words.TryGetValue(step.Detail is null ? step.Status : $"{step.Status}.{step.Detail}", out var words)
            ? words
            : throw new ArgumentException($"The simulated carrier has no word for {step.Status}{(step.Detail is null ? "" : $".{step.Detail}")}. It knows {string.Join(", ", Known)}.");

    static string Id(string of) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))[..32];

    static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
