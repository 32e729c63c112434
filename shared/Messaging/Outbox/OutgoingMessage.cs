using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>Makes the outbox row of a message.</summary>
static class OutgoingMessage
{
    public static OutboxMessage Publish(MessageSource source, IStatusEvent message, DateTimeOffset now) =>
        Make(source, message, Wire.Exchange(message.GetType()), message.RoutingKey, message.OrderId == Guid.Empty ? message.SubjectId : message.OrderId, null, now);

    public static OutboxMessage Send(MessageSource source, object command, string queue, DateTimeOffset? due, DateTimeOffset now) =>
        Make(source, command, queue, null, null, due is { } time ? ByDatabase(source, time, now) : null, now);

    static OutboxMessage Make(MessageSource source, object message, string destination, string? routingKey, Guid? partitionKey, DateTimeOffset? due, DateTimeOffset now)
    {
        var (messageId, ordinal) = source.Next();
        var urns = string.Join(';', Wire.Urns(message.GetType()));
        var conversation = source.Cause?.ConversationId ?? messageId;
        var headers = new Dictionary<string, string>(Wire.CloudEvent(message, messageId, source.Service, now))
        {
            [MessageHeaders.MessageId] = messageId.ToString(),
            [MessageHeaders.ConversationId] = conversation.ToString(),
            [MessageHeaders.MessageType] = urns,
        };
        if (source.Cause is { } cause)
            headers[MessageHeaders.InitiatorId] = cause.MessageId.ToString();
        Telemetry.KeepBaggage(headers);
        return new OutboxMessage
        {
            Id = Guid.CreateVersion7(now),
            MessageId = messageId,
            Position = now.UtcTicks + ordinal,
            PartitionKey = partitionKey,
            Destination = destination,
            MessageTypes = urns,
            ContentType = Wire.ContentType,
            Body = JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), Wire.Json),
            RoutingKey = routingKey,
            Headers = JsonSerializer.Serialize(headers, Wire.Json),
            TraceParent = Activity.Current?.Id,
            NextAttemptAt = due ?? now + source.Host.Options.Lease,
            Immediate = due is null,
        };
    }

    /// <summary>The row of a message that MassTransit's own pipeline sends: from a saga, or a redelivery.</summary>
    public static OutboxMessage From<T>(MessageSource source, SendContext<T> context, DateTimeOffset now) where T : class
    {
        var (messageId, ordinal) = source.Next();
        if (source.Cause is not null)
            context.MessageId = messageId;
        else
            messageId = context.MessageId ??= messageId;

        // The serializer sets MassTransit's headers as it makes the body.
        var body = context.Serializer.GetMessageBody(context).GetBytes();
        var headers = new Dictionary<string, string>();
        foreach (var header in context.Headers.GetAll())
        {
            if (header.Value?.ToString() is { } value)
                headers[header.Key] = value;
        }

        if (!headers.ContainsKey("cloudEvents:id"))
        {
            foreach (var (key, value) in Wire.CloudEvent(context.Message, messageId, source.Service, now))
                headers[key] = value;
        }

        Telemetry.KeepBaggage(headers);
        var e = context.Message as IStatusEvent;
        var due = context.TryGetPayload(out DueAt? at)
            ? ByDatabase(source, new DateTimeOffset(DateTime.SpecifyKind(at.Time, DateTimeKind.Utc)), now)
            : context.Delay is { } delay && delay > TimeSpan.Zero ? now + delay : null;
        return new OutboxMessage
        {
            Id = Guid.CreateVersion7(now),
            MessageId = messageId,
            Position = now.UtcTicks + ordinal,
            PartitionKey = e is null ? null : e.OrderId == Guid.Empty ? e.SubjectId : e.OrderId,
            Destination = DestinationOf(context.DestinationAddress),
            MessageTypes = string.Join(';', context.SupportedMessageTypes),
            ContentType = context.Serializer.ContentType.MediaType,
            Body = body,
            RoutingKey = e?.RoutingKey,
            Headers = JsonSerializer.Serialize(headers, Wire.Json),
            TraceParent = Activity.Current?.Id,
            ExpiresAt = context.TimeToLive is { } ttl ? (due ?? now) + ttl : null,
            ScheduleToken = context.ScheduledMessageId,
            NextAttemptAt = due ?? now + source.Host.Options.Lease,
            Immediate = due is null,
        };
    }

    /// <summary>A time of this process's clock by the database's, which may be another; null where it is past.</summary>
    static DateTimeOffset? ByDatabase(MessageSource source, DateTimeOffset due, DateTimeOffset now) =>
        due - source.Host.Time.GetUtcNow() is var delay && delay > TimeSpan.Zero ? now + delay : null;

    /// <summary>The exchange's name alone: the broker's address may change while the row waits. In memory MassTransit names it by the urn.</summary>
    static string DestinationOf(Uri? address)
    {
        const string Urn = "urn:message:";
        var name = Uri.UnescapeDataString((address ?? throw new InvalidOperationException("A message without a destination cannot be kept in the outbox.")).AbsolutePath.Split('/')[^1]);
        return name.StartsWith(Urn, StringComparison.Ordinal) ? name[Urn.Length..] : name;
    }
}
