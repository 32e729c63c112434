using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Deploy.Tests;

public class When_the_broker_loads_its_definitions
{
    static readonly JsonElement Definitions = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Repository.File("deploy", "rabbitmq", "definitions.json")));

    public static TheoryData<string> OnTheBus => [.. Services.All.Where(service => !Services.Topology(service).IsEmpty)];

    [Fact]
    public void There_is_a_user_for_each_service_on_the_bus_and_an_operator_and_no_guest() =>
        Names("users").ShouldBe(Services.All.Where(service => !Services.Topology(service).IsEmpty).Select(service => service.ToLowerInvariant()).Append("operator"), ignoreOrder: true);

    [Fact]
    public void Only_the_operator_administers()
    {
        foreach (var user in Definitions.GetProperty("users").EnumerateArray())
            user.GetProperty("tags").GetArrayLength().ShouldBe(user.GetProperty("name").GetString() == "operator" ? 1 : 0);
    }

    [Fact]
    public void No_password_is_in_the_file()
    {
        foreach (var user in Definitions.GetProperty("users").EnumerateArray())
            user.GetProperty("password").GetString().ShouldBe($"@PASSWORD_{user.GetProperty("name").GetString()!.ToUpperInvariant()}@");
    }

    [Theory]
    [MemberData(nameof(OnTheBus))]
    public void A_service_may_declare_and_read_its_own_queues_and_no_others(string service)
    {
        var (configure, _, read) = Permissions(service);
        var own = Services.Topology(service).Queues;

        foreach (var queue in own)
        {
            configure.IsMatch(queue).ShouldBeTrue(queue);
            configure.IsMatch($"{queue}_error").ShouldBeTrue(queue);
            read.IsMatch(queue).ShouldBeTrue(queue);
        }

        foreach (var queue in Services.All.SelectMany(other => Services.Topology(other).Queues).Except(own)) read.IsMatch(queue).ShouldBeFalse(queue);
    }

    [Theory]
    [MemberData(nameof(OnTheBus))]
    public void A_service_may_publish_what_it_declares(string service)
    {
        var (configure, write, _) = Permissions(service);
        string[] shared = [BusTopology.StatusChanges, BusTopology.Unrouted, BusTopology.DeadLetters];

        foreach (var exchange in shared)
        {
            configure.IsMatch(exchange).ShouldBeTrue(exchange);
            write.IsMatch(exchange).ShouldBeTrue(exchange);
        }
    }

    [Theory]
    [MemberData(nameof(OnTheBus))]
    public void A_service_may_record_its_failures_and_Admin_may_have_them_sent_again(string service)
    {
        var (configure, write, _) = Permissions(service);
        configure.IsMatch(Failures.Queue).ShouldBeTrue();
        write.IsMatch(Failures.Queue).ShouldBeTrue();
        var keeper = Failures.QueueOf(service.ToLowerInvariant());
        Services.Topology(service).Queues.ShouldContain(keeper);
        Permissions("Admin").Configure.IsMatch(keeper).ShouldBeTrue();
        Permissions("Admin").Write.IsMatch(keeper).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(OnTheBus))]
    public void A_service_may_tell_that_a_message_failed(string service)
    {
        var (configure, write, read) = Permissions(service);

        // Each bound to the next; else a broken message closes the channel of all others.
        foreach (var exchange in new[] { "MassTransit:ReceiveFault", "MassTransit:Fault", "MassTransit:Fault--StatusTracking.Contracts:OrderStatusChanged--" })
            foreach (var permission in new[] { configure, write, read })
                permission.IsMatch(exchange).ShouldBeTrue($"{permission} on {exchange}");
    }

    [Fact]
    public void Only_its_owner_publishes_a_subjects_status()
    {
        foreach (var type in new[] { "OrderStatusChanged", "PaymentStatusChanged", "StockStatusChanged", "PackageStatusChanged", "NotificationStatusChanged" })
            Names("users").Where(user => user != "operator" && Permissions(user).Write.IsMatch($"StatusTracking.Contracts:{type}")).ShouldHaveSingleItem();
    }

    static IEnumerable<string> Names(string section) =>
        Definitions.GetProperty(section).EnumerateArray().Select(item => item.GetProperty("name").GetString()!);

    static (Regex Configure, Regex Write, Regex Read) Permissions(string service)
    {
        var permission = Definitions.GetProperty("permissions").EnumerateArray().Single(item => string.Equals(item.GetProperty("user").GetString(), service, StringComparison.OrdinalIgnoreCase));
        return (Pattern("configure"), Pattern("write"), Pattern("read"));
        Regex Pattern(string name) => new(permission.GetProperty(name).GetString()!);
    }
}
