using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Live;

/// <summary>Admin, a process of its own, and nobody else on the broker.</summary>
[Trait("Category", "Server")]
public sealed class When_something_of_an_unknown_subject_is_published_while_admin_runs
{
    [Fact]
    public async Task Admin_hears_what_its_pages_show_and_the_rest_is_unrouted()
    {
        await using var broker = await RabbitMqVirtualHost.Create();
        await using var databases = await PostgreSqlDatabases.Create();
        await using var system = await RunningSystem.Start(new RunningSystemOptions { Services = ["Admin"], Broker = broker.Url, Database = databases.Database });

        var heard = (await broker.List("bindings"))
            .Where(b => (string?)b["source"] == BusTopology.StatusChanges && ((string?)b["destination"])!.StartsWith("admin-live-", StringComparison.Ordinal))
            .Select(b => (string?)b["routing_key"]);
        heard.ShouldBe(
            [$"{Subjects.Order}.*.*", $"{Subjects.Payment}.*.*", $"{Subjects.Stock}.*.*", $"{Subjects.Package}.*.*", $"{Subjects.Notification}.*.*"], ignoreOrder: true);

        await using var anyone = await RawAmqp.Connect(broker.Url);
        await anyone.Publish(BusTopology.StatusChanges, "parrot.sings.none", """{"song":"first"}""");
        var unrouted = await (await anyone.Drain(BusTopology.Unrouted)).First();
        unrouted.RoutingKey.ShouldBe("parrot.sings.none");
    }
}
