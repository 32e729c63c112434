using System.Net;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_an_order_is_confirmed(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task One_package_holds_all_its_lines()
    {
        var order = Guid.NewGuid();
        var created = await api.NewPackageOf(order, ("A", 2), ("B", 1), ("A", 3));

        created.RoutingKey.ShouldBe("package.created.none");
        created.Package.Lines.ShouldBe([new("A", 5), new("B", 1)]);
        created.Package.Customer.Email.ShouldBe("ada@example.org");
        created.Package.Recipient!.Name.ShouldBe("Charles");
        created.Package.OrderNumber.ShouldBe("ST-7F3K-2M9Q");
        created.Package.TrackingUrl!.ShouldStartWith("http://localhost:8080/track/");
        var list = await api.Get($"/api/v1/packages?orderId={order}").Json();
        list["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<Guid>().ShouldBe(created.SubjectId);
    }

    [Fact]
    public async Task Confirmed_again_makes_no_second_one()
    {
        var order = Guid.NewGuid();
        var package = await api.NewPackageOf(order);
        await api.Publish(api.Order(order, OrderStatus.Confirmed));
        await api.Publish(api.Order(order, OrderStatus.Cancelled));
        await api.Changes(package.SubjectId, 2);
        api.Heard<PackageStatusChanged>(m => m.OrderId == order).Select(m => m.To).ShouldBe(["created", "cancelled"]);
    }

    [Fact]
    public async Task An_order_that_ended_before_gets_none()
    {
        var order = Guid.NewGuid();
        await api.Publish(api.Order(order, OrderStatus.Cancelled));
        await api.Publish(api.Order(order, OrderStatus.Confirmed));
        await api.NewPackage();
        var list = await api.Get($"/api/v1/packages?orderId={order}").Json();
        var packages = list["items"]!.AsArray().Select(i => (string)i!["status"]!).ToList();
        packages.ShouldAllBe(status => status == "cancelled");
    }
}

public sealed class When_an_order_ends(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Theory]
    [InlineData(OrderStatus.Cancelled)]
    [InlineData(OrderStatus.Failed)]
    [InlineData(OrderStatus.Expired)]
    public async Task A_package_that_was_not_picked_up_is_called_off(OrderStatus end)
    {
        var order = Guid.NewGuid();
        var package = (await api.NewPackageOf(order)).SubjectId;
        await api.Publish(api.Order(order, end));
        (await api.Changes(package, 2))[^1].ShouldSatisfyAllConditions(c => c.To.ShouldBe("cancelled"), c => c.Reason.ShouldBe($"The order is {end.ToWord()}."));
    }

    [Fact]
    public async Task A_package_that_was_picked_up_goes_on()
    {
        var order = Guid.NewGuid();
        var package = (await api.NewPackageOf(order)).SubjectId;
        await api.Scan(package, "picked_up", 1).ShouldBe(HttpStatusCode.Accepted);
        await api.Publish(api.Order(order, OrderStatus.Cancelled));
        (await api.First<StatusChangeIgnored>(m => m.SubjectId == package)).ShouldSatisfyAllConditions(
            m => m.To.ShouldBe("cancelled"), m => m.From.ShouldBe("picked_up"), m => m.Reason.ShouldBe("The package is picked_up: it goes on."));
        (await api.StatusOf(package)).ShouldBe("picked_up");
    }

    [Fact]
    public async Task Later_scans_are_kept_and_ignored()
    {
        var order = Guid.NewGuid();
        var package = (await api.NewPackageOf(order)).SubjectId;
        await api.Publish(api.Order(order, OrderStatus.Cancelled));
        await api.Changes(package, 2);
        await api.Scan(package, "delivered", 9).ShouldBe(HttpStatusCode.Accepted);
        await api.Scan(package, "picked_up", 1).ShouldBe(HttpStatusCode.Accepted);

        var reply = await api.Package(package);
        ((string)reply["status"]!).ShouldBe("cancelled");
        reply["scans"]!.AsArray().Select(s => ((string)s!["status"]!, (bool)s["applied"]!)).ShouldBe([("picked_up", false), ("delivered", false)]);
    }

    [Fact]
    public async Task A_pick_up_at_the_same_moment_either_wins_or_loses_and_no_one_is_told_an_error()
    {
        for (var round = 0; round < 10; round++)
        {
            var order = Guid.NewGuid();
            var package = (await api.NewPackageOf(order)).SubjectId;
            await Task.WhenAll(api.Publish(api.Order(order, OrderStatus.Cancelled)), api.Scan(package, "picked_up", 1).ShouldBe(HttpStatusCode.Accepted));
            await Eventually.True(() => api.Heard<StatusChangeIgnored>(m => m.SubjectId == package).Count == 1);
            var status = await api.StatusOf(package);
            var ignored = api.Heard<StatusChangeIgnored>(m => m.SubjectId == package)[0].To;
            (status, ignored).ShouldBeOneOf(("picked_up", "cancelled"), ("cancelled", "picked_up"));
        }
    }
}
