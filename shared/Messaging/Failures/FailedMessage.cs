using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>
/// A message that failed, and why. Its owner keeps it as a parked row of its outbox, from where it can be sent again byte for byte, and tells
/// Admin what people need to know of it.
/// </summary>
sealed record FailedMessage
{
    /// <summary>As wide as the outbox's columns.</summary>
    const int MaxTypes = 1000, MaxContentType = 100, MaxReason = 2000;

    const int MaxDetails = 16_000;

    static readonly string Erasure = MessageUrn.ForTypeString<ErasePerson>();

    /// <summary>Headers of the broker and of MassTransit that are about one delivery and not about the message.</summary>
    static readonly string[] OfTheDelivery = ["x-", "RabbitMQ-", "MT-Fault-", "Content-Type", MessageHeaders.RedeliveryCount, MessageHeaders.Reason, MessageHeaders.Host.Info, Failures.RetryHeader];

    public required FailureKind Kind { get; init; }

    /// <summary>Where it failed.</summary>
    public required string Queue { get; init; }

    /// <summary>Where it goes when it is released.</summary>
    public required string Destination { get; init; }

    public string? RoutingKey { get; init; }

    public required Guid MessageId { get; init; }

    public required IReadOnlyList<string> MessageTypes { get; init; }

    public string? ContentType { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required byte[] Body { get; init; }

    public required string Error { get; init; }

    public required string Reason { get; init; }

    public string? Details { get; init; }

    public required int Attempts { get; init; }

    /// <summary>Which retry of which failure it was.</summary>
    public RetryOf? RetryOf { get; init; }

    Guid? ConversationId => Headers.TryGetValue(MessageHeaders.ConversationId, out var text) && Guid.TryParse(text, out var id) ? id : null;

    /// <summary>A failure's id: made from its queue and message, so that one that fails again, or is recorded twice, is one failure.</summary>
    Guid FailureId => RetryOf?.FailureId ?? MessageCause.UuidFrom(SHA256.HashData(Encoding.UTF8.GetBytes($"{Queue}\n{MessageId}")));

    /// <summary>A message whose handling failed for good.</summary>
    public static FailedMessage Faulted(ExceptionReceiveContext context, string queue) => Received(context, queue) with
    {
        Kind = FailureKind.Faulted,
        Error = context.Exception.GetBaseException().GetType().FullName!,
        Reason = Clean(ReasonOf(context.Exception), MaxReason),
        Details = Clean(context.Exception.ToString(), MaxDetails),
    };

    /// <summary>A message that nobody on its queue handles.</summary>
    public static FailedMessage Skipped(ReceiveContext context, string queue)
    {
        var message = Received(context, queue);
        var type = message.MessageTypes.Count > 0 ? message.MessageTypes[0] : Header(context.TransportHeaders, "cloudEvents:type") ?? Header(context.TransportHeaders, "cloudEvents_type");
        return message with
        {
            Kind = FailureKind.Skipped,
            Error = "no_handler",
            Reason = Clean(type is null
                ? $"The message does not say what it is. Send it with the header cloudEvents:type, such as {Wire.CommandType(typeof(RecordScan))}."
                : $"{queue} has no handler for {type}.", MaxReason),
        };
    }

    /// <summary>A row that could not be sent.</summary>
    public static FailedMessage Unsent(OutboxMessage row, string error, string reason, string? details)
    {
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers, Wire.Json)!;
        return new()
        {
            Kind = FailureKind.Unsent,
            Queue = row.Destination,
            Destination = row.Destination,
            RoutingKey = row.RoutingKey,
            MessageId = row.MessageId,
            MessageTypes = row.MessageTypes.Split(';', StringSplitOptions.RemoveEmptyEntries),
            ContentType = row.ContentType,
            Headers = headers,
            Body = row.Body,
            Error = error,
            Reason = Clean(reason, MaxReason),
            Details = details is null ? null : Clean(details, MaxDetails),
            Attempts = row.Attempts,
            RetryOf = headers.TryGetValue(Failures.RetryHeader, out var retry) ? Messaging.RetryOf.Parse(retry) : null,
        };
    }

    public static FailedMessage From(KeepFailedMessage command) => new()
    {
        Kind = Word.Parse<FailureKind>(command.Kind) ?? throw new ArgumentException($"'{command.Kind}' is no kind of failure that this version knows."),
        Queue = command.Queue,
        Destination = command.Destination,
        RoutingKey = command.RoutingKey,
        MessageId = command.MessageId,
        MessageTypes = command.MessageTypes,
        ContentType = command.ContentType,
        Headers = command.Headers.Where(h => h.Key != Failures.RetryHeader).ToDictionary(),
        Body = command.Body,
        Error = command.Error,
        Reason = Clean(command.Reason, MaxReason),
        Attempts = command.Attempts,
        RetryOf = command.Headers.TryGetValue(Failures.RetryHeader, out var retry) ? Messaging.RetryOf.Parse(retry) : null,
    };

    /// <summary>The row that keeps it: nobody sends it until it is released.</summary>
    public OutboxMessage ToParkedRow(DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        MessageId = MessageId,
        Position = now.UtcTicks,
        Destination = Destination,
        MessageTypes = Cut(string.Join(';', MessageTypes), MaxTypes),
        // What is no media type was read as ours.
        ContentType = ContentType is { Length: <= MaxContentType } given && MediaTypeHeaderValue.TryParse(given, out _) ? given : Wire.ContentType,
        Body = Body,
        RoutingKey = RoutingKey,
        Headers = JsonSerializer.Serialize(Headers, Wire.Json),
        NextAttemptAt = null,
        Attempts = Attempts,
        LastError = Reason,
    };

    /// <summary>The same with some words erased from what is told of it. Its body stays.</summary>
    public FailedMessage Without(IReadOnlyCollection<string> words) => this with
    {
        Headers = Headers.ToDictionary(h => h.Key, h => Scrubbing.Without(h.Value, words)),
        Reason = Scrubbing.Without(Reason, words),
        Details = Details is null ? null : Scrubbing.Without(Details, words),
    };

    /// <summary>What Admin is told.</summary>
    public RecordFailure ToCommand(string service, Guid keptAs, DateTimeOffset now) =>
        MessageTypes.Contains(Erasure) ? WithoutWhomItErases().Tell(service, keptAs, now) : Tell(service, keptAs, now);

    /// <summary>An erasure that failed is kept with whom it erases, so that it can be done when it is tried again; nobody else is told who that is.</summary>
    FailedMessage WithoutWhomItErases()
    {
        try
        {
            var person = JsonSerializer.Deserialize<ErasePerson>(Body, Wire.Json)!;
            string[] words = [.. person.Words, .. new[] { person.Email, person.Phone }.OfType<string>()];
            return Without(words) with { Body = JsonSerializer.SerializeToUtf8Bytes(person with { Email = null, Phone = null, Words = [] }, Wire.Json) };
        }
        catch (JsonException)
        {
            // It names whom it names somewhere.
            return this with { Headers = new Dictionary<string, string>(), Body = Encoding.UTF8.GetBytes(Erasures.Erased), Details = null };
        }
    }

    RecordFailure Tell(string service, Guid keptAs, DateTimeOffset now)
    {
        var view = BodyView.Of(Body);
        return new()
        {
            FailureId = FailureId,
            Kind = Kind.ToWord(),
            Service = service,
            KeptAs = keptAs,
            Queue = Queue,
            MessageId = MessageId,
            ConversationId = ConversationId,
            MessageTypes = MessageTypes,
            ContentType = ContentType,
            Headers = Headers,
            Body = view.Text,
            IsBase64 = view.IsBase64,
            IsCut = view.IsCut,
            BodyLength = Body.Length,
            Error = Error,
            Reason = Reason,
            Details = Details,
            Attempts = Attempts,
            FailedAt = now,
            Retry = RetryOf?.Retry,
        };
    }

    /// <summary>What a receiver knows of any message, whatever came over the wire.</summary>
    public static FailedMessage Received(ReceiveContext context, string queue)
    {
        var transport = context.TransportHeaders;
        var messageId = MessageIdentity.Of(context);
        var headers = new Dictionary<string, string>();
        foreach (var (key, value) in transport.GetAll().Where(h => !OfTheDelivery.Any(prefix => h.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))))
        {
            if (Text(value) is { } text)
                headers[Clean(key, 200)] = Clean(text, 4000);
        }

        // The inbox knows it by this id, also where its producer gave none.
        headers[MessageHeaders.MessageId] = messageId.ToString();
        return new()
        {
            Kind = FailureKind.Faulted,
            Queue = queue,
            Destination = queue,
            MessageId = messageId,
            MessageTypes = [.. Wire.TypesOf(transport).Select(t => Clean(t, MaxTypes))],
            ContentType = Header(transport, "Content-Type") is { } type ? Clean(type, 200) : null,
            Headers = headers,
            Body = context.Body.GetBytes(),
            Error = "",
            Reason = "",
            Attempts = 1 + Number(transport, MessageHeaders.RedeliveryCount) + Number(transport, "x-delivery-count"),
            RetryOf = Messaging.RetryOf.Of(transport),
        };
    }

    /// <summary>The words of an exception and of those that caused it, each once.</summary>
    static string ReasonOf(Exception exception)
    {
        var words = new List<string>();
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (!words.Exists(w => w.Contains(e.Message, StringComparison.Ordinal)))
                words.Add(e.Message);
        }

        return string.Join(" ← ", words);
    }

    static string? Header(Headers headers, string key) => headers.TryGetHeader(key, out var value) ? Text(value) : null;

    static int Number(Headers headers, string key) => int.TryParse(Header(headers, key), out var number) ? number : 0;

    static string? Text(object? value) => value switch
    {
        null => null,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>What every database takes as text: no NUL, no half of a surrogate pair, not too long.</summary>
    static string Clean(string text, int length) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Cut(text, length))).Replace('\0', '�');

    static string Cut(string text, int length) => text.Length > length ? text[..length] : text;
}

/// <summary>Which retry of which failure a message is: the value of <see cref="Failures.RetryHeader"/>.</summary>
readonly record struct RetryOf(Guid FailureId, int Retry)
{
    public static RetryOf? Of(Headers headers) => headers.TryGetHeader(Failures.RetryHeader, out var value) ? Parse(value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString()) : null;

    public static RetryOf? Parse(string? text) =>
        text?.Split(':') is [var id, var retry] && Guid.TryParse(id, out var failure) && int.TryParse(retry, out var n) ? new(failure, n) : null;

    public override string ToString() => $"{FailureId}:{Retry}";
}
