using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_somebody_looks_for_what_is_stuck(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task A_search_asks_whose_number_it_is_and_then_tracking_and_can_be_shared_as_a_link()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync("/admin/sagas");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.GetByLabel("Search").FillAsync("ST-7F3K-2M9Q");
        await page.GetByLabel("Search").PressAsync("Tab");
        await page.GetByLabel("Not heard of for").SelectOptionAsync("a day");
        await page.WaitForURLAsync("**/admin/sagas?q=ST-7F3K-2M9Q&stuckFor=P1D");
        await Eventually.True(() => site.Services.Questions.Any(q => q.Path == "/api/v1/sagas/packages" && q.Query.Contains($"orderId={Sample.OrderId}") && q.Query.Contains("stuckFor=P1D")));
        await Assertions.Expect(page.Locator(".st-grid tbody tr")).ToHaveCountAsync(2);
        site.Services.Questions.ShouldContain(q => q.Path == "/api/v1/orders" && q.Query.Contains("q=ST-7F3K-2M9Q"));
        site.Services.Questions.ShouldContain(q => q.Path == "/api/v1/packages" && q.Query.Contains("trackingNumber=ST-7F3K-2M9Q"));

        await page.ReloadAsync();
        await Assertions.Expect(page.GetByLabel("Search")).ToHaveValueAsync("ST-7F3K-2M9Q");
        await Assertions.Expect(page.GetByLabel("Not heard of for")).ToHaveValueAsync("P1D");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_state_of_the_drawing_says_how_many_are_in_it_and_leads_to_them()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync("/admin/sagas");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.GetByRole(AriaRole.Link, new() { Name = "In transit 1,204" }).ClickAsync();
        await page.WaitForURLAsync("**/admin/sagas?state=in_transit");
        await Assertions.Expect(page.Locator("select[name=state]")).ToHaveValueAsync("in_transit");
    }
}

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_a_package_is_open(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task Its_drawing_shows_where_it_is_where_it_was_and_what_is_ahead()
    {
        var page = await OpenAsync();
        await Assertions.Expect(page.Locator(".st-node.st-now")).ToHaveAttributeAsync("data-state", "in_transit");
        await Assertions.Expect(page.Locator(".st-node.st-been")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".st-edge-gone")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".st-node.st-ahead")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".st-life figcaption")).ToContainTextAsync("Still ahead: out for delivery, delivered.");
    }

    [Fact]
    public async Task A_correction_needs_a_reason_and_is_seen_in_the_timeline_with_its_author()
    {
        await site.AddUserAsync("oda", Roles.Operator);
        site.Services.Answers[$"/api/v1/packages/{Sample.PackageId}/corrections"] = Sample.Package(TimeProvider.System.GetUtcNow(), withScans: false, "delivered", null);
        var page = await OpenAsync("oda");
        await page.GetByText("Correct the status").ClickAsync();
        await page.GetByLabel("What it is").SelectOptionAsync("Delivered");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Correct it" });
        await Assertions.Expect(button).ToBeDisabledAsync();
        await page.GetByLabel("Why?").FillAsync("The neighbour signed for it");
        await button.ClickAsync();

        var act = page.Locator(".st-timeline li[data-subject=operator]");
        await Assertions.Expect(act).ToContainTextAsync("Package corrected");
        await Assertions.Expect(act).ToContainTextAsync("The neighbour signed for it · oda");
        var asked = JsonNode.Parse(site.Services.Questions.Single(q => q.Path.EndsWith("/corrections", StringComparison.Ordinal)).Body)!;
        asked["status"]!.ToString().ShouldBe("delivered");
        asked["reason"]!.ToString().ShouldBe("The neighbour signed for it");
    }

    async Task<IPage> OpenAsync(string? who = null)
    {
        var page = who is null ? await browser.SignInAsync(site.Address) : await browser.SignInAsync(site.Address, user: who);
        await page.GotoAsync($"/admin/packages/{Sample.PackageId}");
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }
}
