using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_the_overview_is_open(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task It_says_how_things_stand()
    {
        var page = await OpenAsync();

        await Assertions.Expect(page.Locator("[data-tile='Open orders'] .st-tile-value")).ToHaveTextAsync("149");
        await Assertions.Expect(page.Locator("[data-tile='Packages moving'] .st-tile-value")).ToHaveTextAsync("1,538");
        await Assertions.Expect(page.Locator("[data-tile='Messages uncertain'] .st-tile-value")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("[data-tile='From change to message'] .st-tile-value")).ToHaveTextAsync("1.87 s");
        await Assertions.Expect(page.Locator("[data-carrier=gls] [data-status=silent]")).ToBeVisibleAsync();
        (await page.Locator("[data-carrier=dhl] [data-status=silent]").CountAsync()).ShouldBe(0);
        await Assertions.Expect(page.Locator("[data-service=Logistics] [data-status=unreachable]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-service=Notifications]")).ToContainTextAsync("Not ready: notifications-send-alert");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_is_in_the_feed_at_once_and_in_the_tiles_soon()
    {
        var page = await OpenAsync();
        await Assertions.Expect(page.Locator("[data-tile='Open orders'] .st-tile-value")).ToHaveTextAsync("149");
        var counts = site.Services.Answers["/api/v1/orders/counts"];
        site.Services.Answers["/api/v1/orders/counts"] = Sample.Counts(("submitted", 1), ("completed", 10));

        var now = TimeProvider.System.GetUtcNow();
        await site.Host.Publish(new PackageSignal { SubjectId = Guid.NewGuid(), OrderId = Sample.OrderId, Kind = "silent", OccurredAt = now, RecordedAt = now });

        await Assertions.Expect(page.Locator(".st-feed > li").First).ToHaveAttributeAsync("data-to", "silent");
        await Assertions.Expect(page.Locator("[data-tile='Open orders'] .st-tile-value")).ToHaveTextAsync("1");
        site.Services.Answers["/api/v1/orders/counts"] = counts;
    }

    [Fact]
    public async Task One_service_that_is_silent_takes_nothing_from_the_others()
    {
        site.Services.Refusals["GET /api/v1/orders/counts"] = (503, new JsonObject { ["title"] = "Orders is not available." });
        var page = await OpenAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Orders is not available.");
        await Assertions.Expect(page.Locator("[data-tile='Open orders'] .st-tile-value")).ToHaveTextAsync("–");
        await Assertions.Expect(page.Locator("[data-tile='Packages moving'] .st-tile-value")).ToHaveTextAsync("1,538");
        site.Services.Refusals.Clear();
    }

    async Task<IPage> OpenAsync()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync("/admin");
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }
}

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_nothing_has_happened_yet(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_overview_says_what_to_do_with_the_command(int width)
    {
        Sample.TellNothing(site.Services);
        var page = await browser.SignInAsync(site.Address, width: width);
        await page.GotoAsync("/admin");
        await page.WaitForSelectorAsync("[data-live=true]");

        var next = page.GetByRole(AriaRole.Region, new() { Name = "What next" });
        await Assertions.Expect(next).ToContainTextAsync($"curl -X POST {site.Address.ToString().TrimEnd('/')}/api/v1/orders");
        await Assertions.Expect(next.GetByRole(AriaRole.Link, new() { Name = "Place a test order" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".st-feed")).ToHaveCountAsync(0);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
        (await page.BarriersAsync()).ShouldBeEmpty();
        await page.PictureAsync($"overview-fresh-{width}-light");
        browser.Complaints.ShouldBeEmpty();
    }
}
