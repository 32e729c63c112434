using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Domain;
using Xunit;

namespace StatusTracking.Tracking.Tests.Domain;

public class When_a_package_is_watched
{
    static readonly DateTimeOffset Heard = Changes.Noon;
    readonly Watch _watch = new(new TrackingOptions());

    [Theory]
    [InlineData(PackageStatus.Created, false)]
    [InlineData(PackageStatus.LabelCreated, true)]
    [InlineData(PackageStatus.Unknown, true)]
    [InlineData(PackageStatus.PickedUp, true)]
    [InlineData(PackageStatus.InTransit, true)]
    [InlineData(PackageStatus.OnHold, true)]
    [InlineData(PackageStatus.Exception, true)]
    [InlineData(PackageStatus.OutForDelivery, true)]
    [InlineData(PackageStatus.DeliveryAttempted, true)]
    [InlineData(PackageStatus.AvailableForPickup, false)]
    [InlineData(PackageStatus.Returning, true)]
    [InlineData(PackageStatus.Delivered, false)]
    [InlineData(PackageStatus.Lost, false)]
    public void It_is_silent_after_five_days_where_scans_are_to_be_expected(PackageStatus status, bool expected) =>
        _watch.SilentAt(At(status)).ShouldBe(expected ? Heard.AddDays(5) : null);

    [Theory]
    [InlineData(PackageStatus.Delivered)]
    [InlineData(PackageStatus.Returned)]
    [InlineData(PackageStatus.Lost)]
    [InlineData(PackageStatus.Disposed)]
    [InlineData(PackageStatus.Cancelled)]
    [InlineData(PackageStatus.Expired)]
    public void It_ends_thirty_days_after_its_last_status_was_recorded(PackageStatus status) =>
        _watch.EndsAt(At(status) with { HeardAt = Heard.AddDays(3) }).ShouldBe(Heard.AddDays(30));

    [Fact]
    public void It_is_at_risk_a_day_before_its_estimate_and_delayed_after_it()
    {
        var journey = At(PackageStatus.InTransit, Heard.AddDays(3));

        _watch.PromiseAt(journey, Heard.AddDays(2).AddTicks(-1)).ShouldBe(Promise.Kept);
        _watch.PromiseAt(journey, Heard.AddDays(2)).ShouldBe(Promise.AtRisk);
        _watch.PromiseAt(journey, Heard.AddDays(3)).ShouldBe(Promise.Broken);
    }

    [Fact]
    public void It_is_not_at_risk_once_it_is_out_for_delivery_but_delayed_when_the_time_has_passed()
    {
        var journey = At(PackageStatus.OutForDelivery, Heard.AddHours(3));

        _watch.PromiseAt(journey, Heard.AddHours(2)).ShouldBe(Promise.Kept);
        _watch.PromiseAt(journey, Heard.AddHours(3)).ShouldBe(Promise.Broken);
    }

    [Theory]
    [InlineData(PackageStatus.OnHold)]
    [InlineData(PackageStatus.Exception)]
    [InlineData(PackageStatus.DeliveryAttempted)]
    public void It_is_at_risk_in_trouble_whatever_the_estimate(PackageStatus status) =>
        _watch.PromiseAt(At(status), Heard).ShouldBe(Promise.AtRisk);

    [Theory]
    [InlineData(PackageStatus.Delivered)]
    [InlineData(PackageStatus.AvailableForPickup)]
    [InlineData(PackageStatus.Returning)]
    [InlineData(PackageStatus.Cancelled)]
    public void Nothing_is_promised_any_more_once_it_arrived_or_turned_back(PackageStatus status) =>
        _watch.PromiseAt(At(status, Heard.AddDays(-1)), Heard.AddDays(9)).ShouldBe(Promise.Kept);

    [Fact]
    public void An_estimate_that_was_past_when_first_recorded_counts_after_a_day_without_a_scan()
    {
        var journey = At(PackageStatus.InTransit, Heard.AddYears(-8)) with { EstimateWasPast = true };

        _watch.PromiseAt(journey, Heard.AddHours(24).AddTicks(-1)).ShouldBe(Promise.Kept);
        _watch.PromiseAt(journey, Heard.AddHours(24)).ShouldBe(Promise.Broken);
    }

    [Fact]
    public void Hearing_of_it_never_breaks_a_promise_and_keeps_a_broken_one_broken()
    {
        var journey = At(PackageStatus.OutForDelivery, Heard.AddHours(-1));

        _watch.PromiseWhenHeard(journey, Promise.Kept, Heard).ShouldBe(Promise.Kept);
        _watch.PromiseWhenHeard(journey, Promise.Broken, Heard).ShouldBe(Promise.Broken);
    }

    [Fact]
    public void A_scan_mends_no_estimate_that_has_passed_be_it_heard_late_or_the_first_in_days()
    {
        var heardLate = At(PackageStatus.InTransit, Heard.AddHours(1));
        var broughtOver = At(PackageStatus.InTransit, Heard.AddYears(-8)) with { EstimateWasPast = true };

        _watch.PromiseWhenHeard(heardLate, Promise.Broken, Heard.AddHours(2)).ShouldBe(Promise.Broken);
        _watch.PromiseWhenHeard(broughtOver, Promise.Broken, Heard).ShouldBe(Promise.Broken);
        _watch.PromiseAt(broughtOver, Promise.Broken, Heard).ShouldBe(Promise.Broken);
    }

    [Fact]
    public void An_estimate_that_is_still_ahead_mends_it_and_so_does_its_arrival()
    {
        _watch.PromiseWhenHeard(At(PackageStatus.InTransit, Heard.AddDays(3)), Promise.Broken, Heard).ShouldBe(Promise.Kept);
        _watch.PromiseWhenHeard(At(PackageStatus.AvailableForPickup, Heard.AddDays(-1)), Promise.Broken, Heard).ShouldBe(Promise.Kept);
        _watch.PromiseWhenHeard(At(PackageStatus.Delivered, Heard.AddDays(-1)), Promise.Broken, Heard).ShouldBe(Promise.Kept);
    }

    [Fact]
    public void One_that_waits_for_its_recipient_is_neither_silent_nor_delayed_nor_at_risk_however_long_it_lies_there()
    {
        var journey = At(PackageStatus.AvailableForPickup, Heard.AddDays(-1));

        (_watch.SilentAt(journey), _watch.DelayedAt(journey), _watch.AtRiskAt(journey)).ShouldBe((null, null, null));
    }

    [Fact]
    public void One_that_comes_back_is_not_delayed_but_may_fall_silent()
    {
        var journey = At(PackageStatus.Returning, Heard.AddDays(-1));

        _watch.DelayedAt(journey).ShouldBeNull();
        _watch.SilentAt(journey).ShouldBe(Heard.AddDays(5));
    }

    static Journey At(PackageStatus status, DateTimeOffset? estimate = null) => new(status, Heard, Heard, estimate, EstimateWasPast: false);
}
