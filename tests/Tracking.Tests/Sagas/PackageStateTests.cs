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

    /// <summary>
    /// Which of a package's scans are late or ignored, and which status each of them finds, depends on what came before them: so this takes
    /// each as any of these. The keys are those of all scans; whether one is told or superseded may differ.
    /// </summary>
    [Fact]
    public void The_same_scans_give_Notifications_the_same_keys_however_they_came() =>
        Gen.Select(Lives, Gen.Int[0, int.MaxValue]).Sample(
            (life, seed) =>
            {
                var random = new Random(seed);
                var (one, other) = (Sent(Arrive(life, random)), Sent(Arrive(life, random)));

                one.Select(d => d.Key).Distinct().ShouldBe(other.Select(d => d.Key).Distinct(), ignoreOrder: true);
                foreach (var sent in new[] { one, other })
                {
                    // A key that was superseded may still be due, by a newer scan; one that was due, to be told or to give way, is never sent again.
                    sent.Where(IsOvertaken).Select(d => d.Key).ShouldBeUnique();
                    sent.Index().ShouldAllBe(d => IsOvertaken(d.Item) || !sent.Skip(d.Index + 1).Any(later => later.Key == d.Item.Key));
                }
            },
            iter: 10_000);

    static bool IsOvertaken(DueAlert due) => due is { Superseded: true, GivesWayTo: null };

    /// <summary>What Logistics publishes when the scans come in some order, heard in some order and partly twice.</summary>
    static List<IStatusEvent> Arrive(PackageStatusChanged[] life, Random random)
    {
        var scans = life.Skip(1).ToArray();
        random.Shuffle(scans);
        List<IStatusEvent> published = [life[0]];
        var (stands, sequence) = (life[0].To, life[0].Sequence);
        foreach (var scan in scans)
        {
            if (random.Next(3) == 0)
            {
                published.Add(new Changes { PackageId = scan.SubjectId, OrderId = scan.OrderId }.Ignored(stands, scan.To, scan.OccurredAt, scan.RecordedAt, scan.Detail));
            }
            else
            {
                published.Add(scan with { From = stands, Sequence = ++sequence, Late = random.Next(2) == 0 });
                stands = scan.To;
            }
        }

        var heard = published.Concat(published.Where(_ => random.Next(2) == 0)).ToArray();
        random.Shuffle(heard);
        // What was not applied waits for the package's first change.
        return [heard.First(e => e is PackageStatusChanged), .. heard];
    }

    static List<DueAlert> Sent(IEnumerable<IStatusEvent> heard)
    {
        var package = new PackageState();
        return [.. heard.SelectMany(e => e is PackageStatusChanged change ? package.Hear(change) : package.Hear((StatusChangeIgnored)e))];
    }

    [Fact]
    public void What_gives_way_is_superseded_and_so_is_what_a_late_or_an_ignored_scan_speaks_of()
    {
        var changes = new Changes();
        changes.Add(PackageStatus.LabelCreated);
        changes.Add(PackageStatus.InTransit, "departed_facility");
        changes.Add(PackageStatus.Exception, "weather", late: true);

        Sent([.. changes.All, changes.Ignored("exception", "out_for_delivery", Changes.Noon)]).Select(Shown).ShouldBe(
            ["left_distribution_centre/1 told", "shipped/1 gives way to left_distribution_centre", "exception/2026-11-23 superseded", "out_for_delivery/2026-11-23 superseded"]);
    }

    [Fact]
    public void What_gives_way_is_sent_also_where_a_late_scan_spoke_of_it_or_a_later_change_told_the_news_that_say_more()
    {
        var changes = new Changes();
        var label = changes.Add(PackageStatus.LabelCreated);
        var first = changes.Add(PackageStatus.InTransit, "departed_facility");
        var second = changes.Add(PackageStatus.InTransit, "departed_facility");

        Sent([label, changes.Ignored("label_created", "picked_up", Changes.Noon), second, first]).Select(Shown).ShouldBe(
            ["shipped/1 superseded", "left_distribution_centre/1 told", "shipped/1 gives way to left_distribution_centre"]);
    }

    static string Shown(DueAlert due) =>
        $"{due.Key} {(due.GivesWayTo is { } kinds ? $"gives way to {string.Join(", ", kinds.Select(kind => kind.ToWord()))}" : due.Superseded ? "superseded" : "told")}";

    static readonly PackageStatus[] Underway =
    [
        PackageStatus.PickedUp, PackageStatus.InTransit, PackageStatus.InTransit, PackageStatus.OnHold, PackageStatus.Exception, PackageStatus.OutForDelivery,
        PackageStatus.DeliveryAttempted, PackageStatus.Lost, PackageStatus.Expired, PackageStatus.Returning,
    ];

    /// <summary>However it goes on, is looked at, and is heard of late: that it is late is said once, and taken back when it arrives.</summary>
    [Fact]
    public void One_past_its_estimate_is_delayed_once_until_it_arrives() =>
        Gen.Select(
            Gen.OneOf(Gen.Const(-400 * 24), Gen.Int[1, 100]),
            Gen.Select(Gen.Int[0, Underway.Length - 1].Select(i => Underway[i]), Gen.Int[0, 60], Gen.Int[0, 30], Gen.Bool).Array[1, 12]).Sample(
            (estimate, steps) =>
            {
                var (changes, package, now, said) = (new Changes { Estimate = Changes.Noon.AddHours(estimate) }, new PackageState(), Changes.Noon, new List<PackageSignalKind?>());
                Hear(PackageStatus.LabelCreated, recordedAt: now);
                foreach (var (status, hours, lag, looks) in steps)
                {
                    now = now.AddHours(hours);
                    if (looks)
                        Look();
                    Hear(status, recordedAt: now.AddHours(-lag));
                }

                now = now.AddDays(10);
                Look();
                var wasDelayed = said.Contains(PackageSignalKind.Delayed);
                said.SkipWhile(s => s is not PackageSignalKind.Delayed).Skip(1).ShouldNotContain(s => s == PackageSignalKind.Delayed || s == PackageSignalKind.Recovered);

                said.Clear();
                Hear(PackageStatus.Delivered, recordedAt: now);
                Look();
                if (wasDelayed)
                    said.OfType<PackageSignalKind>().ShouldBe([PackageSignalKind.Recovered]);

                void Hear(PackageStatus to, DateTimeOffset recordedAt)
                {
                    package.Hear(changes.Add(to, at: recordedAt));
                    said.Add(package.StandsWhenHeard(Watch, now));
                }

                void Look()
                {
                    if (Watch.SilentAt(package.Journey) <= now)
                        said.Add(package.Stands(package.Promise, silent: true));
                    said.Add(package.StandsWhenLookedAt(Watch, now));
                }
            },
            iter: 10_000);

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
            told.AddRange(package.Hear(change).Where(due => !due.Superseded).Select(due => due.Key.ToString()));
            package.StandsWhenHeard(Watch, package.HeardAt);
        }

        return (package, told);
    }
}
