using System.Text.Json;
using System.Text.Json.Serialization;

namespace StatusTracking.ServiceDefaults;

/// <summary>Timestamps leave as UTC with a Z, whatever offset they came with. One that came without is UTC too, and not the time of wherever this runs.</summary>
sealed class UtcTimestamps : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetDateTime(out var time) && time.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(time, TimeSpan.Zero) : reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
}
