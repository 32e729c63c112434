using System.Net.Http.Json;
using Microsoft.Playwright;
using StatusTracking.Admin.Tests.Pages;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.SignIn;

/// <summary>In a real browser, from the button to the page.</summary>
[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_somebody_comes_by_the_provider_in_a_browser(OidcSite site, Browser browser) : IClassFixture<OidcSite>, IClassFixture<Browser>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_button_leads_in_and_each_time_with_the_role_of_then()
    {
        var person = OidcSite.Somebody("shop-operators");
        var page = await EnterAsync(person, to: "/admin/failures");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Failures", Level = 1 })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".st-menu summary")).ToHaveAttributeAsync("aria-label", $"{person.Name}: account");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Failures" })).ToBeVisibleAsync();

        await page.Locator(".st-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("At Contoso you may still be signed in.")).ToBeVisibleAsync();
        await page.PictureAsync("login-left-provider");

        site.Provider.Person = person with { Roles = ["shop-viewers"] };
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Contoso" }).ClickAsync();
        await page.WaitForURLAsync("**/admin");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Orders", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Failures" })).ToHaveCountAsync(0);
        await page.GotoAsync("/admin/system/users");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your role does not allow this." })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Whoever_has_no_role_sees_what_to_ask_for_and_can_come_as_somebody_else(int width, ColorScheme colours)
    {
        var page = await EnterAsync(OidcSite.Somebody("accounting"), to: "/admin/orders", width, colours);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Ask whoever manages Contoso for shop-viewers (viewer)");
        await page.PictureAsync($"login-no-role-{width}-{colours}".ToLowerInvariant());
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0);
        if (width == 1280)
            (await page.BarriersAsync()).ShouldBeEmpty();

        site.Provider.Person = OidcSite.Somebody("everybody");
        await page.GetByRole(AriaRole.Button, new() { Name = "With another account of Contoso" }).ClickAsync();
        await page.WaitForURLAsync("**/admin/orders");
        site.Provider.Questions[^1]["prompt"].ShouldBe("select_account");
    }

    [Fact]
    public async Task Whoever_is_locked_is_told_so()
    {
        var person = OidcSite.Somebody("everybody");
        var page = await EnterAsync(person);
        await page.WaitForURLAsync("**/admin");
        await page.WaitForSelectorAsync("[data-live=true]");
        var id = (await site.Account(person.Name!))!["id"]!.ToString();
        using (var locked = await site.Admin.Host.Client.PatchAsJsonAsync($"/api/v1/users/{id}", new { locked = true }, Cancellation))
            locked.EnsureSuccessStatusCode();

        // The open page goes by itself.
        await page.WaitForURLAsync("**/login?*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Contoso" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Your account here is locked. Ask an administrator of Status Tracking to open it.");
    }

    [Theory]
    [InlineData(OidcFault.AccessDenied, "did not let you in")]
    [InlineData(OidcFault.WrongNonce, "did not fit what was asked")]
    [InlineData(OidcFault.WrongSignature, "did not fit what was asked")]
    public async Task What_went_wrong_there_is_said_at_the_door(OidcFault fault, string words)
    {
        var page = await EnterAsync(OidcSite.Somebody("shop-admins"), fault: fault);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
        await page.GotoAsync("/admin");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Contoso" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_users_page_says_who_comes_from_there_and_offers_neither_link_nor_role()
    {
        var person = OidcSite.SomebodyCalled("hedy@contoso.example", "shop-operators");
        await (await EnterAsync(person)).WaitForURLAsync("**/admin");
        var page = await browser.SignInAsync(site.Admin.Address, width: 1280);
        await page.GotoAsync("/admin/system/users");
        var theirs = page.Locator(".st-grid tbody tr", new() { HasText = person.Name });
        await Assertions.Expect(theirs).ToContainTextAsync("by Contoso, which gives the role");
        await Assertions.Expect(theirs).ToContainTextAsync("operator");
        await Assertions.Expect(theirs.Locator("select")).ToHaveCountAsync(0);
        await Assertions.Expect(theirs.GetByRole(AriaRole.Button, new() { Name = "Sign-in link" })).ToHaveCountAsync(0);
        await Assertions.Expect(theirs.GetByRole(AriaRole.Button, new() { Name = "Lock" })).ToBeVisibleAsync();
        var ours = page.Locator(".st-grid tbody tr", new() { Has = page.Locator("strong", new() { HasTextRegex = new("^admin$") }) });
        await Assertions.Expect(ours.GetByRole(AriaRole.Button, new() { Name = "Sign-in link" })).ToBeVisibleAsync();
        await page.PictureAsync("users-provider");
        (await page.BarriersAsync()).ShouldBeEmpty();
    }

    async Task<IPage> EnterAsync(OidcPerson person, string to = "/admin", int width = 1280, ColorScheme colours = ColorScheme.Light, OidcFault fault = OidcFault.None)
    {
        (site.Provider.Person, site.Provider.Fault) = (person, fault);
        var page = await browser.NewWindowAsync(site.Admin.Address, colours, width);
        await page.GotoAsync(to);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Contoso" }).ClickAsync();
        return page;
    }
}

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_the_provider_is_the_only_way_in_a_browser(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task The_door_has_its_button_alone()
    {
        await using var site = new OidcSite("Auth:Oidc:Only=true");
        await site.InitializeAsync();
        site.Provider.Person = OidcSite.Somebody("shop-admins");
        var page = await browser.NewWindowAsync(site.Admin.Address, width: 1280);
        await page.GotoAsync("/login");
        await Assertions.Expect(page.Locator("input[type=password]")).ToHaveCountAsync(0);
        await page.PictureAsync("login-only-provider");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Contoso" }).ClickAsync();
        await page.WaitForURLAsync("**/admin");
        await page.GotoAsync("/admin/system/users");
        await Assertions.Expect(page.GetByText("needs no account made here")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true })).ToHaveCountAsync(0);
        browser.Complaints.ShouldNotContain(complaint => complaint.StartsWith("console", StringComparison.Ordinal) || complaint.StartsWith("script", StringComparison.Ordinal));
    }
}
