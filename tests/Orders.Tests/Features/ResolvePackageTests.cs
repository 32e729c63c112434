using System.Net;
using StatusTracking.Contracts;

namespace StatusTracking.Orders.Tests.Features;

public class When_an_operator_decides_about_a_lost_package(OrdersFixture orders)
{
    async Task<(Guid Order, Guid Package)> Lost()
    {
        var id = await orders.PlaceConfirmed();
        var package = Guid.CreateVersion7(orders.Time.GetUtcNow());
        await orders.Publish(OrderWords.Package(id, PackageStatus.InTransit, 3, package));
        await orders.Publish(OrderWords.Package(id, PackageStatus.Lost, 4, package));
        await orders.Stands(id, "action_required");
        return (id, package);
    }

    Task<HttpResponseMessage> Resolve(Guid order, Guid package, string choice) =>
        orders.Post($"/api/v1/orders/{order}/resolve", $$"""{ "packageId": "{{package}}", "choice": "{{choice}}", "reason": "lost in Hamburg" }""");

    [Fact]
    public async Task A_replacement_is_ordered_and_the_order_ends_with_its_delivery()
    {
        var (id, package) = await Lost();

        var reply = await Resolve(id, package, "replace");

        reply.StatusCode.ShouldBe(HttpStatusCode.OK, await reply.Text());
        (await reply.Json())["status"]!.GetValue<string>().ShouldBe("in_fulfilment");
        var command = await orders.First<ReplacePackage>(c => c.PackageId == package);
        command.Reason.ShouldBe("lost in Hamburg");
        await orders.Publish(OrderWords.Package(id, PackageStatus.Delivered, 3, command.NewPackageId, replaces: package));
        var order = await orders.Stands(id, "completed");
        order["packages"]!.AsArray().Count.ShouldBe(2);
        order["packages"]!.AsArray().Single(p => p!["id"]!.GetValue<Guid>() == package)!["resolution"]!.GetValue<string>().ShouldBe("replace");
    }

    [Fact]
    public async Task The_money_goes_back()
    {
        var (id, package) = await Lost();

        (await Resolve(id, package, "refund")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var command = await orders.First<RefundOrder>(c => c.OrderId == id);
        command.Amount.ShouldBeNull();
        command.RefundKey.ShouldBe($"package:{package}");
        await orders.Publish(OrderWords.Payment(id, PaymentStatus.Refunded, 3) with { Refunded = 30 });
        await orders.Becomes(id, order => order["paymentStatus"]!.GetValue<string>() == "refunded");
    }

    [Fact]
    public async Task The_loss_is_accepted_and_said_again_nothing_happens()
    {
        var (id, package) = await Lost();

        (await (await Resolve(id, package, "accept")).Json())["status"]!.GetValue<string>().ShouldBe("completed");
        (await Resolve(id, package, "accept")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Resolve(id, package, "refund")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        orders.Heard<RefundOrder>(c => c.OrderId == id).ShouldBeEmpty();
    }

    [Fact]
    public async Task There_is_nothing_to_decide_about_a_package_on_its_way()
    {
        var id = await orders.PlaceConfirmed();
        await orders.Publish(OrderWords.Package(id, PackageStatus.InTransit, 3));
        await orders.Stands(id, "in_fulfilment");

        (await Resolve(id, id, "accept")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Resolve(id, Guid.NewGuid(), "accept")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Resolve(Guid.NewGuid(), id, "accept")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{ \"choice\": \"accept\" }", "packageId")]
    [InlineData("{ \"packageId\": \"x\", \"choice\": \"accept\" }", "packageId")]
    [InlineData("{ \"packageId\": \"0198f3a4-0000-7000-8000-000000000000\" }", "choice")]
    [InlineData("{ \"packageId\": \"0198f3a4-0000-7000-8000-000000000000\", \"choice\": \"forget\" }", "choice")]
    [InlineData("{ \"packageId\": \"0198f3a4-0000-7000-8000-000000000000\", \"choice\": 1 }", "choice")]
    public async Task Bad_input_names_the_field(string body, string field)
    {
        var reply = await orders.Post($"/api/v1/orders/{await orders.Place()}/resolve", body);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await reply.Text());
        (await reply.Json())["errors"]![field].ShouldNotBeNull();
    }

    [Fact]
    public async Task It_takes_the_scope_operate() =>
        (await orders.Post($"/api/v1/orders/{Guid.NewGuid()}/resolve", "{}", apiKey: "read+write")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
}
