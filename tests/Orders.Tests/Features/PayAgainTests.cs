using System.Net;
using StatusTracking.Contracts;

namespace StatusTracking.Orders.Tests.Features;

public class When_a_buyer_pays_again(OrdersFixture orders)
{
    const string Body = """{ "method": "card", "token": "tok_another" }""";

    async Task<Guid> Unpaid()
    {
        var id = await orders.PlaceReserved();
        await orders.Publish(OrderWords.Payment(id, PaymentStatus.Failed, 2, reason: "declined"));
        (await orders.Stands(id, "action_required"))["reason"]!.GetValue<string>().ShouldBe("The payment failed: declined");
        return id;
    }

    [Fact]
    public async Task A_new_payment_is_started_and_takes_the_order_on()
    {
        var id = await Unpaid();

        var reply = await orders.Post($"/api/v1/orders/{id}/payments", Body);

        reply.StatusCode.ShouldBe(HttpStatusCode.Created, await reply.Text());
        var payment = await reply.Json();
        payment["orderId"]!.GetValue<Guid>().ShouldBe(id);
        payment["status"]!.GetValue<string>().ShouldBe("pending");
        (await reply.Text()).ShouldNotContain("tok_");
        var paymentId = payment["id"]!.GetValue<Guid>();
        reply.Headers.Location!.OriginalString.ShouldBe($"/api/v1/payments/{paymentId}");

        var command = await orders.First<StartPayment>(c => c.OrderId == id);
        command.PaymentId.ShouldBe(paymentId);
        command.Payment.ShouldBe(new PaymentRequest(25m, "EUR", "card", "tok_another"));
        (await orders.Published<OrderStatusChanged>(2, m => m.OrderId == id && m.To == "awaiting_payment"))[1].Payment.ShouldBeNull();

        await orders.Publish(OrderWords.Payment(id, PaymentStatus.Captured, 2, paymentId));
        (await orders.Stands(id, "confirmed"))["paymentStatus"]!.GetValue<string>().ShouldBe("paid");
    }

    [Fact]
    public async Task A_second_one_is_refused_while_the_first_is_open()
    {
        var id = await Unpaid();

        (await orders.Post($"/api/v1/orders/{id}/payments", Body)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await orders.Post($"/api/v1/orders/{id}/payments", Body)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_payment()
    {
        var id = await Unpaid();
        var key = Guid.NewGuid().ToString();

        var first = await orders.Post($"/api/v1/orders/{id}/payments", Body, key);
        var second = await orders.Post($"/api/v1/orders/{id}/payments", Body, key);

        (await second.Text()).ShouldBe(await first.Text());
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task It_is_refused_where_the_order_waits_for_no_payment()
    {
        (await orders.Post($"/api/v1/orders/{await orders.Place()}/payments", Body)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await orders.Post($"/api/v1/orders/{await orders.PlaceReserved()}/payments", Body)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await orders.Post($"/api/v1/orders/{await orders.PlaceConfirmed()}/payments", Body)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await orders.Post($"/api/v1/orders/{Guid.NewGuid()}/payments", Body)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{ \"method\": \"card\" }", "token")]
    [InlineData("{ \"token\": \"tok_ok\" }", "method")]
    [InlineData("{ \"method\": \"CARD!\", \"token\": \"tok_ok\" }", "method")]
    [InlineData("{ \"method\": \"card\", \"token\": \"tok_ok\", \"amount\": 1 }", "amount")]
    public async Task Bad_input_names_the_field(string body, string field)
    {
        var reply = await orders.Post($"/api/v1/orders/{await orders.Place()}/payments", body);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await reply.Text());
        (await reply.Json())["errors"]![field].ShouldNotBeNull();
    }
}
