using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;

namespace StatusTracking.Orders.Tests.Features;

public class When_an_order_is_placed(OrdersFixture orders)
{
    [Fact]
    public async Task The_reply_is_the_order_and_says_where_it_is()
    {
        var reply = await orders.Post("/api/v1/orders", OrderBody.Good().With("shipping", "4.9").With("discount", "1").ToJsonString());

        reply.StatusCode.ShouldBe(HttpStatusCode.Created);
        var order = await reply.Json();
        reply.Headers.Location!.OriginalString.ShouldBe($"/api/v1/orders/{order["id"]}");
        order.AsObject().Select(field => field.Key).ShouldBe(
        [
            "id", "number", "reference", "status", "reason", "paymentStatus", "fulfilmentStatus", "deliveryHealth", "customer", "recipient",
            "shippingAddress", "currency", "lines", "shipping", "discount", "total", "trackingUrl", "packages", "placedAt", "updatedAt",
        ]);
        order["number"]!.GetValue<string>().ShouldMatch("^ST-....-....$");
        order["status"]!.GetValue<string>().ShouldBe("submitted");
        order["paymentStatus"]!.GetValue<string>().ShouldBe("unpaid");
        order["fulfilmentStatus"]!.GetValue<string>().ShouldBe("unfulfilled");
        order["deliveryHealth"]!.GetValue<string>().ShouldBe("on_time");
        order["total"]!.ToJsonString().ShouldBe("28.90");
        order["lines"]![0]!["unitPrice"]!.ToJsonString().ShouldBe("12.50");
        order["customer"]!["phone"]!.GetValue<string>().ShouldBe("+4915112345678");
        order["trackingUrl"]!.GetValue<string>().ShouldMatch("^http://localhost:8080/track/[0-9a-z]{32}$");
        order["packages"]!.AsArray().ShouldBeEmpty();
        order["placedAt"]!.GetValue<string>().ShouldEndWith("Z");

        (await orders.Get(reply.Headers.Location.OriginalString)).ToJsonString().ShouldBe(order.ToJsonString());
    }

    [Fact]
    public async Task Everyone_hears_of_it_with_all_they_need()
    {
        var id = await orders.Place();

        var said = await orders.First<OrderStatusChanged>(m => m.OrderId == id);
        said.RoutingKey.ShouldBe("order.submitted.none");
        said.Sequence.ShouldBe(1);
        said.Payment.ShouldBeNull();
        said.Order.Total.ShouldBe(25m);
        said.Order.Lines.ShouldBe([new OrderLineSnapshot("MUG-01", "Mug", 2, 12.50m, null)]);
        said.Order.Customer.ShouldBe(new Person("Ada Byron", "ada@example.org", "+4915112345678", "de", "Europe/Berlin"));
        said.Order.TrackingUrl!.ShouldContain("/track/");
    }

    [Fact]
    public async Task A_phone_number_is_kept_as_E164()
    {
        var id = await orders.Place(OrderBody.Good().With("customer.phone", "\"+49 (151) 1234-5678\""));

        (await orders.Get($"/api/v1/orders/{id}"))["customer"]!["phone"]!.GetValue<string>().ShouldBe("+4915112345678");
    }

    [Fact]
    public async Task A_recipient_may_be_someone_else()
    {
        var id = await orders.Place(OrderBody.Good().With("recipient", """{ "name": "Charles Babbage", "phone": "+442079460958" }"""));

        (await orders.Get($"/api/v1/orders/{id}"))["recipient"]!["name"]!.GetValue<string>().ShouldBe("Charles Babbage");
        (await orders.First<OrderStatusChanged>(m => m.OrderId == id)).Order.Recipient!.Phone.ShouldBe("+442079460958");
    }

    [Fact]
    public async Task One_that_is_brought_over_has_its_past()
    {
        var before = orders.Time.GetUtcNow();
        var id = await orders.Place(OrderBody.Good().With("placedAt", "\"2017-10-02T10:56:33+02:00\""));

        (await orders.Get($"/api/v1/orders/{id}"))["placedAt"]!.GetValue<string>().ShouldBe("2017-10-02T08:56:33Z");
        var said = await orders.First<OrderStatusChanged>(m => m.OrderId == id);
        said.OccurredAt.ShouldBe(DateTimeOffset.Parse("2017-10-02T08:56:33Z", System.Globalization.CultureInfo.InvariantCulture));
        said.RecordedAt.ShouldBeInRange(before, orders.Time.GetUtcNow());
    }

    [Fact]
    public async Task Only_a_key_with_the_scope_import_may_say_when()
    {
        var body = OrderBody.Good().With("reference", "\"NO-IMPORT\"");

        (await orders.Post("/api/v1/orders", body.ToJsonString(), apiKey: "read+write")).StatusCode.ShouldBe(HttpStatusCode.Created);
        body.With("placedAt", "\"2017-10-02T10:56:33Z\"");
        (await orders.Post("/api/v1/orders", body.ToJsonString(), apiKey: "read+write+import")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await orders.Post("/api/v1/orders", body.ToJsonString(), apiKey: "read+write")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await using var db = orders.Db();
        (await db.Orders.CountAsync(o => o.Reference == "NO-IMPORT", TestContext.Current.CancellationToken)).ShouldBe(2);
    }

    [Fact]
    public async Task A_key_is_needed_and_the_scope_write()
    {
        (await orders.Post("/api/v1/orders", OrderBody.Good().ToJsonString(), apiKey: "read")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await orders.Post("/api/v1/orders", OrderBody.Good().ToJsonString(), apiKey: "nobody")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await orders.Anonymous.GetAsync("/api/v1/orders", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task One_that_is_not_there_is_not_found() =>
        (await orders.Client.GetAsync($"/api/v1/orders/{Guid.NewGuid()}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("JPY", "100", "100")]
    [InlineData("KWD", "1.234", "1.234")]
    public async Task Amounts_have_the_decimals_of_their_currency(string currency, string price, string written)
    {
        var body = OrderBody.Good().With("currency", $"\"{currency}\"").With("lines[0].unitPrice", price).With("lines[0].quantity", "1");

        var id = await orders.Place(body);

        (await orders.Get($"/api/v1/orders/{id}"))["total"]!.ToJsonString().ShouldBe(written);
    }
}

public class When_an_order_is_placed_twice_with_one_idempotency_key(OrdersFixture orders)
{
    static string Key() => Guid.NewGuid().ToString();

    [Fact]
    public async Task The_first_reply_comes_again_byte_for_byte()
    {
        var (key, body) = (Key(), OrderBody.Good().With("reference", "\"TWICE\"").ToJsonString());

        var first = await orders.Post("/api/v1/orders", body, key);
        var second = await orders.Post("/api/v1/orders", body, key);

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        (await second.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))
            .ShouldBe(await first.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        (await Count("TWICE")).ShouldBe(1);
    }

    [Fact]
    public async Task Another_body_is_refused()
    {
        var key = Key();
        await orders.Post("/api/v1/orders", OrderBody.Good().ToJsonString(), key);

        var reply = await orders.Post("/api/v1/orders", OrderBody.Good().With("reference", "\"OTHER\"").ToJsonString(), key);

        reply.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Count("OTHER")).ShouldBe(0);
    }

    [Fact]
    public async Task Another_owner_of_the_key_is_another_request()
    {
        var (key, body) = (Key(), OrderBody.Good().With("reference", "\"OWNERS\"").ToJsonString());

        (await orders.Post("/api/v1/orders", body, key)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await orders.Post("/api/v1/orders", body, key, "write")).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await Count("OWNERS")).ShouldBe(2);
    }

    [Fact]
    public async Task At_the_same_time_there_is_one_order_and_the_others_get_its_reply_or_are_told_to_wait()
    {
        var (key, body) = (Key(), OrderBody.Good().With("reference", "\"RACE\"").ToJsonString());

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => orders.Post("/api/v1/orders", body, key)));

        replies.Select(reply => reply.StatusCode).ShouldAllBe(status => status == HttpStatusCode.Created || status == HttpStatusCode.Conflict);
        replies.ShouldContain(reply => reply.StatusCode == HttpStatusCode.Created);
        (await Task.WhenAll(replies.Where(r => r.StatusCode == HttpStatusCode.Created).Select(r => r.Text()))).Distinct().Count().ShouldBe(1);
        (await Count("RACE")).ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_request_leaves_the_key_free()
    {
        var key = Key();
        (await orders.Post("/api/v1/orders", OrderBody.Good().With("currency", "\"XYZ\"").ToJsonString(), key)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await orders.Post("/api/v1/orders", OrderBody.Good().ToJsonString(), key)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    async Task<int> Count(string reference)
    {
        await using var db = orders.Db();
        return await db.Orders.CountAsync(o => o.Reference == reference, TestContext.Current.CancellationToken);
    }
}

public class When_real_phone_numbers_are_given
{
    [Fact]
    public void A_mobile_number_of_each_country_is_taken_and_what_is_none_is_refused()
    {
        foreach (var line in File.ReadLines(StatusTracking.Testing.TestData.Require("e164", "examples.jsonl")))
        {
            var example = JsonDocument.Parse(line).RootElement;
            var number = (example.TryGetProperty("e164", out var e164) ? e164 : example.GetProperty("input")).GetString()!;
            if (example.GetProperty("valid").GetBoolean())
                StatusTracking.Orders.Features.FieldRules.ToE164(number).ShouldBe(number, line);
            else
                StatusTracking.Orders.Features.FieldRules.ToE164(number).ShouldBeNull(line);
        }
    }
}
