using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_package_is_labelled
{
    [Fact]
    public void The_message_holds_all_that_a_listener_needs()
    {
        var package = new PackageCase();
        var message = package.Package.ToMessage(package.Published[^1]).ShouldBeOfType<PackageStatusChanged>();

        message.RoutingKey.ShouldBe("package.label_created.none");
        message.Package.ShouldSatisfyAllConditions(
            p => p.OrderNumber.ShouldBe("ST-7F3K-2M9Q"),
            p => p.Carrier.ShouldBe("ups"),
            p => p.TrackingNumber.ShouldBe("1Z5R89390357567127"),
            p => p.CarrierUrl.ShouldBe("https://www.ups.com/track?tracknum=1Z5R89390357567127"),
            p => p.Customer.Email.ShouldBe("ada@example.org"),
            p => p.ShippingAddress.City.ShouldBe("Berlin"),
            p => p.Lines.ShouldBe([new SkuQuantity("MUG-01", 2)]));
        message.Package.TrackingUrl!.ShouldStartWith("https://shop.example/track/");
        message.Package.TrackingUrl!.Split('/')[^1].Length.ShouldBeGreaterThanOrEqualTo(22);
    }

    [Fact]
    public void A_new_label_before_pick_up_is_told_and_moves_nothing()
    {
        var package = new PackageCase();
        package.Label("dhl", "3318810025");
        package.Published[^1].ShouldSatisfyAllConditions(c => c.To.ShouldBe("label_created"), c => c.Reason.ShouldBe("labelled"), c => c.Sequence.ShouldBe(3));
        package.Package.Carrier.ShouldBe("dhl");
    }

    [Fact]
    public void After_pick_up_no_other_label_is_possible()
    {
        var package = new PackageCase();
        package.Record(package.Scan("picked_up", 1));
        package.Package.CanBeLabelled.ShouldBeFalse();
    }

    [Fact]
    public void A_first_label_that_comes_after_the_scans_is_told_late()
    {
        var package = new PackageCase(labelled: false);
        package.Record(package.Scan("in_transit", 1));
        package.Label();
        package.Published[^1].ShouldSatisfyAllConditions(c => c.To.ShouldBe("in_transit"), c => c.Late.ShouldBeTrue());
    }

    [Fact]
    public void Scans_that_a_label_makes_possible_are_told()
    {
        var package = new PackageCase(labelled: false);
        package.Record(package.Scan("lost", 1)).ShouldHaveSingleItem().Ignored.ShouldBeTrue();
        package.Label();
        package.Applied.Select(c => c.To).ShouldBe(["created", "label_created", "lost"]);
    }
}

public sealed class When_a_package_is_cancelled
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Before_pick_up_it_is_over_and_later_scans_are_kept(bool labelled)
    {
        var package = new PackageCase(labelled);
        package.Package.Cancel(package.Now(), "changed my mind").ShouldBeTrue();
        package.Collect().ShouldHaveSingleItem().Reason.ShouldBe("changed my mind");
        package.Record(package.Scan("picked_up", -600), package.Scan("delivered", 6)).ShouldAllBe(c => c.Ignored);
        package.Record(package.Scan("in_transit", -60)).ShouldHaveSingleItem().Ignored.ShouldBeTrue();
        package.Package.Status.ShouldBe(PackageStatus.Cancelled);
    }

    [Fact]
    public void Twice_is_once()
    {
        var package = new PackageCase();
        package.Package.Cancel(package.Now()).ShouldBeTrue();
        package.Collect();
        package.Package.Cancel(package.Now()).ShouldBeTrue();
        package.Collect().ShouldBeEmpty();
    }

    [Fact]
    public void After_pick_up_it_goes_on()
    {
        var package = new PackageCase();
        package.Record(package.Scan("picked_up", 1));
        package.Package.Cancel(package.Now()).ShouldBeFalse();
        package.Collect().ShouldBeEmpty();
    }
}

public sealed class When_lines_are_taken_out
{
    static IReadOnlyList<PackageLine> Lines(params (string Sku, int Quantity)[] lines) => [.. lines.Select(l => new PackageLine { Sku = l.Sku, Quantity = l.Quantity })];

    [Fact]
    public void The_rest_stays()
    {
        var package = new PackageCase(true, ("A", 3), ("B", 1)).Package;
        package.TakeOut(Lines(("A", 1), ("B", 1)));
        package.Lines.ShouldBe(Lines(("A", 2)));
    }

    [Fact]
    public void Neither_all_nor_more_than_is_there_can_go()
    {
        var package = new PackageCase(true, ("A", 3)).Package;
        Should.Throw<InvalidOperationException>(() => package.TakeOut(Lines(("A", 3))));
        Should.Throw<InvalidOperationException>(() => package.TakeOut(Lines(("A", 4))));
    }
}

public sealed class When_a_package_does_not_arrive
{
    [Theory]
    [InlineData("lost")]
    [InlineData("disposed")]
    public void Its_lines_are_sent_again_once(string status)
    {
        var old = new PackageCase();
        old.Record(old.Scan(status, 1));
        var id = Guid.CreateVersion7(PackageCase.Start);
        var replacement = old.Package.Replace(id, new Uri("https://shop.example"), old.Now(), "lost in the sea");

        replacement.ShouldSatisfyAllConditions(
            p => p.Id.ShouldBe(id), p => p.Replaces.ShouldBe(old.Package.Id), p => p.Lines.ShouldBe(old.Package.Lines),
            p => p.Status.ShouldBe(PackageStatus.Created), p => p.OrderId.ShouldBe(old.Package.OrderId), p => p.TrackingUrl.ShouldNotBe(old.Package.TrackingUrl));
        old.Package.CanBeReplaced.ShouldBeFalse();
    }

    [Fact]
    public void One_that_may_still_arrive_is_not_replaced()
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", 1));
        package.Package.CanBeReplaced.ShouldBeFalse();
    }
}

public sealed class When_an_order_is_heard_of
{
    [Fact]
    public void It_is_confirmed_once()
    {
        var order = new Fulfilment(Guid.CreateVersion7(PackageCase.Start));
        order.Confirm().ShouldBeTrue();
        order.Confirm().ShouldBeFalse();
    }

    [Fact]
    public void An_order_that_ended_first_has_nothing_to_send()
    {
        var order = new Fulfilment(Guid.CreateVersion7(PackageCase.Start));
        order.End("cancelled");
        order.Confirm().ShouldBeFalse();
    }
}
