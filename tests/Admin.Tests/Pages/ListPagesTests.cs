using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_somebody_looks_through_a_list(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task What_packages_are_shown_is_in_the_address_and_can_be_reloaded_and_shared()
    {
        var page = await OpenAsync("/admin/packages");
        await page.GetByLabel("Search").FillAsync(" 0034 ");
        await page.GetByLabel("Search").PressAsync("Tab");
        await page.GetByLabel("Carrier").FillAsync("DHL");
        await page.GetByLabel("Carrier").PressAsync("Tab");
        await page.WaitForURLAsync("**/admin/packages?q=0034&carrier=dhl");
        await page.GetByLabel("Status").SelectOptionAsync("In transit");
        await page.WaitForURLAsync("**/admin/packages?q=0034&status=in_transit&carrier=dhl");
        await page.GetByLabel("Order by").SelectOptionAsync("due first");
        const string Shared = "/admin/packages?q=0034&status=in_transit&carrier=dhl&sort=estimated";
        await page.WaitForURLAsync($"**{Shared}");
        await Eventually.True(() => site.Services.Questions.Any(q => q.Path == "/api/v1/packages" && q.Query.StartsWith("?q=0034&status=in_transit&carrier=dhl&sort=estimated&", StringComparison.Ordinal)));

        await page.ReloadAsync();
        await ShowsWhatWasAskedFor(page);
        var other = await browser.SignInAsync(site.Address);
        await other.GotoAsync(Shared);
        await ShowsWhatWasAskedFor(other);

        await page.GoBackAsync();
        await Assertions.Expect(page.GetByLabel("Order by")).ToHaveValueAsync("");
        await Assertions.Expect(page.GetByLabel("Status")).ToHaveValueAsync("in_transit");
        browser.Complaints.ShouldBeEmpty();
    }

    static async Task ShowsWhatWasAskedFor(IPage page)
    {
        await Assertions.Expect(page.GetByLabel("Search")).ToHaveValueAsync("0034");
        await Assertions.Expect(page.GetByLabel("Status")).ToHaveValueAsync("in_transit");
        await Assertions.Expect(page.GetByLabel("Carrier")).ToHaveValueAsync("dhl");
        await Assertions.Expect(page.GetByLabel("Order by")).ToHaveValueAsync("estimated");
        await Assertions.Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Estimated" })).ToHaveAttributeAsync("aria-sort", "ascending");
        await Assertions.Expect(page.GetByText("Download as CSV")).ToHaveAttributeAsync("href", "/admin/packages.csv?q=0034&status=in_transit&carrier=dhl&sort=estimated");
    }

    [Theory]
    [InlineData("packages", "Moved")]
    [InlineData("orders", "Changed")]
    public async Task A_click_or_a_key_on_the_head_of_a_column_orders_by_it_and_begins_at_the_first_page(string list, string title)
    {
        var page = await OpenAsync($"/admin/{list}?status=exception&after=somewhere");
        var head = page.GetByRole(AriaRole.Columnheader, new() { Name = title });
        await head.GetByRole(AriaRole.Link).ClickAsync();
        await page.WaitForURLAsync($"**/admin/{list}?status=exception&sort=-updated");
        await Assertions.Expect(head).ToHaveAttributeAsync("aria-sort", "descending");
        await head.GetByRole(AriaRole.Link).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/admin/{list}?status=exception&sort=updated");
        await Assertions.Expect(head).ToHaveAttributeAsync("aria-sort", "ascending");
        await Assertions.Expect(page.Locator("th[aria-sort]")).ToHaveCountAsync(1);
        await Eventually.True(() => site.Services.Questions.Any(q => q.Path == $"/api/v1/{list}" && q.Query.StartsWith("?status=exception&sort=updated&", StringComparison.Ordinal)));
        browser.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("packages", "No package matches.")]
    [InlineData("orders", "No order matches.")]
    public async Task Where_nothing_fits_it_says_what_to_do(string list, string title)
    {
        site.Services.Answers.TryRemove($"/api/v1/{list}", out var all);
        site.Services.List($"/api/v1/{list}");
        try
        {
            var page = await OpenAsync($"/admin/{list}?q=nobody");
            await Assertions.Expect(page.GetByText(title)).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = $"look at all {list}" }).ClickAsync();
            await page.WaitForURLAsync($"**/admin/{list}");
        }
        finally
        {
            site.Services.Answers[$"/api/v1/{list}"] = all!;
        }
    }

    async Task<IPage> OpenAsync(string path)
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }
}
