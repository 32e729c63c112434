using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_an_order_is_open_in_two_windows(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Both_move_without_a_reload_within_two_seconds()
    {
        var windows = new[] { await OpenAsync(), await OpenAsync() };
        var now = TimeProvider.System.GetUtcNow();
        site.Services.List(
            $"/api/v1/orders/{Sample.OrderId}/timeline",
            [Sample.Change("package", Sample.PackageId, "in_transit", "out_for_delivery", now, "vehicle"), .. Sample.Timeline(now).Reverse()]);
        site.Services.List("/api/v1/packages", Sample.Package(now, withScans: false, "out_for_delivery", "vehicle"));

        var watch = Stopwatch.StartNew();
        await site.Host.Publish(OutForDelivery(now));
        foreach (var window in windows)
        {
            await Assertions.Expect(window.Locator(".st-timeline li[data-to=out_for_delivery]")).ToHaveCountAsync(1);
            await Assertions.Expect(window.GetByRole(AriaRole.Button, new() { Name = "Delivered" })).ToBeVisibleAsync();
        }

        watch.Elapsed.ShouldBeLessThan(Promise);
        browser.Complaints.ShouldBeEmpty();
    }

    async Task<IPage> OpenAsync()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync($"/admin/orders/{Sample.OrderId}");
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }

    static PackageStatusChanged OutForDelivery(DateTimeOffset now) => new()
    {
        SubjectId = Sample.PackageId,
        OrderId = Sample.OrderId,
        From = "in_transit",
        To = "out_for_delivery",
        Detail = "vehicle",
        OccurredAt = now,
        RecordedAt = now,
        Sequence = 5,
        Package = new PackageSnapshot
        {
            OrderNumber = "ST-7F3K-2M9Q",
            Lines = [new SkuQuantity("MUG-01", 2)],
            Customer = new Person("Ada Byron", "ada@example.org", null, "de", null),
            ShippingAddress = new Address("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
        },
    };
}

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_an_operator_acts(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task The_next_scan_goes_to_logistics_in_the_operators_name()
    {
        await site.AddUserAsync("olga", Roles.Operator);
        site.Services.Answers[$"/api/v1/packages/{Sample.PackageId}/events"] = new JsonObject { ["result"] = "accepted" };
        var page = await OpenAsync($"/admin/packages/{Sample.PackageId}", "olga");

        await page.GetByRole(AriaRole.Button, new() { Name = "Arrived at the next centre" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Scanned: Arrived at the next centre.")).ToBeVisibleAsync();
        var scan = site.Services.Questions.Single(question => question.Method == "POST" && question.Path.EndsWith($"{Sample.PackageId}/events", StringComparison.Ordinal));
        scan.Body.ShouldContain("\"status\":\"in_transit\"");
        scan.Body.ShouldContain("\"detail\":\"arrived_facility\"");
        scan.Authorization.ShouldStartWith("Bearer ");
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_services_words_and_the_page_stays()
    {
        await site.AddUserAsync("oskar", Roles.Operator);
        site.Services.Refusals[$"PUT /api/v1/stock/MUG-01"] = (409, new JsonObject { ["title"] = "Two pieces are reserved.", ["detail"] = "Set at least 2." });
        var page = await OpenAsync("/admin/stock", "oskar");

        await page.GetByRole(AriaRole.Button, new() { Name = "change" }).First.ClickAsync();
        await page.GetByLabel("On hand").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the level" }).ClickAsync();

        await Assertions.Expect(page.Locator(".st-form-trouble")).ToContainTextAsync("Two pieces are reserved. Set at least 2.");
    }

    [Fact]
    public async Task A_test_order_is_placed_with_a_key_and_shown()
    {
        await site.AddUserAsync("otto", Roles.Operator);
        var placed = Sample.Order(TimeProvider.System.GetUtcNow());
        var page = await OpenAsync("/admin/orders/new", "otto");
        var list = site.Services.Answers["/api/v1/orders"];
        site.Services.Answers["/api/v1/orders"] = placed;

        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await page.WaitForURLAsync($"**/admin/orders/{Sample.OrderId}");
        site.Services.Answers["/api/v1/orders"] = list;

        var order = site.Services.Questions.Single(question => question.Method == "POST" && question.Path == "/api/v1/orders");
        Guid.TryParse(order.IdempotencyKey, out _).ShouldBeTrue();
        order.Body.ShouldContain("\"token\":\"tok_ok\"");
    }

    [Fact]
    public async Task A_viewer_is_offered_nothing_to_change()
    {
        await site.AddUserAsync("vera", Roles.Viewer);
        var page = await OpenAsync($"/admin/orders/{Sample.OrderId}", "vera");

        await Assertions.Expect(page.Locator(".st-package").First).ToBeVisibleAsync();
        (await page.GetByRole(AriaRole.Button, new() { Name = "Arrived at the next centre" }).CountAsync()).ShouldBe(0);
        (await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the order" }).CountAsync()).ShouldBe(0);
        var links = page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link);
        (await links.AllInnerTextsAsync()).ShouldContain(text => text.Contains("Payments"));
        (await links.AllInnerTextsAsync()).ShouldNotContain(text => text.Contains("Failures"));
    }

    [Fact]
    public async Task A_silent_service_is_named_and_what_the_others_know_is_shown()
    {
        await site.AddUserAsync("osip", Roles.Operator);
        var timeline = site.Services.Answers[$"/api/v1/orders/{Sample.OrderId}/timeline"];
        site.Services.Refusals[$"GET /api/v1/orders/{Sample.OrderId}/timeline"] = (503, new JsonObject { ["title"] = "Tracking is not available.", ["detail"] = "Try again in a moment." });
        var page = await OpenAsync($"/admin/orders/{Sample.OrderId}", "osip");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Tracking is not available.");
        await Assertions.Expect(page.Locator(".st-package").First).ToBeVisibleAsync();

        site.Services.Refusals.Clear();
        timeline.ShouldNotBeNull();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Assertions.Expect(page.Locator(".st-timeline li").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_message_is_shown_as_its_recipient_sees_it_and_can_run_nothing()
    {
        await site.AddUserAsync("olivia", Roles.Operator);
        var page = await OpenAsync($"/admin/orders/{Sample.OrderId}", "olivia");

        await page.Locator(".st-messages summary").First.ClickAsync();

        var frame = page.Locator(".st-mail iframe");
        await Assertions.Expect(frame).ToHaveAttributeAsync("sandbox", "");
        await Assertions.Expect(page.FrameLocator(".st-mail iframe").Locator("h1")).ToHaveTextAsync("Your package is on its way");
        await page.Locator(".st-messages summary").Nth(1).ClickAsync();
        await Assertions.Expect(page.Locator(".st-bubble")).ToContainTextAsync("left the distribution centre");
    }

    [Theory]
    [InlineData("It arrived", "arrived", "It counts as sent.")]
    [InlineData("It did not arrive", "did_not_arrive", "It counts as failed.")]
    [InlineData("Send it again", "send_again", "It goes out again.")]
    public async Task An_uncertain_message_is_pointed_out_and_decided_with_a_reason(string button, string outcome, string done)
    {
        await site.AddUserAsync($"oona-{outcome}", Roles.Operator);
        var id = Guid.NewGuid();
        var path = $"/api/v1/notifications/{id}";
        site.Services.Answers[path] = Sample.Message(id, "sms", "delivered", "uncertain", TimeProvider.System.GetUtcNow(), text: "Delivered.", reason: "Twilio's answer was lost: it took too long");
        site.Services.Answers[$"{path}/resolution"] = Sample.Message(id, "sms", "delivered", "sent", TimeProvider.System.GetUtcNow());
        var page = await OpenAsync("/admin/messages", $"oona-{outcome}");
        await Assertions.Expect(page.GetByText("1 message may or may not have arrived.")).ToBeVisibleAsync();

        await page.GotoAsync($"/admin/messages/{id}");
        await page.WaitForSelectorAsync("[data-live=true]");
        var decide = page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true });
        await Assertions.Expect(decide).ToBeDisabledAsync();
        await page.GetByLabel("How do you know, or why?").FillAsync("She said so.");
        await decide.ClickAsync();

        await Assertions.Expect(page.GetByText(done)).ToBeVisibleAsync();
        var asked = site.Services.Questions.Single(question => question.Method == "POST" && question.Path == $"{path}/resolution");
        asked.Body.ShouldContain($"\"outcome\":\"{outcome}\"");
        asked.Body.ShouldContain("\"reason\":\"She said so.\"");
    }

    async Task<IPage> OpenAsync(string path, string user)
    {
        var page = await browser.SignInAsync(site.Address, user: user);
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }
}
