using StatusTracking.Admin.Clients;

namespace StatusTracking.Admin.Tests.Domain;

public sealed class When_the_next_scan_is_pressed_again_and_again
{
    [Fact]
    public void The_package_is_delivered_by_the_usual_way()
    {
        var package = new Package { Id = Guid.NewGuid(), Status = "label_created", Detail = "info_received" };
        var way = new List<string>();
        while (SimulatedCarrier.Next(package) is { } next)
        {
            way.Add($"{next.Status}/{next.Detail}");
            package = package with { Status = next.Status, Detail = next.Detail };
        }

        way.ShouldBe(["picked_up/accepted", "in_transit/departed_facility", "in_transit/arrived_facility", "out_for_delivery/vehicle", "delivered/to_recipient"]);
    }

    [Theory]
    [InlineData("exception", "in_transit")]
    [InlineData("delivery_attempted", "out_for_delivery")]
    [InlineData("returning", "returned")]
    public void A_detour_leads_back(string status, string next) =>
        SimulatedCarrier.Next(new Package { Id = Guid.NewGuid(), Status = status })!.Status.ShouldBe(next);

    [Theory]
    [InlineData("delivered")]
    [InlineData("cancelled")]
    [InlineData("a_status_of_tomorrow")]
    public void Nothing_is_offered_where_nothing_follows(string status)
    {
        var package = new Package { Id = Guid.NewGuid(), Status = status };
        SimulatedCarrier.Next(package).ShouldBeNull();
        SimulatedCarrier.Others(package).ShouldBeEmpty();
    }

    [Fact]
    public void Each_scan_has_an_id_of_its_own()
    {
        var move = SimulatedCarrier.Next(new Package { Id = Guid.NewGuid(), Status = "label_created" })!;
        var now = TimeProvider.System.GetUtcNow();
        SimulatedCarrier.ScanOf(move, now).EventId.ShouldNotBe(SimulatedCarrier.ScanOf(move, now).EventId);
    }
}
