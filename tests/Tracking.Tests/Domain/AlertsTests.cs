using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Domain;
using Xunit;

namespace StatusTracking.Tracking.Tests.Domain;

public class When_a_package_changes
{
    [Theory]
    [InlineData("label_created", "picked_up", "accepted", "shipped/1")]
    [InlineData("label_created", "in_transit", "arrived_facility", "shipped/1")]
    [InlineData("label_created", "in_transit", "departed_facility", "left_distribution_centre/1 shipped/1")]
    [InlineData("picked_up", "in_transit", "departed_facility", "left_distribution_centre/1")]
    [InlineData("picked_up", "in_transit", "arrived_facility", "")]
    [InlineData("in_transit", "in_transit", "departed_facility", "left_distribution_centre/1")]
    [InlineData("in_transit", "in_transit", "customs_processing", "")]
    [InlineData("exception", "in_transit", "resolved", "shipped/1")]
    [InlineData("in_transit", "out_for_delivery", "vehicle", "out_for_delivery/2026-11-23")]
    [InlineData("label_created", "out_for_delivery", "vehicle", "out_for_delivery/2026-11-23 shipped/1")]
    [InlineData("out_for_delivery", "in_transit", "arrived_facility", "")]
    [InlineData("out_for_delivery", "available_for_pickup", "ready", "available_for_pickup/2026-11-23")]
    [InlineData("out_for_delivery", "delivery_attempted", "not_home", "delivery_attempted/2026-11-23")]
    [InlineData("out_for_delivery", "delivered", "neighbour", "delivered/1")]
    [InlineData("label_created", "delivered", null, "delivered/1 shipped/1")]
    [InlineData("in_transit", "exception", "bad_address", "exception/2026-11-23")]
    [InlineData("label_created", "exception", "damaged", "exception/2026-11-23")]
    [InlineData("delivered", "returning", "to_sender", "")]
    [InlineData("returning", "returned", "received", "returned/1")]
    [InlineData(null, "created", null, "")]
    [InlineData("created", "label_created", "info_received", "")]
    [InlineData("in_transit", "on_hold", "customs", "")]
    [InlineData("in_transit", "lost", "confirmed", "")]
    [InlineData("in_transit", "disposed", null, "")]
    [InlineData("in_transit", "expired", "silent", "")]
    [InlineData("created", "cancelled", null, "")]
    [InlineData("in_transit", "teleported", null, "")]
    public void It_makes_due_what_the_domain_says_the_most_specific_first(string? from, string to, string? detail, string keys) =>
        string.Join(' ', Alerts.DueTo(Change(from, to, detail))).ShouldBe(keys);

    [Theory]
    [InlineData("Europe/Berlin", "2026-11-24")]
    [InlineData("America/New_York", "2026-11-23")]
    [InlineData(null, "2026-11-23")]
    [InlineData("Mars/Olympus_Mons", "2026-11-23")]
    public void The_day_is_the_recipients(string? timeZone, string day)
    {
        var change = Change("in_transit", "out_for_delivery", null) with { OccurredAt = new(2026, 11, 23, 23, 30, 0, TimeSpan.Zero) };
        var told = change with { Package = change.Package with { Recipient = new("Charles", null, null, "en", timeZone) } };

        Alerts.DueTo(told).ShouldBe([new(AlertKind.OutForDelivery, day)]);
    }

    static PackageStatusChanged Change(string? from, string to, string? detail) =>
        new Changes().Add(PackageStatus.Created) with { From = from, To = to, Detail = detail };
}
