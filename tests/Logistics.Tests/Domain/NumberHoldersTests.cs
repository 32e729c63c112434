using CsCheck;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class Whose_a_number_is_that_is_used_again
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Reuse = TimeSpan.FromDays(30);

    /// <summary>Packages one after another: each is labelled some days after the one before was last heard of.</summary>
    static readonly Gen<NumberHolder[]> AnyHolders = Gen.Select(Gen.Int[0, 90], Gen.Int[0, 20], (pause, journey) => (pause, journey)).Array[1, 5].Select(lives =>
    {
        var at = Start;
        return lives.Select((life, i) =>
        {
            var labelled = at.AddDays(life.pause);
            at = labelled.AddDays(life.journey);
            return new NumberHolder(new Guid(i, 0, 0, new byte[8]), labelled, at, IsOver: true);
        }).ToArray();
    });

    [Fact]
    public void Each_moment_is_one_packages_and_later_moments_are_no_former_ones() => Gen.Select(AnyHolders, Gen.Int[-10, 600].Array[2, 20]).Sample((holders, days) =>
    {
        var found = days.Order().Select(day => Array.IndexOf(holders, NumberHolders.At(holders, Start.AddDays(day), Reuse)!.Value)).ToList();

        found.ShouldAllBe(i => i >= 0);
        found.ShouldBeInOrder();
    });

    [Fact]
    public void The_order_in_which_they_are_found_does_not_matter() => Gen.Select(AnyHolders, Gen.Int[-10, 600]).Sample((holders, day) =>
        NumberHolders.At(holders.Reverse(), Start.AddDays(day), Reuse).ShouldBe(NumberHolders.At(holders, Start.AddDays(day), Reuse)));

    /// <summary>
    /// A scan that comes before the label is the former package's or waits, and one that waits is the new one's; after the label it must
    /// be the same one's, unless it happened after the label and came before it.
    /// </summary>
    [Fact]
    public void A_scan_is_the_same_packages_before_and_after_the_label() => Gen.Select(AnyHolders.Where(h => h.Length > 1), Gen.Int[-10, 600]).Sample((holders, day) =>
    {
        var (former, next) = (holders[^2], holders[^1]);
        var at = Start.AddDays(day);
        var waits = former.HasLeftBy(at, Reuse);
        var handover = NumberHolders.Handover(former, next.LabelledAt, Reuse);

        if (waits)
            at.ShouldBeGreaterThanOrEqualTo(handover);
        else if (at < next.LabelledAt)
            at.ShouldBeLessThan(handover);
    });

    [Fact]
    public void Where_numbers_are_never_used_again_only_a_label_parts_packages() => AnyHolders.Sample(holders =>
    {
        foreach (var holder in holders)
        {
            holder.HasLeftBy(holder.UsedUntil.AddYears(9), TimeSpan.Zero).ShouldBeFalse();
            NumberHolders.At(holders, holder.LabelledAt, TimeSpan.Zero)!.Value.LabelledAt.ShouldBe(holder.LabelledAt);
        }
    });
}
