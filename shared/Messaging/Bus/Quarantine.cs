using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace StatusTracking.Messaging;

/// <summary>
/// Where messages go that may be what kills their processes. A process that dies gives all that it held back to the broker, which counts it
/// against each of them and cannot tell which it was. So whatever came back <see cref="Suspicious"/> times moves to a queue of its own that is
/// worked on one at a time: there the guilty one is alone with its deaths, until the broker gives it up, and the others are handled.
/// </summary>
static class Quarantine
{
    /// <summary>From which <c>x-delivery-count</c> on.</summary>
    public const int Suspicious = 3;

    /// <summary>The quarantine of a queue.</summary>
    public static string Of(string queue) => $"{queue}-quarantine";

    /// <summary>The queue that a quarantine belongs to; a name that is none stays.</summary>
    public static string Patient(string queue) => queue.EndsWith("-quarantine", StringComparison.Ordinal) ? queue[..^"-quarantine".Length] : queue;
}

/// <summary>Marks a message that has moved: it has neither been handled nor failed.</summary>
sealed record IsInQuarantine;

/// <summary>Moves what came back too often, byte for byte. Does nothing where messages do not come back: in memory.</summary>
sealed class QuarantineFilter(string queue, ILogger<QuarantineFilter> logger) : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        if (!context.TryGetPayload(out RabbitMqBasicConsumeContext? delivery) || Returns(delivery.Properties) is not (>= Quarantine.Suspicious and var returns))
        {
            await next.Send(context);
            return;
        }

        var properties = new BasicProperties(delivery.Properties);
        foreach (var name in properties.Headers!.Keys.Where(name => name.StartsWith("x-", StringComparison.Ordinal)).ToList())
            properties.Headers.Remove(name);
        var to = Quarantine.Of(queue);
        // Until the broker has it there, it stays here.
        await context.GetPayload<ChannelContext>().BasicPublishAsync(to, "", mandatory: true, properties, context.Body.GetBytes(), awaitAck: true, context.CancellationToken);
        context.GetOrAddPayload(() => new IsInQuarantine());
        logger.LogWarning("Message {MessageId} came back to {Queue} {Returns} times: whoever held it died, or gave it back. It goes on alone, in {Quarantine}", properties.MessageId, queue, returns, to);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("quarantine");

    static long Returns(IReadOnlyBasicProperties properties) => properties.Headers is { } headers && headers.TryGetValue("x-delivery-count", out var count) ? Convert.ToInt64(count, System.Globalization.CultureInfo.InvariantCulture) : 0;
}
