using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.ServiceDefaults.Webhooks;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>
/// DOMAIN's table "Who acts on what", row by row, seen from outside: what one service says, and what the others are seen to have done. The
/// rows of the happy way, of a declined payment and of a cancelled order stand in <see cref="When_everything_runs_in_one_process"/>.
/// </summary>
public sealed class When_one_service_speaks_the_others_act : IAsyncLifetime
{
    const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    readonly EmbeddedSystem _system = new($"Payments:WebhookSecret={Secret}");

    Shop Shop => new(_system.Client);

    public async ValueTask InitializeAsync()
    {
        await _system.InitializeAsync();
        await Shop.PutStock("MUG-01", 10);
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task Stock_rejected_fails_the_order_naming_what_is_missing_and_nothing_is_collected()
    {
        var order = await Shop.Place(Shop.Order(quantity: 12));

        await Shop.Reaches(order, "failed");

        (await Shop.Get($"orders/{order}"))["reason"]!.GetValue<string>().ShouldContain("2 × MUG-01 missing");
        await Eventually.Passes(async () => (await Words(order, "stock")).ShouldBe(["requested", "rejected"]));
        (await Shop.Get($"payments?orderId={order}"))["items"]!.AsArray().ShouldBeEmpty();
        (await Level()).ShouldBe((10, 0));
    }

    [Fact]
    public async Task Stock_backordered_keeps_it_submitted_with_the_reason_until_the_stock_comes()
    {
        await Backorder("BOOK-01");
        var order = await Shop.Place(Shop.Order("BOOK-01"));
        await Explained(order, "BOOK-01");
        (await Shop.StatusOf(order)).ShouldBe("submitted");

        await Shop.PutStock("BOOK-01", 1);

        await Shop.Reaches(order, "confirmed");
        await Eventually.Passes(async () => (await Words(order, "stock")).ShouldBe(["requested", "backordered", "reserved", "committed"]));
    }

    [Fact]
    public async Task Stock_backordered_for_fourteen_days_expires_the_order_and_is_released()
    {
        await Backorder("BOOK-01");
        var order = await Shop.Place(Shop.Order("BOOK-01"));
        await Explained(order, "BOOK-01");

        _system.LetPass(TimeSpan.FromDays(14) + TimeSpan.FromMinutes(1));

        await Shop.Reaches(order, "expired");
        await Eventually.Passes(async () => (await Words(order, "stock")).ShouldBe(["requested", "backordered", "released"]));
    }

    [Fact]
    public async Task A_payment_that_is_authorized_waits_for_its_capture_and_that_confirms_the_order()
    {
        var order = await Shop.Place(Shop.Order(token: "tok_authorize"));
        await Eventually.Passes(async () => (await Shop.Get($"orders/{order}"))["paymentStatus"]!.GetValue<string>().ShouldBe("authorized"));
        (await Shop.StatusOf(order)).ShouldBe("awaiting_payment");

        await Shop.Post($"payments/{(await Payment(order))["id"]}/capture");

        await Shop.Reaches(order, "confirmed");
        await Eventually.Passes(async () => (await Words(order, "stock"))[^1].ShouldBe("committed"));
        var package = (await Shop.Get($"packages/{await Shop.PackageOf(order)}"))["lines"]!.AsArray().ShouldHaveSingleItem()!;
        (package["sku"]!.GetValue<string>(), package["quantity"]!.GetValue<int>()).ShouldBe(("MUG-01", 1));
    }

    [Fact]
    public async Task An_order_cancelled_with_its_payment_only_authorized_is_voided_and_releases_its_stock()
    {
        var order = await Shop.Place(Shop.Order(token: "tok_authorize", quantity: 3));
        await Eventually.Passes(async () => (await Payment(order))["status"]!.GetValue<string>().ShouldBe("authorized"));

        await Shop.Post($"orders/{order}/cancel");

        await Eventually.Passes(async () =>
        {
            (await Payment(order))["status"]!.GetValue<string>().ShouldBe("voided");
            (await Shop.Get($"orders/{order}"))["paymentStatus"]!.GetValue<string>().ShouldBe("unpaid");
            (await Words(order, "stock"))[^1].ShouldBe("released");
            (await Level()).ShouldBe((10, 0));
        });
    }

    [Fact]
    public async Task A_capture_that_comes_after_the_order_expired_goes_back_at_once_and_is_listed()
    {
        var order = await Shop.Place(Shop.Order(token: "tok_action_required"));
        await Shop.Reaches(order, "action_required");
        var payment = (await Payment(order))["id"]!.GetValue<string>();
        _system.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(1));
        await Shop.Reaches(order, "expired");
        await Eventually.Passes(async () => (await Payment(order))["status"]!.GetValue<string>().ShouldBe("expired"));

        await GatewaySays(payment, "captured");

        await Eventually.Passes(async () => (await Words(order, "payment")).ShouldBe(["pending", "action_required", "expired", "captured", "refunded"]));
        (await Shop.StatusOf(order)).ShouldBe("expired");
        (await Shop.Get("payments?needsAttention=true"))["items"]!.AsArray().Select(p => p!["id"]!.GetValue<string>()).ShouldContain(payment);
    }

    [Fact]
    public async Task A_package_returned_is_restocked_and_its_lines_are_refunded_and_the_operators_refund_cancels_the_order()
    {
        var (order, package) = await Shipped(quantity: 2, shipping: 4.90m);
        (await Level()).ShouldBe((8, 0));

        await Scan(package, 2, "returning", "to_sender");
        await Scan(package, 3, "returned", "received");

        await Shop.Reaches(order, "action_required");
        await Eventually.Passes(async () =>
        {
            (await Level()).ShouldBe((10, 0));
            (await Words(order, "stock"))[^1].ShouldBe("restocked");
            var known = await Shop.Get($"orders/{order}");
            (known["paymentStatus"]!.GetValue<string>(), known["fulfilmentStatus"]!.GetValue<string>()).ShouldBe(("partially_refunded", "returned"));
            (await Payment(order))["refunded"]!.GetValue<decimal>().ShouldBe(25m);
        });

        await Resolve(order, package, "refund");

        await Shop.Reaches(order, "cancelled");
        await Eventually.Passes(async () => (await Payment(order))["refunded"]!.GetValue<decimal>().ShouldBe(29.90m, "what the shipping cost goes back with an order that is cancelled"));
        (await Level()).ShouldBe((10, 0));
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("disposed")]
    public async Task A_package_that_will_not_arrive_is_written_off_and_accepting_that_completes_the_order_and_moves_no_money(string status)
    {
        var (order, package) = await Shipped(quantity: 2);

        await Scan(package, 2, status, null);

        await Shop.Reaches(order, "action_required");
        (await Shop.Get($"orders/{order}"))["deliveryHealth"]!.GetValue<string>().ShouldBe("exception");
        await Eventually.Passes(async () => (await Words(order, "stock"))[^1].ShouldBe("written_off"));
        (await Level()).ShouldBe((8, 0));

        await Resolve(order, package, "accept");

        await Shop.Reaches(order, "completed");
        var known = await Shop.Get($"orders/{order}");
        (known["paymentStatus"]!.GetValue<string>(), known["fulfilmentStatus"]!.GetValue<string>()).ShouldBe(("paid", "shipped"));
        (await Payment(order))["refunds"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lost_package_that_is_refunded_cancels_the_order_and_gives_all_back_once()
    {
        var (order, package) = await Shipped(quantity: 2, shipping: 4.90m);
        await Scan(package, 2, "lost", "confirmed");
        await Shop.Reaches(order, "action_required");

        await Resolve(order, package, "refund");

        await Shop.Reaches(order, "cancelled");
        await Eventually.Passes(async () =>
        {
            var payment = await Payment(order);
            (payment["status"]!.GetValue<string>(), payment["refunded"]!.GetValue<decimal>(), payment["needsAttention"]!.GetValue<bool>()).ShouldBe(("refunded", 29.90m, false));
            (await Shop.Get($"orders/{order}"))["paymentStatus"]!.GetValue<string>().ShouldBe("refunded");
        });
    }

    [Fact]
    public async Task An_order_cancelled_in_the_moment_of_a_pick_up_gives_its_money_back_now_or_when_the_package_is_back()
    {
        await Shop.PutStock("MUG-01", 100);
        List<(Guid Order, Guid Package)> labelled = [];
        for (var i = 0; i < 12; i++)
        {
            var order = await Shop.Place(Shop.Order());
            await Shop.Reaches(order, "confirmed");
            labelled.Add((order, await Shop.PackageOf(order)));
            await Shop.Label(labelled[^1].Package, $"1000000001{i:00}");
        }

        foreach (var (order, _) in labelled)
            await Eventually.Passes(async () => (await Words(order, "package")).ShouldBe(["created", "label_created"]));

        await Task.WhenAll(labelled.Select(l => Task.WhenAll(
            _system.Client.PostAsync($"api/v1/orders/{l.Order}/cancel", null, TestContext.Current.CancellationToken), Scan(l.Package, 1, "picked_up", null))));

        foreach (var (order, package) in labelled)
        {
            var (orderEnds, packageEnds) = await Settled(order, package);
            TestContext.Current.TestOutputHelper!.WriteLine($"{orderEnds}, {packageEnds}");
            if (orderEnds == "cancelled" && packageEnds == "picked_up")
            {
                (await Payment(order))["status"]!.GetValue<string>().ShouldBe("captured", "its goods are with the carrier");
                await Scan(package, 2, "returning", "to_sender");
                await Scan(package, 3, "returned", "received");
            }

            await Eventually.Passes(async () => (await Payment(order))["status"]!.GetValue<string>().ShouldBe(orderEnds == "cancelled" ? "refunded" : "captured"));
            (await Payment(order))["attention"].ShouldBeNull();
        }

        await Eventually.Passes(async () => (await Level()).Reserved.ShouldBe(0));
    }

    /// <summary>What the order and its package came to, once each has heard of the other.</summary>
    async Task<(string Order, string Package)> Settled(Guid order, Guid package)
    {
        (string Order, string Package) at = default;
        await Eventually.Passes(async () =>
        {
            at = (await Shop.StatusOf(order), (await Shop.Get($"packages/{package}"))["status"]!.GetValue<string>());
            at.ShouldBeOneOf(("cancelled", "cancelled"), ("cancelled", "picked_up"), ("in_fulfilment", "picked_up"));
            (await Shop.Get($"orders/{order}"))["packages"]![0]!["status"]!.GetValue<string>().ShouldBe(at.Package);
        });
        return at;
    }

    /// <summary>An order whose package the carrier has.</summary>
    async Task<(Guid Order, Guid Package)> Shipped(int quantity, decimal shipping = 0)
    {
        var body = Shop.Order(quantity: quantity);
        body["shipping"] = shipping;
        var order = await Shop.Place(body);
        await Shop.Reaches(order, "confirmed");
        var package = await Shop.PackageOf(order);
        await Shop.Label(package, "100000000001");
        await Scan(package, 1, "picked_up", null);
        await Shop.Reaches(order, "in_fulfilment");
        await Eventually.Passes(async () => (await Level()).ShouldBe((10 - quantity, 0)));
        return (order, package);
    }

    Task<string> Scan(Guid package, int second, string status, string? detail) => Shop.Scan(package, $"scan-{second}", status, detail, _system.Time.GetUtcNow().AddSeconds(second));

    Task<JsonNode> Resolve(Guid order, Guid package, string choice) =>
        Shop.Post($"orders/{order}/resolve", new JsonObject { ["packageId"] = package.ToString(), ["choice"] = choice, ["reason"] = "The operator's word." });

    /// <summary>A SKU of which there is none, and which orders may wait for.</summary>
    async Task Backorder(string sku)
    {
        using StringContent body = new("""{ "onHand": 0, "allowBackorder": true }""", Encoding.UTF8, "application/json");
        (await _system.Client.PutAsync($"api/v1/stock/{sku}", body, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    Task Explained(Guid order, string by) => Eventually.Passes(async () => (await Shop.Get($"orders/{order}"))["reason"]!.GetValue<string>().ShouldContain(by));

    async Task<(int OnHand, int Reserved)> Level()
    {
        var mug = await Shop.Get("stock/MUG-01");
        return (mug["onHand"]!.GetValue<int>(), mug["reserved"]!.GetValue<int>());
    }

    async Task<JsonNode> Payment(Guid order) => (await Shop.Get($"payments?orderId={order}"))["items"]!.AsArray().ShouldHaveSingleItem()!;

    /// <summary>The statuses that a subject of the order went through, as the timeline tells them.</summary>
    async Task<IReadOnlyList<string>> Words(Guid order, string subject) =>
        [.. (await Shop.Timeline(order)).Where(i => i["subject"]!.GetValue<string>() == subject && !i["ignored"]!.GetValue<bool>()).Select(i => i["to"]!.GetValue<string>())];

    async Task GatewaySays(string payment, string status)
    {
        var now = _system.Time.GetUtcNow();
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["eventId"] = "evt-1", ["paymentId"] = payment, ["status"] = status, ["occurredAt"] = now.ToString("O") }.ToJsonString());
        using HttpRequestMessage request = new(HttpMethod.Post, "api/v1/payments/events") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(StandardWebhooks.IdHeader, "msg_1");
        request.Headers.Add(StandardWebhooks.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(StandardWebhooks.SignatureHeader, StandardWebhooks.WithSecrets(Secret).Sign("msg_1", now, body));
        using var reply = await _system.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        reply.IsSuccessStatusCode.ShouldBeTrue(await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
