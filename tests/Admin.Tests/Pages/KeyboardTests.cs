using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_somebody_uses_the_keyboard(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task A_slash_searches_and_j_and_k_move_from_row_to_row()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync("/admin/orders");
        await page.WaitForSelectorAsync("[data-live=true]");
        await Assertions.Expect(page.Locator(".st-grid tbody tr")).ToHaveCountAsync(6);
        var search = page.GetByLabel("Search");

        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(search).ToBeFocusedAsync();
        // What is typed there is typed there.
        await page.Keyboard.TypeAsync("j/k");
        await Assertions.Expect(search).ToHaveValueAsync("j/k");

        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(LinkOf(page, 0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(LinkOf(page, 1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/admin/orders/{Sample.OrderId}");
        browser.Complaints.ShouldBeEmpty();
    }

    static ILocator LinkOf(IPage page, int row) => page.Locator(".st-grid tbody tr").Nth(row).Locator("a").First;
}
