using RabbitMQ.Client;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>The six changes of a happy package, as Logistics would publish them: four of them are told to the recipient.</summary>
static class PackageEvents
{
    public const int PerPackage = 6;

    public const int AlertsPerPackage = 4;

    static readonly (PackageStatus Status, string? Detail)[] Life =
    [
        (PackageStatus.LabelCreated, "info_received"), (PackageStatus.PickedUp, "accepted"), (PackageStatus.InTransit, "departed_facility"),
        (PackageStatus.InTransit, "arrived_facility"), (PackageStatus.OutForDelivery, "vehicle"), (PackageStatus.Delivered, "to_recipient"),
    ];

    /// <summary>Every package's first change, then every package's second: neighbours in the queue belong to different packages, as they would.</summary>
    public static IEnumerable<PackageStatusChanged> Of(int packages, DateTimeOffset begin)
    {
        (Guid Package, Guid Order)[] ids = [.. Enumerable.Range(0, packages).Select(_ => (Guid.CreateVersion7(begin), Guid.CreateVersion7(begin)))];
        for (var n = 0; n < PerPackage; n++)
        {
            foreach (var (package, order) in ids)
                yield return Change(package, order, n, begin.AddMinutes(n));
        }
    }

    static PackageStatusChanged Change(Guid package, Guid order, int n, DateTimeOffset at) => new()
    {
        SubjectId = package,
        OrderId = order,
        From = n == 0 ? null : Life[n - 1].Status.ToWord(),
        To = Life[n].Status.ToWord(),
        Detail = Life[n].Detail,
        OccurredAt = at,
        RecordedAt = at,
        Sequence = n + 1,
        Package = new PackageSnapshot
        {
            OrderNumber = "ST-7F3K-2M9Q",
            Carrier = "dhl",
            TrackingNumber = "00340434161094042557",
            CarrierUrl = "https://www.dhl.example/track?id=00340434161094042557",
            TrackingUrl = $"http://localhost:8080/track/pkg_{package:N}",
            EstimatedDelivery = at.AddDays(3),
            Lines = [new("MUG-01", 2)],
            Customer = new("Ada Byron", "ada@example.org", "+4915112345678", "de", "Europe/Berlin"),
            ShippingAddress = new("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
        },
    };

    /// <summary>Publishes with confirms, up to some hundreds at once.</summary>
    /// <param name="connection">To the broker.</param>
    /// <param name="queue">Where to.</param>
    /// <param name="changes">What.</param>
    /// <param name="now">When they were recorded.</param>
    /// <param name="poisonEvery">After how many of them a message comes that makes no sense; 0 = none does.</param>
    public static async Task Publish(IConnection connection, string queue, IEnumerable<PackageStatusChanged> changes, DateTimeOffset now, int poisonEvery = 0)
    {
        await using var channel = await OpenChannel(connection);
        foreach (var group in changes.Index().Chunk(512))
            await Task.WhenAll(group.Select(change => Publish(channel, change.Index, change.Item)));

        async Task Publish(IChannel channel, int n, PackageStatusChanged change)
        {
            await PackageEvents.Publish(channel, queue, Guid.CreateVersion7(), change, now);
            if (poisonEvery > 0 && n % poisonEvery == 0)
                await Poison.Publish(channel, queue, n / poisonEvery);
        }
    }

    /// <summary>A channel that confirms, with up to 512 messages on their way.</summary>
    public static Task<IChannel> OpenChannel(IConnection connection) =>
        connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(512)));

    /// <summary>Publishes one change, and returns when the broker has confirmed it.</summary>
    public static async Task Publish(IChannel channel, string queue, Guid id, PackageStatusChanged change, DateTimeOffset now)
    {
        var headers = Wire.CloudEvent(change, id, "logistics", now).ToDictionary(h => h.Key, h => (object?)h.Value);
        headers["MT-MessageType"] = string.Join(';', Wire.Urns(change.GetType()));
        headers["MT-MessageId"] = $"{id}";
        headers["MT-ConversationId"] = $"{id}";
        var properties = new BasicProperties { MessageId = $"{id}", ContentType = Wire.ContentType, Persistent = true, Headers = headers };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(change, Wire.Json));
    }

    /// <summary>How many messages lie in a queue.</summary>
    public static async Task<uint> Count(IConnection connection, string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
    }

    /// <summary>A queue and its exchange of the same name.</summary>
    public static async Task DeclareQueue(IConnection connection, string queue, bool quorum)
    {
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, quorum ? new Dictionary<string, object?> { ["x-queue-type"] = "quorum" } : null);
        await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true);
        await channel.QueueBindAsync(queue, queue, "");
    }
}
