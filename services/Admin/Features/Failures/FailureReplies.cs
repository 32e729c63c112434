using System.Text.Json;
using System.Text.Json.Nodes;
using StatusTracking.Contracts;

namespace StatusTracking.Admin;

/// <summary>Failures that have one cause, as far as anyone can tell.</summary>
/// <param name="Group">Its id.</param>
/// <param name="Service">Who keeps the messages.</param>
/// <param name="Queue">Where they failed.</param>
/// <param name="MessageType">Their type; null where they name none.</param>
/// <param name="Kind">How they ended.</param>
/// <param name="Error">The exception's type, or a word.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Open">How many of them wait for somebody.</param>
/// <param name="Retrying">How many are on their way again.</param>
/// <param name="FirstFailedAt">The first time.</param>
/// <param name="LastFailedAt">The last time.</param>
/// <param name="Example">The last one.</param>
/// <param name="Operation">What is being done with them; null where nothing is.</param>
sealed record FailureGroupReply(
    string Group, string Service, string Queue, string? MessageType, FailureKind Kind, string Error, int Count, int Open, int Retrying,
    DateTimeOffset FirstFailedAt, DateTimeOffset LastFailedAt, FailureExample Example, OperationReply? Operation);

/// <summary>One of a group.</summary>
sealed record FailureExample(Guid Id, string Reason);

/// <summary>A message that failed.</summary>
record FailureReply
{
    public Guid Id { get; init; }

    public required string Group { get; init; }

    public FailureState State { get; init; }

    public FailureKind Kind { get; init; }

    public required string Service { get; init; }

    public required string Queue { get; init; }

    /// <summary>Null where it names none.</summary>
    public string? MessageType { get; init; }

    public Guid MessageId { get; init; }

    /// <summary>The order that it is about, where its body says so.</summary>
    public Guid? OrderId { get; init; }

    public required string Error { get; init; }

    public required string Reason { get; init; }

    public DateTimeOffset FirstFailedAt { get; init; }

    public DateTimeOffset LastFailedAt { get; init; }

    /// <summary>How often it was sent again.</summary>
    public int Retries { get; init; }

    /// <summary>How many of the retries failed.</summary>
    public int FailedAgain { get; init; }

    public Guid? OperationId { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public string? ClosedBy { get; init; }

    /// <summary>Why it was discarded, or why it could not be sent again.</summary>
    public string? Note { get; init; }
}

/// <summary>A message that failed, with all that is known of it.</summary>
sealed record FailureDetailReply : FailureReply
{
    public Guid? ConversationId { get; init; }

    /// <summary>All its types, as urns.</summary>
    public required IReadOnlyList<string> MessageTypes { get; init; }

    public string? ContentType { get; init; }

    public required JsonNode Headers { get; init; }

    /// <summary>JSON where it is that, else text or base64. Secrets are masked; sent back masked, they stay what they are.</summary>
    public JsonNode? Body { get; init; }

    /// <summary><c>json</c>, <c>text</c> or <c>base64</c>.</summary>
    public required string BodyFormat { get; init; }

    /// <summary>Whether this is only the beginning; a retry without edit sends the whole.</summary>
    public bool BodyCut { get; init; }

    /// <summary>The whole body's length in bytes.</summary>
    public long BodyLength { get; init; }

    /// <summary>The exception with its stack.</summary>
    public string? Details { get; init; }

    /// <summary>How often it was delivered, or tried to be sent, before it failed the last time.</summary>
    public int Attempts { get; init; }

    public static FailureDetailReply Of(Failure failure)
    {
        var (body, format) = BodyOf(failure);
        return new()
        {
            Id = failure.Id,
            Group = failure.Group,
            State = failure.State,
            Kind = failure.Kind,
            Service = failure.Service,
            Queue = failure.Queue,
            MessageType = failure.MessageType is "" ? null : failure.MessageType,
            MessageId = failure.MessageId,
            OrderId = failure.OrderId,
            Error = failure.Error,
            Reason = failure.Reason,
            FirstFailedAt = failure.FirstFailedAt,
            LastFailedAt = failure.LastFailedAt,
            Retries = failure.Retries,
            FailedAgain = failure.FailedAgain,
            OperationId = failure.OperationId,
            ClosedAt = failure.ClosedAt,
            ClosedBy = failure.ClosedBy,
            Note = failure.Note,
            ConversationId = failure.ConversationId,
            MessageTypes = failure.MessageTypes.Split(';', StringSplitOptions.RemoveEmptyEntries),
            ContentType = failure.ContentType,
            Headers = JsonNode.Parse(failure.Headers)!,
            Body = body,
            BodyFormat = format,
            BodyCut = failure.IsCut,
            BodyLength = failure.BodyLength,
            Details = failure.Details,
            Attempts = failure.Attempts,
        };
    }

    static (JsonNode? Body, string Format) BodyOf(Failure failure)
    {
        if (failure.IsBase64)
            return (failure.Body, "base64");
        if (failure.IsCut)
            return (failure.Body, "text");
        try
        {
            return (JsonNode.Parse(failure.Body), "json");
        }
        catch (JsonException)
        {
            return (failure.Body, "text");
        }
    }
}

/// <summary>What is being done with a group of failures.</summary>
sealed record OperationReply
{
    public Guid Id { get; init; }

    public FailureAction Action { get; init; }

    public OperationState State { get; init; }

    public required string Group { get; init; }

    /// <summary>How many a second.</summary>
    public int PerSecond { get; init; }

    /// <summary>It stops by itself when so many have failed again.</summary>
    public int? StopAfterFailures { get; init; }

    public required string Who { get; init; }

    public required string Reason { get; init; }

    /// <summary>Why it stopped.</summary>
    public string? Note { get; init; }

    /// <summary>How many failures were open when it began.</summary>
    public int Total { get; init; }

    /// <summary>How many of them are sent, or discarded.</summary>
    public int Sent { get; init; }

    /// <summary>How many have been handled, or are discarded.</summary>
    public int Succeeded { get; init; }

    public int FailedAgain { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public static OperationReply Of(FailureOperation operation) => new()
    {
        Id = operation.Id,
        Action = operation.Action,
        State = operation.State,
        Group = operation.Group,
        PerSecond = operation.PerSecond,
        StopAfterFailures = operation.StopAfterFailures,
        Who = operation.Who,
        Reason = operation.Reason,
        Note = operation.Note,
        Total = operation.Total,
        Sent = operation.Sent,
        Succeeded = operation.Succeeded,
        FailedAgain = operation.FailedAgain,
        StartedAt = operation.StartedAt,
        FinishedAt = operation.FinishedAt,
    };
}
