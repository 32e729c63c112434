using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>How a message looks on the wire: plain camelCase JSON, with MassTransit's headers and CloudEvents 1.0 attributes beside it.</summary>
static class Wire
{
    public const string ContentType = "application/json";

    public static readonly JsonSerializerOptions Json = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.WriteIndented = false;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        // Names of people and places stay readable for whoever looks at a queue; the body is never put into HTML as it is.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }

    /// <summary>The exchange of a message type, as MassTransit names it: <c>Namespace:Type</c>.</summary>
    public static string Exchange(Type messageType) => $"{messageType.Namespace}:{messageType.Name}";

    /// <summary>All urns of a message type, as in the header <c>MT-MessageType</c>.</summary>
    public static string[] Urns(Type messageType) => MessageTypeCache.GetMessageTypeNames(messageType);

    /// <summary>The urn of each command of the contracts, by its CloudEvents type: how a foreign producer names it.</summary>
    public static readonly IReadOnlyDictionary<string, string> UrnsByCloudEventType = typeof(IStatusEvent).Assembly.GetExportedTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false, IsSealed: true } && !t.IsAssignableTo(typeof(IStatusEvent)))
        .ToDictionary(CommandType, t => Urns(t)[0]);

    /// <summary>The types that a message names by MassTransit's header or by its CloudEvents type; none where it names none that is known.</summary>
    public static IReadOnlyList<string> TypesOf(Headers headers)
    {
        if (headers.TryGetHeader(MessageHeaders.MessageType, out var types) && types?.ToString() is { Length: > 0 } text)
            return text.Split(';', StringSplitOptions.RemoveEmptyEntries);
        return CloudEventType(headers) is { } type && UrnsByCloudEventType.TryGetValue(type, out var urn) ? [urn] : [];
    }

    /// <summary>The CloudEvents type of a message. The AMQP binding allows both prefixes.</summary>
    public static string? CloudEventType(Headers headers) =>
        headers.TryGetHeader("cloudEvents:type", out var value) || headers.TryGetHeader("cloudEvents_type", out value) ? value?.ToString() : null;

    /// <summary>CloudEvents 1.0 attributes in the AMQP binding: header names with the prefix <c>cloudEvents:</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> CloudEvent(object message, Guid messageId, string source, DateTimeOffset now)
    {
        yield return new("cloudEvents:specversion", "1.0");
        yield return new("cloudEvents:id", messageId.ToString());
        yield return new("cloudEvents:source", $"/statustracking/{source}");
        if (message is IStatusEvent e)
        {
            yield return new("cloudEvents:type", $"statustracking.{e.Subject}.{e.RoutingKey.Split('.')[1]}.v1");
            yield return new("cloudEvents:subject", e.SubjectId.ToString());
            yield return new("cloudEvents:time", e.OccurredAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            yield return new("cloudEvents:type", CommandType(message.GetType()));
            yield return new("cloudEvents:time", now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The CloudEvents type of a command: <c>statustracking.record_scan.v1</c>.</summary>
    public static string CommandType(Type type) => $"statustracking.{JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name)}.v1";
}
