using CsCheck;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class Whatever_the_order_in_which_estimates_are_heard
{
    static readonly Gen<(int Minute, int Day)[]> AnyEstimates = Gen.Select(Gen.Int[1, 20], Gen.Int[1, 6], (minute, day) => (minute, day)).Array[1, 8];

    static (Package Package, List<PackageEstimateChanged> Told) Heard(IEnumerable<(int Minute, int Day)> estimates)
    {
        var package = new PackageCase().Package;
        var told = new List<PackageEstimateChanged>();
        foreach (var (minute, day) in estimates)
        {
            package.Estimate(PackageCase.Start.AddDays(day), "carrier:ups", new Occasion(PackageCase.Start.AddMinutes(minute), PackageCase.Start.AddHours(1)));
            told.AddRange(package.TakeEvents().Cast<PackageEstimateChanged>());
        }

        return (package, told);
    }

    [Fact]
    public void The_last_one_is_the_same() => Gen.Select(AnyEstimates, Gen.Int).Sample((estimates, seed) =>
    {
        var shuffled = estimates.ToArray();
        new Random(seed).Shuffle(shuffled);
        var (one, other) = (Heard(estimates).Package, Heard([.. shuffled, .. shuffled]).Package);

        (other.EstimatedDelivery, other.EstimatedAt).ShouldBe((one.EstimatedDelivery, one.EstimatedAt));
        var newest = estimates.Max();
        one.EstimatedDelivery.ShouldBe(PackageCase.Start.AddDays(newest.Day));
    });

    [Fact]
    public void What_is_told_leads_from_one_to_the_next() => AnyEstimates.Sample(estimates =>
    {
        var (package, told) = Heard(estimates);

        told.Select(t => t.Revision).ShouldBe(Enumerable.Range(1, told.Count));
        told.Select(t => t.From).ShouldBe([null, .. told.SkipLast(1).Select(t => t.To)]);
        told.ShouldAllBe(t => t.From != t.To);
        told[^1].To.ShouldBe(package.EstimatedDelivery);
        package.EstimateRevision.ShouldBe(told.Count);
    });
}
