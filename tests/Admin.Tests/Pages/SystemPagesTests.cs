using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_an_administrator_looks_after_the_system(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task Each_service_says_how_it_is_and_a_silent_one_hides_no_other()
    {
        var page = await OpenAsync("/admin/system");
        var degraded = page.Locator("[data-service=Notifications]");
        await Assertions.Expect(degraded).ToContainTextAsync("Not ready: notifications-send-alert");
        await Assertions.Expect(degraded.Locator(".st-gone")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-service=Logistics] .st-badge")).ToHaveTextAsync("Unreachable");
        // Admin itself is no fake here.
        await Assertions.Expect(page.Locator("[data-service=Admin] .st-badge")).ToHaveTextAsync("Healthy");
        await Assertions.Expect(page.Locator("[data-service=Admin]")).ToContainTextAsync("0 to send");
    }

    [Fact]
    public async Task A_key_is_made_shown_once_and_revoked()
    {
        var page = await OpenAsync("/admin/system/keys");
        await page.GetByLabel("What is it for?").FillAsync("The browser's test");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Assertions.Expect(page.Locator(".st-note code")).ToContainTextAsync("st_");
        var row = page.Locator(".st-grid tbody tr", new() { HasText = "The browser's test" });
        await Assertions.Expect(row).ToContainTextAsync("read, write");

        await page.ReloadAsync();
        await page.WaitForSelectorAsync("[data-live=true]");
        await Assertions.Expect(page.Locator(".st-note code")).ToHaveCountAsync(0);
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke it" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("revoked just now");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Somebody_is_added_with_a_link_and_the_audit_log_knows()
    {
        var page = await OpenAsync("/admin/system/users");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("ursula");
        await page.Locator("form[aria-label='Add somebody'] select").SelectOptionAsync("operator");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Assertions.Expect(page.Locator(".st-note code")).ToContainTextAsync("/login?token=");

        await page.GotoAsync("/admin/system/audit?action=user_added");
        await Assertions.Expect(page.Locator(".st-grid tbody tr").First).ToContainTextAsync("ursula: operator");
    }

    async Task<IPage> OpenAsync(string path)
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }
}
