using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace StatusTracking.Testing.Tests;

[Trait("Category", "Server")]
public sealed class When_a_test_needs_a_broker(RabbitMqVirtualHost broker) : IClassFixture<RabbitMqVirtualHost>
{
    [Fact]
    public async Task What_is_published_arrives_with_its_key_headers_and_body()
    {
        await using var client = await RawAmqp.Connect(broker.Url);
        var queue = await client.Listen("amq.topic", "package.#");

        await client.Publish(
            "amq.topic",
            "package.in_transit.departed_facility",
            """{ "subject": "package" }""",
            new Dictionary<string, object?> { ["cloudEvents:type"] = "statustracking.package.in_transit.v1" },
            messageId: "m-1");

        var message = await queue.First();
        message.RoutingKey.ShouldBe("package.in_transit.departed_facility");
        message.Body.GetProperty("subject").GetString().ShouldBe("package");
        message.Headers["cloudEvents:type"].ShouldBe("statustracking.package.in_transit.v1");
        message.MessageId.ShouldBe("m-1");
        message.IsPersistent.ShouldBeTrue();
    }

    [Fact]
    public async Task What_no_queue_takes_comes_back()
    {
        await using var client = await RawAmqp.Connect(broker.Url);

        await Should.ThrowAsync<RabbitMQ.Client.Exceptions.PublishException>(() => client.Send("no-such-queue", "{}"));
    }

    [Fact]
    public async Task Another_class_sees_nothing_of_it()
    {
        await using var other = await RabbitMqVirtualHost.Create();
        await using var here = await RawAmqp.Connect(broker.Url);
        await using var connection = await new ConnectionFactory { Uri = other.Url }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.QueueDeclareAsync("mine", durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);

        (await other.Queues()).ShouldBe(["mine"]);
        (await broker.Queues()).ShouldNotContain("mine");
    }

    [Fact]
    public async Task It_is_gone_with_the_test()
    {
        Uri url;
        await using (var other = await RabbitMqVirtualHost.Create()) url = other.Url;

        await Should.ThrowAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(() => RawAmqp.Connect(url));
    }
}
