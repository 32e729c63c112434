using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;
using Failures = StatusTracking.Contracts.Failures;

namespace StatusTracking.Messaging;

/// <summary>Hands rows to MassTransit's in-memory transport, by the process's bus.</summary>
sealed class InMemoryOutboxTransport(Lazy<IBusControl> bus, BusTopology topology) : IOutboxTransport
{
    public async Task Send(OutboxMessage message, CancellationToken cancellationToken)
    {
        var endpoint = await Endpoint(message.Destination);
        var sending = endpoint.Send(new SerializedMessageBody(), new RowPipe(message), cancellationToken);
        CrashPoint.Reached(CrashPoint.OutboxSending);
        await sending;
    }

    // A type's own endpoint makes the bindings that lead to the topic exchange; sending to its exchange would not.
    Task<ISendEndpoint> Endpoint(string name) =>
        topology.Published.TryGetValue(name, out var published) ? published.Endpoint(bus.Value)
        : name == Failures.Queue && topology.Endpoints.All(e => e.Queue != name)
            ? throw new InvalidOperationException("Admin is no part of this process: the in-memory transport would forget the record of a failure. It waits.")
        : bus.Value.GetSendEndpoint(new Uri($"exchange:{name}"));

    sealed class RowPipe(OutboxMessage row) : IPipe<SendContext<SerializedMessageBody>>
    {
        public Task Send(SendContext<SerializedMessageBody> context)
        {
            context.MessageId = row.MessageId;
            context.SupportedMessageTypes = row.MessageTypes.Split(';');
            context.Serializer = new CopyBodySerializer(new ContentType(row.ContentType), new BytesMessageBody(row.Body));
            foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers, Wire.Json)!)
                context.Headers.Set(key, value);
            context.ConversationId = Id(MessageHeaders.ConversationId);
            context.CorrelationId = Id(MessageHeaders.CorrelationId);
            context.InitiatorId = Id(MessageHeaders.InitiatorId);
            if (row.RoutingKey is { } routingKey)
                context.SetRoutingKey(routingKey);
            return Task.CompletedTask;

            Guid? Id(string header) => context.Headers.TryGetHeader(header, out var value) && Guid.TryParse(value as string, out var id) ? id : null;
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("outbox");
    }
}
