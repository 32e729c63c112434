using System.Collections;
using System.Net.Mime;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;

namespace StatusTracking.Messaging;

/// <summary>
/// Plain JSON bodies, everything else in headers. A foreign producer that names its message by <c>cloudEvents:type</c> is understood;
/// one that names nothing is not, so that no consumer gets a body that is not its own.
/// </summary>
sealed class WireSerializerFactory : ISerializerFactory
{
    public ContentType ContentType => SystemTextJsonRawMessageSerializer.JsonContentType;

    public IMessageSerializer CreateSerializer() => WireSerializer.Instance;

    public IMessageDeserializer CreateDeserializer() => new WireDeserializer(WireSerializer.Instance);
}

sealed class WireSerializer() : SystemTextJsonRawMessageSerializer(Options), IMessageSerializer
{
    // Never AnyMessageType: every consumer of an endpoint would get every body, filled with nulls.
    // Never CopyHeaders: what a saga sends would carry its cause's CloudEvents attributes, redelivery count and original message id.
    const RawSerializerOptions Options = RawSerializerOptions.AddTransportHeaders;

    /// <summary>It holds nothing: one is enough.</summary>
    public static readonly WireSerializer Instance = new();

    /// <summary>MassTransit's own set of headers without the machine's name and process id, which are nobody's business on the wire.</summary>
    MessageBody IMessageSerializer.GetMessageBody<T>(SendContext<T> context)
    {
        var body = GetMessageBody(context);
        context.Headers.Set(MessageHeaders.Host.Info, null);
        return body;
    }
}

sealed class WireDeserializer(WireSerializer inner) : IMessageDeserializer
{
    public ContentType ContentType => inner.ContentType;

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        inner.Deserialize(body, new NamedHeaders(headers), destinationAddress);

    public MessageBody GetMessageBody(string text) => inner.GetMessageBody(text);

    public void Probe(ProbeContext context) => inner.Probe(context);

    /// <summary>
    /// Answers for the message's type by its CloudEvents type where MassTransit's header is missing, and for a message that names none
    /// with a type that is nobody's: without any, MassTransit gives it to every consumer of the queue.
    /// </summary>
    sealed class NamedHeaders(Headers headers) : Headers
    {
        const string Nobody = "urn:message:Unnamed";

        public bool TryGetHeader(string key, out object value)
        {
            if (headers.TryGetHeader(key, out value!) && !(key == MessageHeaders.MessageType && value is ""))
                return true;
            if (key != MessageHeaders.MessageType)
                return false;
            value = Wire.CloudEventType(headers) is { } type && Wire.UrnsByCloudEventType.TryGetValue(type, out var urn) ? urn : Nobody;
            return true;
        }

        public T? Get<T>(string key, T? defaultValue = default) where T : class =>
            TryGetHeader(key, out var value) && value is T typed ? typed : headers.Get(key, defaultValue);

        public T? Get<T>(string key, T? defaultValue = default) where T : struct => headers.Get(key, defaultValue);

        public IEnumerable<KeyValuePair<string, object>> GetAll() => headers.GetAll();

        public IEnumerator<HeaderValue> GetEnumerator() => headers.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
