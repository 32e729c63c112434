using System.Security.Cryptography;
using System.Text;
using MassTransit;

namespace StatusTracking.Messaging;

/// <summary>The id by which the inbox knows a message.</summary>
static class MessageIdentity
{
    /// <summary>A foreign producer may send no id that is a UUID: then CloudEvents' source and id, or the body itself, name the message.</summary>
    public static Guid Of(ConsumeContext context) => context.GetOriginalMessageId() ?? context.MessageId ?? Made(context.ReceiveContext);

    /// <summary>The same, of a message that may make no sense to anyone.</summary>
    public static Guid Of(ReceiveContext received) =>
        received.TransportHeaders.TryGetHeader(MessageHeaders.OriginalMessageId, out var original) && Guid.TryParse(original?.ToString(), out var id) ? id
        : received.GetMessageId() ?? Made(received);

    static Guid Made(ReceiveContext received)
    {
        var name = Header("id") is { } id ? Encoding.UTF8.GetBytes($"{Header("source")}\n{id}") : received.Body.GetBytes();
        return MessageCause.UuidFrom(SHA256.HashData(name));

        // The AMQP binding of CloudEvents allows both prefixes.
        string? Header(string attribute) =>
            received.TransportHeaders.TryGetHeader($"cloudEvents:{attribute}", out var value) || received.TransportHeaders.TryGetHeader($"cloudEvents_{attribute}", out value)
                ? value?.ToString()
                : null;
    }
}
