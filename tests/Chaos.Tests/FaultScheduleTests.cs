using Shouldly;
using Xunit;

namespace StatusTracking.Chaos.Tests;

public sealed class When_faults_are_planned
{
    static readonly string[] Processes = ["Orders", "Tracking", "Tracking-2", "Notifications", "Notifications-2", "Gateway"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(50)]
    public void There_are_as_many_kills_as_asked_for_and_every_kind_of_fault(int kills)
    {
        var schedule = Fault.Schedule(7, 3_000, kills, Processes);
        schedule.Count(f => f.IsKill).ShouldBe(kills);
        if (kills >= 3)
            schedule.Select(f => f.Kind).Distinct().Count().ShouldBe(Enum.GetValues<FaultKind>().Length);
        schedule.ShouldAllBe(f => f.AtEvent >= 0 && f.AtEvent < 2_700);
        schedule.Select(f => f.AtEvent).ShouldBe(schedule.Select(f => f.AtEvent).Order());
    }

    [Fact]
    public void The_broker_alone_is_killed_and_restarted_in_turn()
    {
        var schedule = Fault.OfBroker(7, 3_000, 20);
        schedule.Count.ShouldBe(20);
        schedule.ShouldAllBe(f => f.Target == Fault.Broker);
        schedule.Select(f => f.Kind).Distinct().ShouldBe([FaultKind.KillBroker, FaultKind.RestartBroker]);
        schedule.Select(f => f.AtEvent).ShouldBeInOrder();
    }

    [Fact]
    public void The_same_seed_plans_the_same() => Fault.Schedule(7, 3_000, 10, Processes).ShouldBe(Fault.Schedule(7, 3_000, 10, Processes));

    [Fact]
    public void Another_seed_plans_something_else() => Fault.Schedule(8, 3_000, 10, Processes).ShouldNotBe(Fault.Schedule(7, 3_000, 10, Processes));

    [Fact]
    public void Without_kills_nothing_goes_wrong() => Fault.Schedule(7, 3_000, 0, Processes).ShouldBeEmpty();
}
