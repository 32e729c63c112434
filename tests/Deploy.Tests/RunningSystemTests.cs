using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Deploy.Tests;

[Trait("Category", "Server")]
public sealed class When_services_run_as_processes(RabbitMqVirtualHost broker, PostgreSqlDatabases databases)
    : IClassFixture<RabbitMqVirtualHost>, IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task They_declare_their_queues_survive_a_kill_and_end_with_the_test()
    {
        List<RunningService> services;
        await using (var system = await RunningSystem.Start(new() { Services = ["Orders", "Inventory", "Inventory"], Broker = broker.Url, Database = databases.Database }))
        {
            services = [.. system.Services];
            services.Select(service => service.Instance).ShouldBe(["Orders", "Inventory", "Inventory-2"]);
            await Topology_is_that_of_INTERFACE();

            await system.Kill("Orders");
            system["Orders"].IsAlive.ShouldBeFalse();
            await system.Restart("Orders");
            (await system.Client.GetAsync("/api/v1/orders", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);

            await system["Inventory-2"].Stop();
            system["Inventory-2"].IsAlive.ShouldBeFalse();
            File.ReadAllText(system["Orders"].Log).ShouldNotBeEmpty();
        }

        services.ShouldAllBe(service => !service.IsAlive);
    }

    async Task Topology_is_that_of_INTERFACE()
    {
        var queues = await broker.List("queues");
        foreach (var name in Services.Topology("Orders").Queues.Concat(Services.Topology("Inventory").Queues))
        {
            Arguments(name)["x-delivery-limit"]!.GetValue<int>().ShouldBe(20, name);
            Arguments(name)["x-dead-letter-exchange"]!.GetValue<string>().ShouldBe(BusTopology.DeadLetters, name);
            Arguments(name)["x-dead-letter-strategy"]!.GetValue<string>().ShouldBe("at-least-once", name);
        }

        // What waits for an operator is not dropped for being looked at.
        foreach (var name in new[] { BusTopology.Unrouted, BusTopology.DeadLetters })
            Arguments(name)["x-delivery-limit"]!.GetValue<int>().ShouldBe(1_000_000, name);

        JsonNode Arguments(string name)
        {
            var queue = queues.SingleOrDefault(found => (string)found["name"]! == name);
            queue.ShouldNotBeNull(name);
            ((string)queue["arguments"]!["x-queue-type"]!).ShouldBe("quorum", name);
            ((bool)queue["durable"]!).ShouldBeTrue(name);
            return queue["arguments"]!;
        }

        var exchange = (await broker.List("exchanges")).Single(found => (string)found["name"]! == BusTopology.StatusChanges);
        ((string)exchange["type"]!).ShouldBe("topic");
        ((string)exchange["arguments"]!["alternate-exchange"]!).ShouldBe(BusTopology.Unrouted);
    }

    [Fact]
    public async Task One_that_cannot_start_says_why()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(
            () => RunningSystem.Start(new() { Services = ["Orders"], Broker = new Uri("http://localhost/"), Database = databases.Database }));

        failure.Message.ShouldContain("RabbitMq:Url");
    }
}
