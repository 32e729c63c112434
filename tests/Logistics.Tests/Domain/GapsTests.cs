using CsCheck;
using Shouldly;
using StatusTracking.Contracts;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class What_is_counted_of_a_carriers_pauses
{
    static readonly Gen<TimeSpan[]> AnyGaps = Gen.Int[0, 60 * 24 * 40].Select(minutes => TimeSpan.FromMinutes(minutes)).Array[0, 60];

    static GapHistogram Of(IEnumerable<TimeSpan> gaps)
    {
        var histogram = new GapHistogram();
        foreach (var gap in gaps)
            histogram.Add(gap);
        return histogram;
    }

    static GapHistogram Sum(params GapHistogram[] histograms)
    {
        var sum = new GapHistogram();
        foreach (var histogram in histograms)
            sum.Add(histogram);
        return sum;
    }

    [Fact]
    public void Does_not_depend_on_their_order() => Gen.Select(AnyGaps, Gen.Int).Sample((gaps, seed) =>
    {
        var shuffled = gaps.ToArray();
        new Random(seed).Shuffle(shuffled);
        Of(shuffled).Counts.ShouldBe(Of(gaps).Counts);
    });

    [Fact]
    public void Of_two_processes_adds_up_to_that_of_one() => Gen.Select(AnyGaps, AnyGaps, AnyGaps).Sample((one, two, three) =>
    {
        var all = Of([.. one, .. two, .. three]).Counts;
        Sum(Of(one), Of(two), Of(three)).Counts.ShouldBe(all);
        Sum(Of(three), Sum(Of(two), Of(one))).Counts.ShouldBe(all);
        all.Sum().ShouldBe(one.Length + two.Length + three.Length);
    });

    [Fact]
    public void Gives_a_bound_that_the_share_keeps_and_that_is_no_wider_than_its_class() => Gen.Select(AnyGaps.Where(g => g.Length > 0), Gen.Double[0.01, 1]).Sample((gaps, share) =>
    {
        var bound = Of(gaps).Quantile(share)!.Value;
        var last = GapHistogram.BoundOf(GapHistogram.Classes - 1);
        var exact = gaps.Order().ElementAt((int)Math.Ceiling(share * gaps.Length) - 1);

        if (exact <= last)
            exact.ShouldBeLessThanOrEqualTo(bound);
        GapHistogram.ClassOf(bound).ShouldBe(GapHistogram.ClassOf(exact));
    });

    [Fact]
    public void Is_longer_for_a_greater_share() => Gen.Select(AnyGaps.Where(g => g.Length > 0), Gen.Double[0.01, 1], Gen.Double[0.01, 1]).Sample((gaps, one, other) =>
        Of(gaps).Quantile(Math.Min(one, other)).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(Of(gaps).Quantile(Math.Max(one, other))!.Value));

    [Fact]
    public void Teaches_nothing_until_there_are_enough_and_stays_within_its_bounds()
    {
        var options = new LogisticsOptions { SilenceNeedsGaps = 3 };
        TimeSpan? Learnt(params int[] hours) => CarrierGaps.RhythmOf(Of(hours.Select(h => TimeSpan.FromHours(h))), options).SilentAfter;

        Learnt(70, 70).ShouldBeNull();
        Learnt(70, 70, 70).ShouldBe(TimeSpan.FromHours(72));
        Learnt(1, 1, 1).ShouldBe(options.SilentAtLeast);
        Learnt(700, 700, 700).ShouldBe(options.SilentAtMost);
        options.LearnSilence = false;
        Learnt(70, 70, 70).ShouldBeNull();
    }

    [Fact]
    public void Are_those_of_packages_under_way_between_scans_that_came_in_time()
    {
        var package = new PackageCase();
        Scan[] scans =
        [
            package.Scan("picked_up", 0), package.Scan("in_transit", 60), package.Scan("available_for_pickup", 180), package.Scan("delivered", 9000),
        ];

        Gaps.Between(PackageStatus.LabelCreated, null, scans).ShouldBe([TimeSpan.FromHours(1), TimeSpan.FromHours(2)]);
        Gaps.Between(PackageStatus.InTransit, PackageCase.Start.AddMinutes(-30), scans[..1]).ShouldBe([TimeSpan.FromMinutes(30)]);
        Gaps.Between(PackageStatus.InTransit, PackageCase.Start, [package.Scan("delivered", 60, source: Logistics.Scan.Operator)]).ShouldBeEmpty();
    }
}
