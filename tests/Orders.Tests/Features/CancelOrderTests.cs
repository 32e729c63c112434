using System.Net;
using StatusTracking.Contracts;

namespace StatusTracking.Orders.Tests.Features;

public class When_an_order_is_cancelled_over_http(OrdersFixture orders)
{
    [Fact]
    public async Task The_reply_is_the_cancelled_order_also_when_it_is_said_again()
    {
        var id = await orders.PlaceConfirmed();

        var first = await orders.Post($"/api/v1/orders/{id}/cancel", """{ "reason": "too late for the party" }""");
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await first.Json())["status"]!.GetValue<string>().ShouldBe("cancelled");
        (await first.Json())["reason"]!.GetValue<string>().ShouldBe("too late for the party");

        var second = await orders.Post($"/api/v1/orders/{id}/cancel");
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await second.Text()).ShouldBe(await first.Text());
        (await orders.First<OrderStatusChanged>(m => m.OrderId == id && m.To == "cancelled")).Reason.ShouldBe("too late for the party");
    }

    [Fact]
    public async Task A_body_is_not_needed()
    {
        var id = await orders.Place();

        (await orders.Post($"/api/v1/orders/{id}/cancel")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await orders.Post($"/api/v1/orders/{await orders.Place()}/cancel", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_is_too_late_once_a_package_is_picked_up()
    {
        var id = await orders.PlaceConfirmed();
        await orders.Publish(OrderWords.Package(id, PackageStatus.PickedUp, 3));
        await orders.Stands(id, "in_fulfilment");

        var reply = await orders.Post($"/api/v1/orders/{id}/cancel");

        reply.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await reply.Json())["detail"]!.GetValue<string>().ShouldContain("picked_up");
    }

    [Fact]
    public async Task Words_that_come_at_the_same_moment_do_not_get_in_its_way()
    {
        for (var i = 0; i < 5; i++)
        {
            var id = await orders.Place();

            var stock = orders.Publish(OrderWords.Stock(id, StockStatus.Reserved));
            var replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => orders.Post($"/api/v1/orders/{id}/cancel")));
            await stock;

            replies.Select(reply => reply.StatusCode).ShouldAllBe(status => status == HttpStatusCode.OK);
            (await orders.Published<OrderStatusChanged>(1, m => m.OrderId == id && m.To == "cancelled")).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_package_that_goes_on_afterwards_is_shown_and_noted()
    {
        var id = await orders.PlaceConfirmed();
        await orders.Post($"/api/v1/orders/{id}/cancel");

        await orders.Publish(OrderWords.Package(id, PackageStatus.PickedUp, 3));

        var order = await orders.Becomes(id, o => o["packages"]!.AsArray().Count == 1);
        order["status"]!.GetValue<string>().ShouldBe("cancelled");
        (await orders.First<StatusChangeIgnored>(m => m.OrderId == id)).To.ShouldBe("in_fulfilment");
    }

    [Theory]
    [InlineData("{ \"reson\": \"x\" }", "reson")]
    [InlineData("{ \"reason\": 5 }", "reason")]
    [InlineData("{ \"reason\": \"a\\u0007\" }", "reason")]
    public async Task Bad_input_names_the_field(string body, string field)
    {
        var id = await orders.Place();

        var reply = await orders.Post($"/api/v1/orders/{id}/cancel", body);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await reply.Text());
        (await reply.Json())["errors"]![field].ShouldNotBeNull();
        (await orders.Get($"/api/v1/orders/{id}"))["status"]!.GetValue<string>().ShouldBe("submitted");
    }

    [Fact]
    public async Task One_that_is_not_there_is_not_found() =>
        (await orders.Post($"/api/v1/orders/{Guid.NewGuid()}/cancel")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
}
