using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Orders.Tests.Features;

public class When_an_order_is_placed_with_bad_input(OrdersFixture orders)
{
    public static TheoryData<string, string, string> Fields() => new()
    {
        // path, its value as JSON ("-" = left out), the field that the reply names
        { "customer", "-", "customer" },
        { "customer.name", "-", "customer.name" },
        { "customer.name", "\"  \"", "customer.name" },
        { "customer.name", "\"a\\u0000b\"", "customer.name" },
        { "customer.name", "\"" + new string('x', 201) + "\"", "customer.name" },
        { "customer.name", "7", "customer.name" },
        { "customer.email", "\"ada\"", "customer.email" },
        { "customer.email", "\"ada@example\"", "customer.email" },
        { "customer.email", "\"ada@example.org\\r\\nBcc: x@y.org\"", "customer.email" },
        { "customer.email", "\"a@" + new string('x', 250) + ".org\"", "customer.email" },
        { "customer.phone", "\"not a number\"", "customer.phone" },
        { "customer.phone", "\"12345\"", "customer.phone" },
        { "customer.phone", "\"+4912\"", "customer.phone" },
        { "customer.phone", "\"+999123456789\"", "customer.phone" },
        { "customer.locale", "\"deutsch!\"", "customer.locale" },
        { "customer.timeZone", "\"Europe/Atlantis\"", "customer.timeZone" },
        { "customer.timeZone", "\"../../etc/passwd\"", "customer.timeZone" },
        { "customer.nickname", "\"Ada\"", "customer.nickname" },
        { "recipient", "{ \"email\": \"x@example.org\" }", "recipient.name" },
        { "recipient", "{ \"name\": \"X\", \"phone\": \"+1\" }", "recipient.phone" },
        { "recipient", "{ \"name\": \"X\", \"email\": \"x\" }", "recipient.email" },
        { "recipient", "{ \"name\": \"X\", \"locale\": \"!\" }", "recipient.locale" },
        { "recipient", "{ \"name\": \"X\", \"timeZone\": \"Mars/Olympus\" }", "recipient.timeZone" },
        { "recipient", "{ \"name\": \"X\", \"nickname\": \"Y\" }", "recipient.nickname" },
        { "recipient", "[]", "recipient" },
        { "shippingAddress", "-", "shippingAddress" },
        { "shippingAddress.line1", "-", "shippingAddress.line1" },
        { "shippingAddress.city", "\"\"", "shippingAddress.city" },
        { "shippingAddress.postalCode", "\"" + new string('1', 21) + "\"", "shippingAddress.postalCode" },
        { "shippingAddress.country", "\"XX\"", "shippingAddress.country" },
        { "shippingAddress.country", "\"Germany\"", "shippingAddress.country" },
        { "shippingAddress.line1", "\"" + new string('x', 201) + "\"", "shippingAddress.line1" },
        { "shippingAddress.line2", "\"" + new string('x', 201) + "\"", "shippingAddress.line2" },
        { "shippingAddress.city", "\"" + new string('x', 101) + "\"", "shippingAddress.city" },
        { "shippingAddress.region", "\"" + new string('x', 101) + "\"", "shippingAddress.region" },
        { "shippingAddress.country", "-", "shippingAddress.country" },
        { "shippingAddress.planet", "\"Earth\"", "shippingAddress.planet" },
        { "currency", "-", "currency" },
        { "currency", "\"XYZ\"", "currency" },
        { "lines", "-", "lines" },
        { "lines", "[]", "lines" },
        { "lines", "[null]", "lines[0]" },
        { "lines", "{}", "lines" },
        { "lines[0].sku", "-", "lines[0].sku" },
        { "lines[0].sku", "\"MUG 01\"", "lines[0].sku" },
        { "lines[0].sku", "\"" + new string('M', 65) + "\"", "lines[0].sku" },
        { "lines[0].name", "-", "lines[0].name" },
        { "lines[0].name", "\"" + new string('x', 201) + "\"", "lines[0].name" },
        { "lines[0].quantity", "-", "lines[0].quantity" },
        { "lines[0].quantity", "0", "lines[0].quantity" },
        { "lines[0].quantity", "-1", "lines[0].quantity" },
        { "lines[0].quantity", "10000", "lines[0].quantity" },
        { "lines[0].quantity", "1.5", "lines[0].quantity" },
        { "lines[0].quantity", "\"2\"", "lines[0].quantity" },
        { "lines[0].unitPrice", "-", "lines[0].unitPrice" },
        { "lines[0].unitPrice", "-0.01", "lines[0].unitPrice" },
        { "lines[0].unitPrice", "12.505", "lines[0].unitPrice" },
        { "lines[0].unitPrice", "1e20", "lines[0].unitPrice" },
        { "lines[0].taxRate", "1.9", "lines[0].taxRate" },
        { "shipping", "-1", "shipping" },
        { "shipping", "4.999", "shipping" },
        { "discount", "25.01", "discount" },
        { "payment", "-", "payment" },
        { "payment.method", "\"Credit Card\"", "payment.method" },
        { "payment.method", "-", "payment.method" },
        { "payment.method", "\"" + new string('m', 41) + "\"", "payment.method" },
        { "payment.amount", "25", "payment.amount" },
        { "payment.token", "-", "payment.token" },
        { "payment.token", "\"" + new string('t', 501) + "\"", "payment.token" },
        { "placedAt", "\"1999-12-31T23:59:59Z\"", "placedAt" },
        { "placedAt", "\"2099-01-01T00:00:00Z\"", "placedAt" },
        { "placedAt", "\"yesterday\"", "placedAt" },
        { "reference", "\"" + new string('r', 101) + "\"", "reference" },
        { "referense", "\"SHOP-1\"", "referense" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task The_field_is_named_and_nothing_is_saved(string path, string json, string field)
    {
        var reply = await orders.Post("/api/v1/orders", OrderBody.Good().With("reference", "\"BAD\"").With(path, json).ToJsonString());

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await reply.Text());
        reply.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await reply.Json())["errors"]!.AsObject().Select(error => error.Key).ShouldContain(field);
        await using var db = orders.Db();
        (await db.Orders.CountAsync(o => o.Reference == "BAD", TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"order\"")]
    [InlineData("{ \"customer\": { \"name\": \"\\ud800\" } }")]
    public async Task Wrong_JSON_is_a_bad_request(string body)
    {
        var reply = await orders.Post("/api/v1/orders", body);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await reply.Text());
        await using var db = orders.Db();
        (await db.Orders.CountAsync(o => o.Reference == "BAD", TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Fact]
    public async Task All_that_is_wrong_is_named_at_once()
    {
        var body = OrderBody.Good().With("currency", "\"XYZ\"").With("lines[0].quantity", "0").With("customer.name", "-");

        var reply = await orders.Post("/api/v1/orders", body.ToJsonString());

        (await reply.Json())["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["customer.name", "currency", "lines[0].quantity"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_customer_who_cannot_be_reached_is_refused()
    {
        var body = OrderBody.Good().With("customer.email", "-").With("customer.phone", "-");

        var reply = await orders.Post("/api/v1/orders", body.ToJsonString());

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Json())["errors"]!["customer.email"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("2000-01-01T00:00:00Z", true)]
    [InlineData("2000-01-01T00:59:59+01:00", false)]
    [InlineData("+24:00:00", true)]
    [InlineData("+24:00:01", false)]
    public async Task It_was_placed_in_2000_or_later_and_at_most_24_hours_ahead(string placedAt, bool right)
    {
        if (placedAt[0] == '+')
            placedAt = (orders.Time.GetUtcNow() + (placedAt == "+24:00:00" ? TimeSpan.FromHours(24) : new TimeSpan(24, 0, 1))).ToString("O");

        var reply = await orders.Post("/api/v1/orders", OrderBody.Good().With("placedAt", $"\"{placedAt}\"").ToJsonString());

        reply.StatusCode.ShouldBe(right ? HttpStatusCode.Created : HttpStatusCode.BadRequest, await reply.Text());
        if (!right)
            (await reply.Json())["errors"]!["placedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task More_than_the_databases_can_hold_is_refused()
    {
        var body = OrderBody.Good().With("lines[0].quantity", "9999").With("lines[0].unitPrice", "1000000000");
        body["lines"] = new JsonArray([.. Enumerable.Range(0, 11).Select(_ => body["lines"]![0]!.DeepClone())]);

        var reply = await orders.Post("/api/v1/orders", body.ToJsonString());

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Json())["errors"]!["lines"].ShouldNotBeNull();
    }

    [Fact]
    public async Task More_than_200_lines_are_refused()
    {
        var body = OrderBody.Good();
        body["lines"] = new JsonArray([.. Enumerable.Range(0, 201).Select(i => OrderBody.Good()["lines"]![0]!.DeepClone())]);

        var reply = await orders.Post("/api/v1/orders", body.ToJsonString());

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Json())["errors"]!["lines"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_by_its_type_is_refused()
    {
        using var content = new StringContent("reference=1", Encoding.UTF8, "text/plain");

        var reply = await orders.Client.PostAsync("/api/v1/orders", content, TestContext.Current.CancellationToken);

        ((int)reply.StatusCode).ShouldBeInRange(400, 415);
    }
}
