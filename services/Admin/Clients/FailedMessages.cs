using System.Text.Json;
using System.Text.Json.Nodes;

namespace StatusTracking.Admin.Clients;

// What the failures API says, as far as the pages show it.

public sealed record FailedGroup
{
    public required string Group { get; init; }
    public required string Service { get; init; }
    public required string Queue { get; init; }
    public string? MessageType { get; init; }
    public required string Kind { get; init; }
    public required string Error { get; init; }
    public int Count { get; init; }
    public int Open { get; init; }
    public int Retrying { get; init; }
    public DateTimeOffset FirstFailedAt { get; init; }
    public DateTimeOffset LastFailedAt { get; init; }
    public FailedExample? Example { get; init; }
}

public sealed record FailedExample(Guid Id, string Reason);

public sealed record FailedMessage
{
    public required Guid Id { get; init; }
    public required string Group { get; init; }
    public required string State { get; init; }
    public required string Kind { get; init; }
    public required string Service { get; init; }
    public required string Queue { get; init; }
    public string? MessageType { get; init; }
    public Guid MessageId { get; init; }
    public Guid? OrderId { get; init; }
    public required string Error { get; init; }
    public required string Reason { get; init; }
    public DateTimeOffset FirstFailedAt { get; init; }
    public DateTimeOffset LastFailedAt { get; init; }
    public int Retries { get; init; }
    public int FailedAgain { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public string? ClosedBy { get; init; }
    public string? Note { get; init; }
    public Guid? ConversationId { get; init; }
    public IReadOnlyList<string> MessageTypes { get; init; } = [];
    public string? ContentType { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
    public JsonNode? Body { get; init; }
    public string BodyFormat { get; init; } = "text";
    public bool BodyCut { get; init; }
    public long BodyLength { get; init; }
    public string? Details { get; init; }
    public int Attempts { get; init; }

    /// <summary>The body as people read it: JSON with a line for each field.</summary>
    public string BodyText => BodyFormat == "json" ? Body?.ToJsonString(Readable) ?? "null" : Body?.GetValue<string>() ?? "";

    // Nothing here is put into a page as HTML, so that letters may stay what they are.
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

public sealed record FailedStep(DateTimeOffset At, string What, string? Who, string? Note);

public sealed record Retry(JsonElement? Body, string? MessageType, string? Reason);

public sealed record GroupOperation(
    Guid Id, string Action, string State, int PerSecond, int? StopAfterFailures, string Who, string Reason, string? Note, int Total, int Sent, int Succeeded, int FailedAgain,
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt);
