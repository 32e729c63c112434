using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Tracking.Tests.Sagas;

public class When_a_happy_package_is_heard_of : Situation
{
    Changes _package = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _package = Changes.OfAHappyPackage(Now);
    }

    string[] Expected => ["shipped/1", "left_distribution_centre/1", $"out_for_delivery/{Day(_package.All[6].OccurredAt)}", "delivered/1"];

    [Fact]
    public async Task It_tells_of_four_things_with_their_causes()
    {
        await Hear(_package, _package.All);

        (await Alerts(_package.PackageId, 4)).ShouldBe(Expected, ignoreOrder: true);
        var left = Service.Heard<SendAlert>(a => a.Kind == "left_distribution_centre").Single();
        left.OrderId.ShouldBe(_package.OrderId);
        left.Cause.Status.ShouldBe("in_transit");
        left.Cause.Detail.ShouldBe("departed_facility");
        left.Cause.Sequence.ShouldBe(4);
        left.Package.Customer.ShouldBe(_package.Customer);
        (await InState(_package.PackageId, "delivered")).Texts("said").Count.ShouldBe(4);
        Signals(_package.PackageId).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_tells_of_the_same_four_when_the_end_is_heard_first_and_everything_twice()
    {
        await Hear(_package, _package.All[^1]);
        await Hear(_package, _package.All.Reverse().Concat(_package.All));

        (await Alerts(_package.PackageId, 4)).ShouldBe(Expected, ignoreOrder: true);
        var again = _package.Add(PackageStatus.Returning, at: Now.AddHours(1));
        await Hear(_package, again);
        Alerts(_package.PackageId).Count.ShouldBe(4);
        (await Saga(_package.PackageId))!.Text("state").ShouldBe("returning");
    }

    [Fact]
    public async Task A_late_scan_tells_nobody_and_what_it_spoke_of_is_superseded()
    {
        await Hear(_package, _package.All.Take(3));
        var late = _package.Add(PackageStatus.OutForDelivery, late: true, at: Now.AddDays(-2), recordedAt: Now.AddHours(1));
        await Hear(_package, late);

        (await Alerts(_package.PackageId, 1)).ShouldBe(["shipped/1"]);
        var saga = (await Saga(_package.PackageId)).ShouldNotBeNull();
        saga.Texts("noted").ShouldBe([$"out_for_delivery/{Day(late.OccurredAt)}", "shipped/1"]);
        saga.Texts("said").ShouldBe(["shipped/1"]);
        await Eventually.Passes(() => Superseded(_package.PackageId).ShouldBe([$"out_for_delivery/{Day(late.OccurredAt)}"]));
        var alert = Service.Heard<SendAlert>(a => a.Superseded is true).Single();
        alert.Cause.OccurredAt.ShouldBe(late.OccurredAt);
        alert.Package.Customer.ShouldBe(_package.Customer);
    }

    [Fact]
    public async Task What_its_first_scan_says_besides_is_sent_with_what_it_gives_way_to()
    {
        var package = Package();
        await Hear(package, package.Add(PackageStatus.LabelCreated), package.Add(PackageStatus.InTransit, "departed_facility"));

        (await Alerts(package.PackageId, 1)).ShouldBe(["left_distribution_centre/1"]);
        await Eventually.Passes(() => Superseded(package.PackageId).ShouldBe(["shipped/1"]));
        Service.Heard<SendAlert>(a => a.PackageId == package.PackageId && a.Kind == "shipped").Single().GivesWayTo.ShouldBe(["left_distribution_centre"]);
        Service.Heard<SendAlert>(a => a.PackageId == package.PackageId && a.Kind != "shipped").Single().GivesWayTo.ShouldBeNull();
    }

    [Fact]
    public async Task A_scan_that_was_not_applied_tells_nobody_and_what_it_spoke_of_is_superseded_even_if_it_is_heard_first()
    {
        var ignored = _package.Ignored("delivered", "exception", Now.AddDays(-1), Now.AddHours(1));
        await Service.Publish(ignored);
        await Hear(_package, _package.All);

        // Where the first tries were over before the package was known, the next one is due in a quarter of a minute.
        await Eventually.Passes(() =>
        {
            Service.Time.Advance(TimeSpan.FromSeconds(1));
            Superseded(_package.PackageId).ShouldBe([$"exception/{Day(ignored.OccurredAt)}"]);
        });
        (await Alerts(_package.PackageId, 4)).ShouldBe(Expected, ignoreOrder: true);
    }

    [Fact]
    public async Task A_scan_that_was_not_applied_to_a_package_long_forgotten_is_let_go()
    {
        var tries = new Tries();
        using var watching = Service.Services.GetRequiredService<IBusControl>().ConnectReceiveObserver(tries);
        var stranger = Package();
        await Service.Publish(stranger.Ignored("delivered", "exception", Now));
        await Hear(_package, _package.All);

        await Eventually.Passes(() =>
        {
            Service.Time.Advance(TimeSpan.FromSeconds(30));
            tries.Heard.ShouldContain(t => t.Redelivery == 2);
        });
        tries.Heard.ShouldAllBe(t => !t.Failed);
        (await Saga(stranger.PackageId)).ShouldBeNull();
    }

    /// <summary>Every message that was received, with how often it had been put off, and whether it went to the error queue.</summary>
    sealed class Tries : IReceiveObserver
    {
        public ConcurrentQueue<(int Redelivery, bool Failed)> Heard { get; } = new();

        public Task PostReceive(ReceiveContext context) => Note(context, context.IsFaulted);

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Note(context, true);

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Task.CompletedTask;

        Task Note(ReceiveContext context, bool failed)
        {
            Heard.Enqueue((context.TransportHeaders.Get<int>(MessageHeaders.RedeliveryCount) ?? 0, failed));
            return Task.CompletedTask;
        }
    }
}

public class When_everything_comes_at_once : Situation
{
    [Fact]
    public async Task Many_copies_of_many_changes_make_one_package_and_each_alert_once()
    {
        var package = Changes.OfAHappyPackage(Now);
        var copies = package.All.SelectMany(change => Enumerable.Repeat(change, 6)).ToArray();
        Random.Shared.Shuffle(copies);

        await Task.WhenAll(copies.Select(change => Service.Publish(change)));
        await Follows(package.PackageId, saga => saga.Long("sequence") == 8 && saga.Texts("said").Count == 4);
        await Hear(package, package.Add(PackageStatus.Returning, at: Now.AddHours(1)), package.Add(PackageStatus.Returned, at: Now.AddHours(2)));

        (await Alerts(package.PackageId, 5)).ShouldBe(
            ["shipped/1", "left_distribution_centre/1", $"out_for_delivery/{Day(package.All[6].OccurredAt)}", "delivered/1", "returned/1"], ignoreOrder: true);
    }
}

public class When_the_carrier_goes_silent : Situation
{
    [Fact]
    public async Task It_is_signalled_once_and_a_scan_recovers_it()
    {
        var package = Package();
        await Hear(package, package.Add(PackageStatus.LabelCreated), package.Add(PackageStatus.InTransit));

        Service.Time.Advance(TimeSpan.FromDays(4));
        await Hear(package, package.Add(PackageStatus.InTransit, "arrived_facility", at: Now));
        Service.Time.Advance(TimeSpan.FromDays(4));
        await Follows(package.PackageId, saga => saga.Time("quietAt") > Now);
        Signals(package.PackageId).ShouldBeEmpty();

        Service.Time.Advance(TimeSpan.FromDays(1));
        (await Signals(package.PackageId, 1)).ShouldBe(["silent"]);
        (await Follows(package.PackageId, saga => (bool)saga["silent"]!)).Text("state").ShouldBe("in_transit");

        Service.Time.Advance(TimeSpan.FromDays(10));
        await Hear(package, package.Add(PackageStatus.InTransit, "departed_facility", at: Now));
        (await Signals(package.PackageId, 2)).ShouldBe(["silent", "recovered"]);
    }

    [Fact]
    public async Task It_is_silent_after_what_its_carrier_is_known_for()
    {
        var (quick, slow) = (Package(), Package());
        PackageStatusChanged After(PackageStatusChanged change, int hours) => change with { Package = change.Package with { SilentAfterHours = hours } };
        await Hear(quick, After(quick.Add(PackageStatus.InTransit), 48));
        await Hear(slow, After(slow.Add(PackageStatus.InTransit), 240));

        Service.Time.Advance(TimeSpan.FromDays(2));
        (await Signals(quick.PackageId, 1)).ShouldBe(["silent"]);
        Service.Time.Advance(TimeSpan.FromDays(6));
        Signals(slow.PackageId).ShouldBeEmpty();
        Service.Time.Advance(TimeSpan.FromDays(2));
        (await Signals(slow.PackageId, 1)).ShouldBe(["silent"]);
    }

    [Fact]
    public async Task A_scan_that_was_not_applied_breaks_the_silence_too()
    {
        var package = Package();
        await Hear(package, package.Add(PackageStatus.InTransit));
        Service.Time.Advance(TimeSpan.FromDays(6));
        await Signals(package.PackageId, 1);

        await Service.Publish(new StatusChangeIgnored
        {
            Subject = Subjects.Package,
            SubjectId = package.PackageId,
            OrderId = package.OrderId,
            From = "in_transit",
            To = "unknown",
            Reason = "The code is not known.",
            OccurredAt = Now,
            RecordedAt = Now,
        });

        (await Signals(package.PackageId, 2)).ShouldBe(["silent", "recovered"]);
    }
}

public class When_the_estimate_comes_near : Situation
{
    [Fact]
    public async Task It_is_at_risk_then_delayed_once_and_the_recipient_is_told_of_the_delay()
    {
        var estimate = Now.AddDays(3);
        var package = Package(estimate);
        await Hear(package, package.Add(PackageStatus.LabelCreated), package.Add(PackageStatus.PickedUp));
        (await Alerts(package.PackageId, 1)).ShouldBe(["shipped/1"]);

        Service.Time.Advance(TimeSpan.FromDays(2));
        (await Signals(package.PackageId, 1)).ShouldBe(["at_risk"]);
        Service.Time.Advance(TimeSpan.FromDays(1));
        (await Signals(package.PackageId, 2)).ShouldBe(["at_risk", "delayed"]);
        (await Alerts(package.PackageId, 2)).ShouldBe(["shipped/1", $"delayed/{Day(estimate)}"]);

        Service.Time.Advance(TimeSpan.FromDays(1));
        await Hear(package, package.Add(PackageStatus.OutForDelivery, at: Now));
        await Hear(package, package.Add(PackageStatus.Delivered, at: Now.AddMinutes(1)));
        (await Signals(package.PackageId, 3)).ShouldBe(["at_risk", "delayed", "recovered"]);
    }

    [Fact]
    public async Task A_new_estimate_recovers_it_and_can_be_missed_again()
    {
        var package = Package(Now.AddDays(2));
        await Hear(package, package.Add(PackageStatus.InTransit));
        Service.Time.Advance(TimeSpan.FromDays(2));
        await Signals(package.PackageId, 1);
        await Eventually_delayed(package, 1);

        var later = Now.AddDays(3);
        package.Estimate = later;
        await Hear(package, package.Add(PackageStatus.InTransit, "arrived_facility", at: Now.AddMinutes(1)));
        await Eventually.True(() => Signals(package.PackageId).Contains("recovered"));

        Service.Time.Advance(TimeSpan.FromDays(4));
        await Eventually_delayed(package, 2);
        (await Alerts(package.PackageId, 3)).ShouldContain($"delayed/{Day(later)}");
    }

    [Fact]
    public async Task Trouble_puts_it_at_risk_at_once_and_going_on_recovers_it()
    {
        var package = Package();
        await Hear(package, package.Add(PackageStatus.InTransit), package.Add(PackageStatus.Exception, "bad_address"));
        (await Signals(package.PackageId, 1)).ShouldBe(["at_risk"]);

        await Hear(package, package.Add(PackageStatus.InTransit, "resolved"));
        (await Signals(package.PackageId, 2)).ShouldBe(["at_risk", "recovered"]);
    }

    [Fact]
    public async Task An_estimate_that_was_past_when_it_was_first_recorded_waits_for_a_day_without_a_scan()
    {
        var package = Package(Now.AddYears(-8));
        await Hear(package, package.Add(PackageStatus.LabelCreated));
        Service.Time.Advance(TimeSpan.FromHours(20));
        await Hear(package, package.Add(PackageStatus.PickedUp, at: Now.AddYears(-8), recordedAt: Now));
        Service.Time.Advance(TimeSpan.FromHours(20));
        await Follows(package.PackageId, saga => saga.Time("overdueAt") > Now);
        Signals(package.PackageId).ShouldBeEmpty();

        Service.Time.Advance(TimeSpan.FromHours(5));
        (await Signals(package.PackageId, 1)).ShouldBe(["delayed"]);
    }

    [Fact]
    public async Task A_package_that_arrived_in_time_is_not_delayed_when_the_clock_fires()
    {
        var package = Package(Now.AddDays(2));
        await Hear(package, package.Add(PackageStatus.InTransit), package.Add(PackageStatus.Delivered));

        Service.Time.Advance(TimeSpan.FromDays(3));
        await Follows(package.PackageId, saga => saga["overdueAt"] is null);
        Signals(package.PackageId).ShouldBeEmpty();
    }

    Task Eventually_delayed(Changes package, int times) =>
        Eventually.True(() => Signals(package.PackageId).Count(s => s == "delayed") == times);
}

public class When_the_estimate_is_revised_without_a_scan : Situation
{
    static PackageEstimateChanged Revised(Changes package, DateTimeOffset? from, DateTimeOffset? to, int revision, DateTimeOffset at) => new()
    {
        SubjectId = package.PackageId,
        OrderId = package.OrderId,
        From = from,
        To = to,
        Source = "carrier:dhl",
        Reason = "Snow.",
        Revision = revision,
        OccurredAt = at,
        RecordedAt = at,
    };

    Task<JsonObject> Expects(Changes package, DateTimeOffset day) => Follows(package.PackageId, saga => saga.Time("estimatedDelivery") == day);

    [Fact]
    public async Task A_later_day_sets_the_clock_anew()
    {
        var (first, later) = (Now.AddDays(2), Now.AddDays(4));
        var package = Package(first);
        await Hear(package, package.Add(PackageStatus.InTransit));
        await Service.Publish(Revised(package, first, later, 1, Now));
        await Expects(package, later);

        Service.Time.Advance(TimeSpan.FromDays(2.5));
        await Follows(package.PackageId, saga => saga.Time("overdueAt") > Now);
        Signals(package.PackageId).ShouldBeEmpty();

        Service.Time.Advance(TimeSpan.FromDays(0.6));
        (await Signals(package.PackageId, 1)).ShouldBe(["at_risk"]);
        Service.Time.Advance(TimeSpan.FromDays(1));
        await Eventually.True(() => Signals(package.PackageId).Contains("delayed"));
    }

    [Fact]
    public async Task An_earlier_day_sets_it_earlier_and_a_delay_is_mended()
    {
        var package = Package(Now.AddDays(9));
        await Hear(package, package.Add(PackageStatus.InTransit));
        await Service.Publish(Revised(package, Now.AddDays(9), Now.AddDays(2), 1, Now));
        await Expects(package, Now.AddDays(2));

        Service.Time.Advance(TimeSpan.FromDays(2));
        await Eventually.True(() => Signals(package.PackageId).Contains("delayed"));
        await Service.Publish(Revised(package, Now, Now.AddDays(2), 2, Now));

        await Eventually.True(() => Signals(package.PackageId).Contains("recovered"));
    }

    [Fact]
    public async Task The_highest_revision_counts_whatever_comes_first()
    {
        var package = Package(Now.AddDays(3));
        await Hear(package, package.Add(PackageStatus.LabelCreated));
        await Service.Publish(Revised(package, Now.AddDays(5), Now.AddDays(7), 2, Now));
        await Service.Publish(Revised(package, Now.AddDays(3), Now.AddDays(5), 1, Now));
        await Expects(package, Now.AddDays(7));

        // A change that left before the revisions.
        await Hear(package, package.Add(PackageStatus.PickedUp));
        (await Saga(package.PackageId))!.Time("estimatedDelivery").ShouldBe(Now.AddDays(7));
    }

    [Fact]
    public async Task It_stands_in_the_timeline_once_and_breaks_no_silence()
    {
        var package = Package(Now.AddDays(30));
        await Hear(package, package.Add(PackageStatus.InTransit));
        Service.Time.Advance(TimeSpan.FromDays(4));
        var revised = Revised(package, Now.AddDays(26), Now.AddDays(40), 1, Now);
        await Service.Publish(revised);
        await Service.Publish(revised);
        await Expects(package, Now.AddDays(40));
        Service.Time.Advance(TimeSpan.FromDays(1));
        (await Signals(package.PackageId, 1)).ShouldBe(["silent"]);

        foreach (var path in new[] { $"packages/{package.PackageId}", $"orders/{package.OrderId}" })
        {
            var line = (await Eventually.Get(async () => (await Get($"/api/v1/{path}/timeline"))["items"]!.AsArray(), items => items.Any(e => e!.Text("to") == "estimate_revised")))
                .Where(e => e!.Text("to") == "estimate_revised").ShouldHaveSingleItem()!;
            (line.Text("reason"), line.Text("actor"), (bool)line["signal"]!).ShouldBe(("Snow.", "carrier:dhl", true));
            line.Text("description").ShouldBe(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{revised.From:yyyy-MM-dd HH:mm} UTC → {revised.To:yyyy-MM-dd HH:mm} UTC"));
        }
    }
}

public class When_a_package_has_ended : Situation
{
    Changes _package = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _package = Package();
        await Hear(_package, _package.Add(PackageStatus.InTransit), _package.Add(PackageStatus.Delivered));
        await Alerts(_package.PackageId, 2);
        Service.Time.Advance(TimeSpan.FromDays(31));
        await InState(_package.PackageId, "ended");
    }

    [Fact]
    public async Task Its_status_is_remembered_and_a_straggler_tells_nobody()
    {
        await Service.Publish(_package.All[0] with { To = "out_for_delivery", Sequence = 1 });
        var other = Package();
        await Hear(other, other.Add(PackageStatus.PickedUp));
        await Alerts(other.PackageId, 1);

        var saga = await InState(_package.PackageId, "ended");
        saga.Text("status").ShouldBe("delivered");
        Alerts(_package.PackageId).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_return_is_followed_and_announced()
    {
        await Hear(_package, _package.Add(PackageStatus.Returning, at: Now), _package.Add(PackageStatus.Returned, at: Now.AddMinutes(1)));

        (await Alerts(_package.PackageId, 3)).ShouldContain("returned/1");
        (await InState(_package.PackageId, "returned"))["endedAt"].ShouldBeNull();

        Service.Time.Advance(TimeSpan.FromDays(31));
        await InState(_package.PackageId, "ended");
    }

    [Fact]
    public async Task It_is_forgotten_after_ninety_days()
    {
        Service.Time.Advance(TimeSpan.FromDays(89));
        (await Saga(_package.PackageId)).ShouldNotBeNull();

        Service.Time.Advance(TimeSpan.FromDays(2));
        await Eventually.True(async () => await Saga(_package.PackageId) is null);
    }
}
