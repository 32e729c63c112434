using CsCheck;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Domain;
using StatusTracking.Tracking.Sagas;
using Xunit;

namespace StatusTracking.Tracking.Tests.Sagas;

public class When_a_package_is_followed
{
    static readonly Watch Watch = new(new TrackingOptions());

    [Fact]
    public void A_happy_one_tells_of_four_things() =>
        Told(Changes.OfAHappyPackage().All).ShouldBe(["shipped/1", "left_distribution_centre/1", "out_for_delivery/2026-11-23", "delivered/1"]);

    [Fact]
    public void A_happy_one_tells_of_the_same_four_things_when_it_is_heard_backwards() =>
        Told(Changes.OfAHappyPackage().All.Reverse()).ShouldBe(
            ["shipped/1", "left_distribution_centre/1", "out_for_delivery/2026-11-23", "delivered/1"], ignoreOrder: true);

    [Fact]
    public void Shipped_gives_way_to_what_says_more_and_counts_as_said()
    {
        var changes = new Changes();
        changes.Add(PackageStatus.LabelCreated);
        changes.Add(PackageStatus.InTransit, "departed_facility");
        changes.Add(PackageStatus.Exception, "weather");
        changes.Add(PackageStatus.InTransit, "resolved");

        Told(changes.All).ShouldBe(["left_distribution_centre/1", "exception/2026-11-23"]);
    }

    [Fact]
    public void A_late_change_tells_nobody_and_its_own_later_sibling_still_does()
    {
        var changes = new Changes();
        changes.Add(PackageStatus.InTransit, "arrived_facility");
        changes.Add(PackageStatus.InTransit, "departed_facility", late: true);
        changes.Add(PackageStatus.InTransit, "departed_facility");

        Told(changes.All.Take(2)).ShouldBe(["shipped/1"]);
        Told(changes.All).ShouldBe(["shipped/1", "left_distribution_centre/1"]);
    }

    [Fact]
    public void A_second_day_tells_again_and_a_second_time_on_a_day_does_not()
    {
        var changes = new Changes();
        changes.Add(PackageStatus.OutForDelivery);
        changes.Add(PackageStatus.DeliveryAttempted);
        changes.Add(PackageStatus.OutForDelivery);
        changes.Add(PackageStatus.DeliveryAttempted, at: Changes.Noon.AddDays(1));

        Told(changes.All).ShouldBe(["out_for_delivery/2026-11-23", "delivery_attempted/2026-11-23", "delivery_attempted/2026-11-24"]);
    }

    [Fact]
    public void The_estimate_of_an_order_brought_over_was_past_from_the_start_and_another_was_not()
    {
        var changes = new Changes { Estimate = Changes.Noon.AddYears(-8) };
        var package = new PackageState();

        package.Hear(changes.Add(PackageStatus.LabelCreated));
        package.Journey.EstimateWasPast.ShouldBeTrue();

        changes.Estimate = Changes.Noon.AddDays(2);
        package.Hear(changes.Add(PackageStatus.InTransit));
        package.Hear(changes.Add(PackageStatus.InTransit, "arrived_facility", at: Changes.Noon.AddDays(3)));
        package.Journey.EstimateWasPast.ShouldBeFalse();
    }

    [Fact]
    public void Any_order_and_any_repetition_of_its_changes_adds_up_to_the_same() =>
        Gen.Select(Lives, Gen.Int[0, int.MaxValue]).Sample(
            (life, seed) =>
            {
                var random = new Random(seed);
                var twice = life.Concat(life.Where(_ => random.Next(2) == 0)).ToArray();
                random.Shuffle(twice);

                var (inOrder, told) = Heard(life);
                var (mixed, toldMixed) = Heard(twice);

                mixed.ShouldBeEquivalentTo(inOrder);
                mixed.Said.ShouldBe(inOrder.Said);
                toldMixed.ShouldBeUnique();
                toldMixed.Except(["shipped/1"]).ShouldBe(told.Except(["shipped/1"]), ignoreOrder: true);
            },
            iter: 10_000);

    /// <summary>Which of them are late, or are ignored, depends on what came before them: so this takes each as any of these.</summary>
    [Fact]
    public void The_same_scans_speak_of_the_same_alerts_however_they_came() =>
        Gen.Select(Lives, Gen.Int[0, int.MaxValue]).Sample(
            (life, seed) =>
            {
                var random = new Random(seed);
                var scans = life.Skip(1).ToArray();
                List<string> Noted()
                {
                    random.Shuffle(scans);
                    var package = new PackageState();
                    package.Hear(life[0]);
                    foreach (var scan in scans)
                    {
                        if (random.Next(3) == 0)
                            package.Hear(new StatusChangeIgnored { Subject = scan.Subject, SubjectId = scan.SubjectId, OrderId = scan.OrderId, To = scan.To, Detail = scan.Detail, Reason = "late_scan", OccurredAt = scan.OccurredAt, RecordedAt = scan.RecordedAt });
                        else
                            package.Hear(scan with { From = scans[random.Next(scans.Length)].To, Late = random.Next(2) == 0 });
                    }

                    return package.Noted;
                }

                Noted().ShouldBe(Noted());
            },
            iter: 2_000);

    static readonly int?[] Days = [null, -400, 1, 3, 30];
    static readonly string?[] Details = [null, "departed_facility", "arrived_facility"];

    static readonly Gen<PackageStatusChanged[]> Lives =
        from steps in Gen.Select(
            Gen.Enum<PackageStatus>(),
            Gen.Int[0, 2].Select(i => Details[i]),
            Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true))),
            Gen.Int[0, 72],
            Gen.Int[0, 4].Select(i => Days[i])).Array[1, 12]
        select Live(steps);

    static PackageStatusChanged[] Live((PackageStatus To, string? Detail, bool Late, int Hours, int? EstimateDay)[] steps)
    {
        var changes = new Changes();
        var now = Changes.Noon;
        foreach (var (to, detail, late, hours, day) in steps)
        {
            now = now.AddHours(hours);
            changes.Estimate = day is { } d ? Changes.Noon.AddDays(d) : null;
            changes.Add(to, detail, at: late ? now.AddDays(-3) : now, recordedAt: now, late: late);
        }

        return [.. changes.All];
    }

    static List<string> Told(IEnumerable<PackageStatusChanged> changes) => Heard(changes).Told;

    static (PackageState Package, List<string> Told) Heard(IEnumerable<PackageStatusChanged> changes)
    {
        var package = new PackageState();
        var told = new List<string>();
        foreach (var change in changes)
        {
            if (package.Hear(change) is { } key)
                told.Add(key.ToString());
            package.StandsWhenHeard(Watch);
        }

        return (package, told);
    }
}
