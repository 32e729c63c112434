using System.Security.Cryptography;
using System.Text;
using RabbitMQ.Client;

namespace StatusTracking.Chaos;

/// <summary>What an operator does about messages that failed: puts them back where they came from, and leaves the rest to the inbox.</summary>
sealed class Failures(Uri broker)
{
    /// <summary>One that fails as often as this will always fail, and stays where it is.</summary>
    const int MostReplays = 3;

    readonly Dictionary<string, int> _replays = [];

    /// <summary>Puts back all messages of the error queues and of the dead letters, but for those that were put back often enough.</summary>
    /// <returns>Of each that was put back the queue and the reason.</returns>
    public async Task<IReadOnlyList<string>> Replay(IEnumerable<string> queues)
    {
        var replayed = new List<string>();
        await using var connection = await new ConnectionFactory { Uri = broker, ClientProvidedName = "chaos replay" }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        foreach (var queue in queues.Where(q => Valve.IsParked(q) && q != Messaging.BusTopology.Unrouted))
        {
            var kept = new List<ulong>();
            // No more than were there at first: what fails again at once would go round for ever.
            for (var left = await channel.MessageCountAsync(queue); left > 0 && await channel.BasicGetAsync(queue, autoAck: false) is { } message; left--)
            {
                if (!MayReplay(message))
                {
                    kept.Add(message.DeliveryTag);
                    continue;
                }

                var home = HomeOf(queue, message);
                replayed.Add($"{home}: {Header(message, "MT-Fault-Message") ?? Header(message, "x-first-death-reason") ?? "?"}");
                await channel.BasicPublishAsync("", home, mandatory: true, Clean(message.BasicProperties), message.Body);
                await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
            }

            foreach (var tag in kept)
                await channel.BasicNackAsync(tag, multiple: false, requeue: true);
        }

        return replayed;
    }

    bool MayReplay(BasicGetResult message)
    {
        var id = message.BasicProperties.MessageId ?? Convert.ToHexString(SHA256.HashData(message.Body.Span));
        return (_replays[id] = _replays.GetValueOrDefault(id) + 1) <= MostReplays;
    }

    static string HomeOf(string queue, BasicGetResult message) =>
        queue.EndsWith("_error", StringComparison.Ordinal) ? queue[..^"_error".Length]
        : queue.EndsWith("_skipped", StringComparison.Ordinal) ? queue[..^"_skipped".Length]
        : Header(message, "x-first-death-queue") ?? throw new InvalidOperationException($"A message in {queue} does not say where it died.");

    static BasicProperties Clean(IReadOnlyBasicProperties properties) => new(properties)
    {
        // The broker's own words about the delivery that failed, and MassTransit's about the fault, are about the past.
        Headers = properties.Headers?.Where(h => !h.Key.StartsWith("x-", StringComparison.Ordinal) && !h.Key.StartsWith("MT-Fault-", StringComparison.Ordinal)).ToDictionary(),
    };

    static string? Header(BasicGetResult message, string name) =>
        message.BasicProperties.Headers?.TryGetValue(name, out var value) != true ? null : value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString();
}
