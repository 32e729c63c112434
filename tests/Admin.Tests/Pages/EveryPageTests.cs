using Microsoft.Playwright;

namespace StatusTracking.Admin.Tests.Pages;

/// <summary>Every page, wide and on a phone, light and dark. With <c>STATUSTRACKING_SCREENSHOTS</c> set to a folder, a picture of each is left there.</summary>
[Collection(Browser.Alone)]
[Trait("Category", "Browser")]
public sealed class When_a_page_is_looked_at(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    static readonly (string Name, string Path)[] Pages =
    [
        ("overview", "/admin"),
        ("orders", "/admin/orders"),
        ("orders-none", "/admin/orders?q=none&status=failed"),
        ("order", $"/admin/orders/{Sample.OrderId}"),
        ("order-new", "/admin/orders/new"),
        ("packages", "/admin/packages"),
        ("package", $"/admin/packages/{Sample.PackageId}"),
        ("messages", "/admin/messages"),
        ("message", $"/admin/messages/{Sample.MessageId}"),
        ("stock", "/admin/stock"),
        ("payments", "/admin/payments"),
        ("account", "/admin/account"),
        ("not-found", "/admin/not-found"),
        ("denied", "/denied"),
    ];

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task It_fits_asks_no_other_host_and_has_no_error(int width, ColorScheme colours)
    {
        var page = await browser.SignInAsync(site.Address, colours, width);
        var tooWide = new List<string>();
        foreach (var (name, path) in Pages)
        {
            await page.GotoAsync(path);
            await page.WaitForSelectorAsync("h1, .st-empty h2");
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.WaitForFunctionAsync("() => !document.querySelector('.st-main > .st-waiting')");
            var over = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (over > 0)
                tooWide.Add($"{path} by {over}");
            await KeepAsync(page, $"{name}-{width}-{colours}".ToLowerInvariant());
        }

        tooWide.ShouldBeEmpty($"at {width}");
        browser.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("orders", "0199a000-0000-7000-8000-000000000001")]
    [InlineData("packages", "0199a000-0000-7000-8000-0000000000a1")]
    public async Task An_impossible_time_is_marked_in_the_timeline_and_at_the_scan(string what, string id)
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync($"/admin/{what}/{id}");
        var mark = page.Locator(".st-timeline .st-impossible");
        await Assertions.Expect(mark).ToHaveCountAsync(1);
        await Assertions.Expect(mark).ToHaveTextAsync("impossible time: before order");
    }

    [Fact]
    public async Task The_door_looks_as_the_rest()
    {
        var page = await browser.NewWindowAsync(site.Address);
        await page.GotoAsync("/admin");
        (await page.TitleAsync()).ShouldBe("Sign in · Status Tracking");
        await KeepAsync(page, "login-1440-light");
        browser.Complaints.ShouldBeEmpty();
    }

    static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("STATUSTRACKING_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }
}
