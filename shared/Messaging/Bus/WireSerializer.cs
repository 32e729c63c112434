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
sealed class WireSerializerFactory(IReadOnlyDictionary<string, string> urnsByCloudEventType) : ISerializerFactory
{
    public ContentType ContentType => SystemTextJsonRawMessageSerializer.JsonContentType;

    public IMessageSerializer CreateSerializer() => WireSerializer.Instance;

    public IMessageDeserializer CreateDeserializer() => new WireDeserializer(WireSerializer.Instance, urnsByCloudEventType);
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

sealed class WireDeserializer(WireSerializer inner, IReadOnlyDictionary<string, string> urnsByCloudEventType) : IMessageDeserializer
{
    public ContentType ContentType => inner.ContentType;

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        inner.Deserialize(body, new NamedHeaders(headers, urnsByCloudEventType), destinationAddress);

    public MessageBody GetMessageBody(string text) => inner.GetMessageBody(text);

    public void Probe(ProbeContext context) => inner.Probe(context);

    /// <summary>Answers for the message's type by its CloudEvents type where MassTransit's header is missing.</summary>
    sealed class NamedHeaders(Headers headers, IReadOnlyDictionary<string, string> urnsByCloudEventType) : Headers
    {
        public bool TryGetHeader(string key, out object value)
        {
            if (headers.TryGetHeader(key, out value!))
                return true;
            if (key == MessageHeaders.MessageType && CloudEventType() is { } type && urnsByCloudEventType.TryGetValue(type, out var urn))
            {
                value = urn;
                return true;
            }

            return false;
        }

        public T? Get<T>(string key, T? defaultValue = default) where T : class =>
            TryGetHeader(key, out var value) && value is T typed ? typed : headers.Get(key, defaultValue);

        public T? Get<T>(string key, T? defaultValue = default) where T : struct => headers.Get(key, defaultValue);

        public IEnumerable<KeyValuePair<string, object>> GetAll() => headers.GetAll();

        public IEnumerator<HeaderValue> GetEnumerator() => headers.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        // The AMQP binding of CloudEvents allows both prefixes.
        string? CloudEventType() =>
            headers.TryGetHeader("cloudEvents:type", out var value) || headers.TryGetHeader("cloudEvents_type", out value) ? value?.ToString() : null;
    }
}
