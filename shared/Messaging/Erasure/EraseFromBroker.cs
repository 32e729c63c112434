using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>
/// Forgets people in what rests at the broker and nobody consumes: what nobody was bound to, and records of failures that failed themselves. One
/// service does it for all. What waits for a consumer is emptied when it is consumed. Where the broker is this process's memory, nothing rests.
/// </summary>
public sealed class EraseFromBroker<TDb>(IEnumerable<IBrokerRest> rests) : IErases<TDb> where TDb : ServiceDb
{
    /// <inheritdoc/>
    public async Task<int> Erase(TDb db, ErasePerson person, CancellationToken cancellationToken)
    {
        var messages = 0;
        foreach (var rest in rests)
            messages += await rest.Erase(new Scrubbing(person.OrderIds, person.Words), cancellationToken);
        return messages;
    }
}

/// <summary>Messages that rest at the broker.</summary>
public interface IBrokerRest
{
    /// <summary>Takes people out of them, and leaves them where they are.</summary>
    /// <returns>How many messages were changed.</returns>
    /// <exception cref="Exception">The broker does not answer. Doing it again then does the rest.</exception>
    Task<int> Erase(Scrubbing scrubbing, CancellationToken cancellationToken);
}

sealed class RabbitMqRest(RabbitMqOptions options) : IBrokerRest
{
    static readonly string[] Queues = [BusTopology.Unrouted, $"{Failures.Queue}_error"];

    public async Task<int> Erase(Scrubbing scrubbing, CancellationToken cancellationToken)
    {
        await using var connection = await BrokerAddress.Connect(options, "erasure", cancellationToken);
        var changed = 0;
        foreach (var queue in Queues)
            changed += await Erase(connection, queue, scrubbing, cancellationToken);
        return changed;
    }

    static async Task<int> Erase(IConnection connection, string queue, Scrubbing scrubbing, CancellationToken cancellationToken)
    {
        // Messages that are looked at and not acknowledged go back when their channel closes.
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        uint there;
        try
        {
            there = (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            // No record of a failure has ever failed.
            return 0;
        }

        var changed = 0;
        // As many as there were: those that come back changed come behind them.
        for (; there > 0 && await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is { } message; there--)
        {
            var before = message.Body.ToArray();
            if (!scrubbing.Concerns(before))
                continue;
            var properties = new BasicProperties(message.BasicProperties);
            foreach (var (name, value) in properties.Headers?.ToList() ?? [])
            {
                if (value is byte[] text)
                    properties.Headers![name] = Encoding.UTF8.GetBytes(scrubbing.Of(Encoding.UTF8.GetString(text)));
            }

            var after = scrubbing.Of(before);
            if (after is null && Same(message.BasicProperties.Headers, properties.Headers))
                continue;
            // The queue's own exchange. Until the broker has it there, it is still here.
            await channel.BasicPublishAsync(queue, message.RoutingKey, mandatory: true, properties, after ?? before, cancellationToken);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
            changed++;
        }

        return changed;
    }

    static bool Same(IDictionary<string, object?>? before, IDictionary<string, object?>? after) =>
        before is null || before.All(h => h.Value is not byte[] text || text.AsSpan().SequenceEqual((byte[])after![h.Key]!));
}
