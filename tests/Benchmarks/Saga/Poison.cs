using System.Text;
using RabbitMQ.Client;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>Messages that make no sense, in turns: no JSON, a field of the wrong kind, a type that nobody knows, half a megabyte of nothing.</summary>
static class Poison
{
    static readonly (Type Type, byte[] Body)[] Kinds =
    [
        (typeof(PackageStatusChanged), "<scan>in transit</scan>"u8.ToArray()),
        (typeof(PackageStatusChanged), """{ "subjectId": "the blue one", "to": 7 }"""u8.ToArray()),
        (typeof(Poison), "{}"u8.ToArray()),
        (typeof(PackageStatusChanged), Encoding.UTF8.GetBytes(new string('x', 512 * 1024))),
    ];

    /// <summary>How many come among so many events.</summary>
    public static int Among(int events, int every) => (events + every - 1) / every;

    /// <summary>Publishes one.</summary>
    public static async Task Publish(IChannel channel, string queue, int n)
    {
        var (type, body) = Kinds[n % Kinds.Length];
        var id = $"{Guid.CreateVersion7()}";
        var headers = new Dictionary<string, object?> { ["MT-MessageType"] = string.Join(';', Wire.Urns(type)), ["MT-MessageId"] = id };
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { MessageId = id, ContentType = Wire.ContentType, Persistent = true, Headers = headers }, body);
    }
}
