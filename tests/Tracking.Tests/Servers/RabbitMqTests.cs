using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Tracking.Tests.Servers;

/// <summary>The same through a broker: its bindings, its commands, and clocks that come back through a queue.</summary>
[Trait("Category", "Server")]
public class When_messages_come_through_RabbitMq : Situation
{
    readonly RabbitMqVirtualHost _broker = new();

    protected override async Task<string[]> Settings()
    {
        await _broker.InitializeAsync();
        return ["Transport=RabbitMq", $"RabbitMq:Url={_broker.Url}"];
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_package_is_followed_its_recipient_told_and_its_clocks_speak()
    {
        var happy = Changes.OfAHappyPackage(Now);
        var quiet = Package(Now.AddDays(3));
        await Hear(happy, happy.All.Concat(happy.All));
        await Hear(quiet, quiet.Add(PackageStatus.InTransit, "departed_facility"));

        (await Alerts(happy.PackageId, 4)).Order().ShouldBe(
            ["delivered/1", "left_distribution_centre/1", $"out_for_delivery/{Day(happy.All[6].OccurredAt)}", "shipped/1"]);
        Service.Time.Advance(TimeSpan.FromDays(2));
        (await Signals(quiet.PackageId, 1)).ShouldBe(["at_risk"]);
        Service.Time.Advance(TimeSpan.FromDays(1));
        (await Signals(quiet.PackageId, 2)).ShouldBe(["at_risk", "delayed"]);
        Service.Time.Advance(TimeSpan.FromDays(2));
        (await Signals(quiet.PackageId, 3)).ShouldBe(["at_risk", "delayed", "silent"]);
        (await Alerts(quiet.PackageId, 2)).ShouldBe(["left_distribution_centre/1", $"delayed/{Day(quiet.Estimate!.Value)}"]);
    }
}
