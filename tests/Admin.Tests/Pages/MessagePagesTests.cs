using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_messages_are_looked_for(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task The_address_holds_the_filters_which_survive_a_reload_and_open_elsewhere()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync("/admin/messages");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.GetByLabel("Template").SelectOptionAsync("delivered");
        await page.WaitForURLAsync("**/admin/messages?kind=delivered");
        await page.GetByLabel("Recipient").FillAsync(" ada@example.org ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        // A browser may write the address's @ as it is.
        await page.WaitForURLAsync(url => Uri.UnescapeDataString(url).EndsWith("/admin/messages?kind=delivered&recipient=ada@example.org", StringComparison.Ordinal));
        site.Services.Questions.Clear();

        await page.ReloadAsync();
        var elsewhere = await page.Context.NewPageAsync();
        await elsewhere.GotoAsync(page.Url);

        foreach (var window in new[] { page, elsewhere })
        {
            await window.WaitForSelectorAsync("[data-live=true]");
            await Assertions.Expect(window.GetByLabel("Template")).ToHaveValueAsync("delivered");
            await Assertions.Expect(window.GetByLabel("Recipient")).ToHaveValueAsync("ada@example.org");
        }

        site.Services.Questions.Where(q => q.Path == "/api/v1/notifications").ShouldAllBe(q => Uri.UnescapeDataString(q.Query).Contains("kind=delivered&recipient=ada@example.org"));
        await Assertions.Expect(page.Locator(".st-messages")).ToContainTextAsync("a…@example.org");
        (await page.Locator(".st-messages summary").AllInnerTextsAsync()).ShouldAllBe(text => !text.Contains("ada@example.org"));
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_operator_who_knows_better_lets_messages_go_to_an_address_again_from_which_one_came_back()
    {
        var id = Guid.NewGuid();
        site.Services.Answers[$"/api/v1/notifications/{id}"] = Sample.Message(id, "email", "shipped", "suppressed", TimeProvider.System.GetUtcNow(), reason: "bounced");
        site.Services.Answers[$"/api/v1/notifications/{id}/address-works"] = new System.Text.Json.Nodes.JsonObject { ["wasDead"] = true };
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync($"/admin/messages/{id}");
        await page.WaitForSelectorAsync("[data-live=true]");
        await Assertions.Expect(page.GetByText("there is no such address")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "The address works" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Messages go there again.")).ToBeVisibleAsync();
        site.Services.Questions.Count(q => q.Method == "POST" && q.Path.EndsWith("/address-works", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task One_that_went_with_another_leads_to_it_and_that_one_back()
    {
        var (carrier, carried) = (Guid.NewGuid(), Guid.NewGuid());
        var (one, other) = (Sample.Message(carried, "email", "shipped", "merged", TimeProvider.System.GetUtcNow()), Sample.Message(carrier, "email", "shipped", "sent", TimeProvider.System.GetUtcNow()));
        one["carriedBy"] = carrier;
        other["carries"] = new System.Text.Json.Nodes.JsonArray(carried);
        (site.Services.Answers[$"/api/v1/notifications/{carried}"], site.Services.Answers[$"/api/v1/notifications/{carrier}"]) = (one, other);
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync($"/admin/messages/{carried}");
        await page.WaitForSelectorAsync("[data-live=true]");
        await Assertions.Expect(page.GetByText("Another message tells it together with the same news")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "The message that tells it" }).ClickAsync();
        await page.WaitForURLAsync($"**/admin/messages/{carrier}");

        await page.GetByRole(AriaRole.Link, new() { Name = "another package" }).ClickAsync();
        await page.WaitForURLAsync($"**/admin/messages/{carried}");
    }
}
