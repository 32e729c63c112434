using System.Net;
using StatusTracking.Contracts;

namespace StatusTracking.Orders.Tests.Features;

/// <summary>A host of its own, because the tests move its clock.</summary>
public class When_time_passes_and_nobody_pays(When_time_passes_and_nobody_pays.Host orders) : IClassFixture<When_time_passes_and_nobody_pays.Host>
{
    public sealed class Host : OrdersFixture;

    [Fact]
    public async Task The_order_expires_a_day_after_its_payment_failed_and_not_before()
    {
        var failed = await orders.PlaceReserved();
        var paid = await orders.PlaceReserved();
        var silent = await orders.PlaceReserved();
        await orders.Publish(OrderWords.Payment(silent, PaymentStatus.Pending, 1));
        await orders.Publish(OrderWords.Payment(failed, PaymentStatus.Failed, 2));
        await orders.Stands(failed, "action_required");
        await orders.Publish(OrderWords.Payment(paid, PaymentStatus.Captured, 2));
        await orders.Stands(paid, "confirmed");

        orders.Time.Advance(TimeSpan.FromHours(23));
        var late = await orders.PlaceReserved();
        (await orders.Get($"/api/v1/orders/{failed}"))["status"]!.GetValue<string>().ShouldBe("action_required");
        orders.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));

        (await orders.Stands(failed, "expired"))["reason"]!.GetValue<string>().ShouldBe("Not paid within 24 hours.");
        // A gateway that never answers ends in the same way.
        await orders.Stands(silent, "expired");
        (await orders.Get($"/api/v1/orders/{paid}"))["status"]!.GetValue<string>().ShouldBe("confirmed");
        (await orders.Get($"/api/v1/orders/{late}"))["status"]!.GetValue<string>().ShouldBe("awaiting_payment");
        (await orders.Published<OrderStatusChanged>(1, m => m.OrderId == failed && m.To == "expired")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Paying_again_does_not_hold_the_stock_any_longer()
    {
        var id = await orders.PlaceReserved();
        await orders.Publish(OrderWords.Payment(id, PaymentStatus.Failed, 2));
        await orders.Stands(id, "action_required");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            orders.Time.Advance(TimeSpan.FromHours(6));
            var reply = await orders.Post($"/api/v1/orders/{id}/payments", """{ "method": "card", "token": "tok_down" }""");
            reply.StatusCode.ShouldBe(HttpStatusCode.Created, await reply.Text());
            if (attempt == 3)
                break;
            await orders.Publish(OrderWords.Payment(id, PaymentStatus.Failed, 2, (await reply.Json())["id"]!.GetValue<Guid>()));
            await orders.Stands(id, "action_required");
        }

        orders.Time.Advance(TimeSpan.FromHours(6) + TimeSpan.FromSeconds(1));

        (await orders.Stands(id, "expired"))["reason"]!.GetValue<string>().ShouldBe("Not paid within 24 hours.");
    }

    [Fact]
    public async Task A_backorder_expires_after_fourteen_days()
    {
        var id = await orders.Place();
        await orders.Publish(OrderWords.Stock(id, StockStatus.Backordered, 2, new SkuQuantity("MUG-01", 1)));
        await orders.Becomes(id, order => order["reason"] is not null);

        orders.Time.Advance(TimeSpan.FromDays(14) + TimeSpan.FromSeconds(1));

        (await orders.Stands(id, "expired"))["reason"]!.GetValue<string>().ShouldContain("14 days");
    }
}
