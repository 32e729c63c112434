using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_scans_time_is_impossible
{
    [Fact]
    public void One_from_before_the_order_keeps_its_place_and_is_marked()
    {
        var package = new PackageCase();
        package.Record(package.Scan("picked_up", -60)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.Ignored.ShouldBeFalse(), c => c.To.ShouldBe("picked_up"), c => c.Impossible.ShouldBe("before_order"));
        package.Record(package.Scan("delivered", 60)).ShouldHaveSingleItem().Impossible.ShouldBeNull();

        Marks(package).ShouldBe(["picked_up before_order", "delivered -"]);
    }

    [Fact]
    public void A_delivery_from_before_the_hand_over_is_marked_when_it_comes_second()
    {
        var package = new PackageCase();
        package.Record(package.Scan("picked_up", 20));
        package.Record(package.Scan("delivered", 10)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.To.ShouldBe("delivered"), c => c.Late.ShouldBeTrue(), c => c.Impossible.ShouldBe("before_hand_over"));

        Marks(package).ShouldBe(["delivered before_hand_over", "picked_up after_delivery"]);
    }

    [Fact]
    public void A_hand_over_from_after_the_delivery_is_marked_when_it_comes_second()
    {
        var package = new PackageCase();
        package.Record(package.Scan("delivered", 10)).ShouldHaveSingleItem().Impossible.ShouldBeNull();
        package.Record(package.Scan("picked_up", 20)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.Ignored.ShouldBeTrue(), c => c.Impossible.ShouldBe("after_delivery"));

        Marks(package).ShouldBe(["delivered before_hand_over", "picked_up after_delivery"]);
    }

    [Fact]
    public void Both_are_marked_when_they_come_together()
    {
        var package = new PackageCase();
        package.Record(package.Scan("picked_up", 20), package.Scan("delivered", 10)).Select(c => (c.To, c.Impossible))
            .ShouldBe([("delivered", "before_hand_over"), ("picked_up", "after_delivery")]);
    }

    [Fact]
    public void A_hand_over_from_after_it_moved_is_marked()
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", 10, "departed_facility"));
        package.Record(package.Scan("picked_up", 20)).ShouldHaveSingleItem().Impossible.ShouldBe("after_movement");

        Marks(package).ShouldBe(["in_transit before_hand_over", "picked_up after_movement"]);
    }

    [Fact]
    public void One_from_before_the_order_speaks_against_no_other()
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", -60)).ShouldHaveSingleItem().Impossible.ShouldBe("before_order");
        package.Record(package.Scan("picked_up", 5)).ShouldHaveSingleItem().Impossible.ShouldBeNull();
    }

    [Fact]
    public void A_second_hand_over_is_none()
    {
        var package = new PackageCase();
        package.Record(package.Scan("picked_up", 5));
        package.Record(package.Scan("in_transit", 10));
        package.Record(package.Scan("picked_up", 20)).ShouldHaveSingleItem().Impossible.ShouldBeNull();
    }

    [Fact]
    public void One_that_has_it_under_way_after_its_delivery_is_marked_and_a_return_is_not()
    {
        var package = new PackageCase();
        package.Record(package.Scan("delivered", 10));
        package.Record(package.Scan("in_transit", 20)).ShouldHaveSingleItem().Impossible.ShouldBe("after_delivery");
        package.Record(package.Scan("returning", 30)).ShouldHaveSingleItem().Impossible.ShouldBeNull();
        package.Record(package.Scan("returned", 40)).ShouldHaveSingleItem().Impossible.ShouldBeNull();
    }

    [Fact]
    public void One_from_the_future_is_marked_beyond_what_clocks_differ()
    {
        var package = new PackageCase();
        package.Record(package.Scan("picked_up", 64)).ShouldHaveSingleItem().Impossible.ShouldBeNull();
        package.Record(package.Scan("in_transit", 66)).ShouldHaveSingleItem().Impossible.ShouldBe("in_future");
    }

    [Fact]
    public void An_operators_correction_is_never_marked_and_what_follows_it_neither()
    {
        var package = new PackageCase();
        package.Record(package.Scan("delivered", 10));
        package.Record(package.Scan("in_transit", 20, source: Scan.Operator)).ShouldHaveSingleItem().Impossible.ShouldBeNull();
        package.Record(package.Scan("out_for_delivery", 30)).ShouldHaveSingleItem().Impossible.ShouldBeNull();
    }

    [Fact]
    public void A_label_from_before_the_order_is_marked()
    {
        var package = new PackageCase(labelled: false);
        package.Package.Label("ups", "1Z5R89390357567127", null, new Occasion(PackageCase.Start.AddDays(-1), PackageCase.Start), []);
        package.Collect().ShouldHaveSingleItem().ShouldSatisfyAllConditions(c => c.To.ShouldBe("label_created"), c => c.Impossible.ShouldBe("before_order"));
    }

    [Fact]
    public void The_message_says_so()
    {
        var package = new PackageCase();
        var change = package.Record(package.Scan("picked_up", -60)).ShouldHaveSingleItem();
        package.Package.ToMessage(change).ShouldBeOfType<PackageStatusChanged>().Impossible.ShouldBe("before_order");
    }

    static IEnumerable<string> Marks(PackageCase package)
    {
        var course = package.Package.CourseOf(package.Scans);
        return package.Folded.Scans.Select(s => $"{s.Scan.Status.ToWord()} {course.Contradiction(s)?.ToWord() ?? "-"}");
    }
}
