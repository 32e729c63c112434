using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

/// <summary>The single program as its users run it: a process of its own, over memory and SQLite, with the demo where a test wants it.</summary>
public class StandaloneSite : IAsyncLifetime
{
    RunningSystem? _system;

    public RunningSystem System => _system!;

    public Uri Address => System.Address("Standalone");

    private protected virtual Dictionary<string, string> MoreSettings => [];

    public async ValueTask InitializeAsync() => _system = await RunningSystem.Start(new RunningSystemOptions
    {
        Services = ["Standalone"],
        Broker = new Uri("amqp://not.used"),
        Database = _ => Task.FromResult(""),
        Settings = new Dictionary<string, string>(MoreSettings) { ["Transport"] = "InMemory", ["Database:Provider"] = "Sqlite" },
    });

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_system is not null)
            await _system.DisposeAsync();
    }

    /// <summary>An order that can be placed as it is.</summary>
    internal static object SomeOrder() => new
    {
        customer = new { name = "Ada Byron", email = "ada@example.org", locale = "en", timeZone = "Europe/Berlin" },
        shippingAddress = new { line1 = "Hauptstr. 1", city = "Berlin", postalCode = "10115", country = "DE" },
        currency = "EUR",
        lines = new[] { new { sku = "MUG-01", name = "Mug", quantity = 1, unitPrice = 12.5m } },
        payment = new { method = "card", token = "tok_ok" },
    };

    public async Task<JsonNode> Get(string path) => (await System.Client.GetFromJsonAsync<JsonNode>($"/api/v1/{path}", TestContext.Current.CancellationToken))!;
}

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_somebody_uses_the_product(StandaloneSite site, Browser browser) : IClassFixture<StandaloneSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task A_test_order_is_placed_and_moves_in_two_windows_until_its_buyer_reads_of_it()
    {
        var page = await browser.SignInAsync(site.Address, password: site.System.AdminPassword);
        await page.GotoAsync("/admin/orders/new");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await page.WaitForURLAsync(new System.Text.RegularExpressions.Regex("/admin/orders/[0-9a-f-]{36}$"));
        var second = await browser.SignInAsync(site.Address, password: site.System.AdminPassword);
        await second.GotoAsync(page.Url);
        await second.WaitForSelectorAsync("[data-live=true]");
        await Assertions.Expect(page.Locator(".st-timeline li[data-subject=package][data-to=created]")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Make a label" }).ClickAsync();
        foreach (var step in new[] { "Picked up", "Left the distribution centre" })
            await page.GetByRole(AriaRole.Button, new() { Name = step }).ClickAsync();

        foreach (var window in new[] { page, second })
        {
            await Assertions.Expect(window.Locator(".st-timeline li[data-to=in_transit][data-detail=departed_facility]")).ToHaveCountAsync(1);
            await Assertions.Expect(window.Locator(".st-messages")).ToContainTextAsync("Left the distribution centre");
        }

        var reader = await browser.NewWindowAsync(site.Address, width: 390);
        await reader.GotoAsync(await TrackingUrlOf(page.Url.Split('/')[^1]));
        await Assertions.Expect(reader.Locator("h1")).ToBeVisibleAsync();
        browser.Complaints.ShouldBeEmpty();
    }

    async Task<string> TrackingUrlOf(string order) => new Uri((await site.Get($"orders/{order}"))["trackingUrl"]!.GetValue<string>()).PathAndQuery;
}

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_the_server_dies_and_comes_back(StandaloneSite site, Browser browser) : IClassFixture<StandaloneSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task An_open_page_says_so_and_goes_on_by_itself()
    {
        var page = await browser.SignInAsync(site.Address, password: site.System.AdminPassword);
        await page.GotoAsync("/admin/orders?status=confirmed");
        await page.WaitForSelectorAsync("[data-live=true]");
        await Assertions.Expect(page.Locator(".st-empty")).ToBeVisibleAsync();

        await site.System.Kill("Standalone");
        await Assertions.Expect(page.Locator("#st-connection")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await site.System.Restart("Standalone");
        await Assertions.Expect(page.Locator("#st-connection")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await page.WaitForSelectorAsync("[data-live=true]");

        // The sign-in and the filter have survived, and the page is live: it shows what comes now.
        page.Url.ShouldEndWith("/admin/orders?status=confirmed");
        using var placed = await site.System.Client.PostAsJsonAsync("/api/v1/orders", StandaloneSite.SomeOrder(), TestContext.Current.CancellationToken);
        placed.EnsureSuccessStatusCode();
        await Assertions.Expect(page.Locator(".st-grid tbody tr")).ToHaveCountAsync(1, new() { Timeout = 15_000 });
    }
}

/// <summary>With a shop and a carrier at work.</summary>
public sealed class DemoSite : StandaloneSite
{
    private protected override Dictionary<string, string> MoreSettings => new() { ["Standalone:Demo"] = "true", ["Standalone:DemoPace"] = "00:00:02" };
}

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_the_demo_runs(DemoSite site, Browser browser) : IClassFixture<DemoSite>, IClassFixture<Browser>
{
    static readonly string[] Pages =
    [
        "/admin", "/admin/orders", "/admin/packages", "/admin/carriers", "/admin/carriers/messages", "/admin/sagas", "/admin/messages", "/admin/rules",
        "/admin/templates", "/admin/templates/shipped/email/fr", "/admin/failures", "/admin/stock", "/admin/payments",
        "/admin/system", "/admin/system/audit", "/admin/system/users", "/admin/system/settings",
    ];

    [Fact]
    public async Task Every_page_has_something_to_show_and_packages_are_at_every_stage()
    {
        string[] stages = ["created", "label_created", "picked_up", "in_transit", "on_hold", "exception", "out_for_delivery", "delivery_attempted", "available_for_pickup", "delivered", "returning", "lost"];
        await Eventually.True(async () => (await site.Get("packages/counts"))["byStatus"]!.AsObject() is var counts && stages.All(stage => (int)counts[stage]! > 0), TimeSpan.FromMinutes(1));
        // Counts are remembered for some seconds.
        await Eventually.Passes(async () =>
        {
            var orders = await site.Get("orders/counts");
            ((int)orders["total"]!).ShouldBeGreaterThanOrEqualTo(40);
            orders["byStatus"]!.AsObject().Count(p => (int)p.Value! > 0).ShouldBeGreaterThanOrEqualTo(6);
        });
        foreach (var later in new[] { "failures", "carriers/messages" })
            await Eventually.True(async () => (await site.Get(later))["items"]!.AsArray().Count > 0, TimeSpan.FromMinutes(1));

        var page = await browser.SignInAsync(site.Address, password: site.System.AdminPassword);
        foreach (var path in Pages)
        {
            await page.GotoAsync(path);
            await page.WaitForSelectorAsync("[data-live=true]");
            await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.st-waiting')].every(waiting => !waiting.checkVisibility())");
            (await page.Locator(".st-empty").CountAsync()).ShouldBe(0, path);
            (await page.GetByRole(AriaRole.Alert).AllInnerTextsAsync()).ShouldBeEmpty(path);
            await page.PictureAsync($"demo{path.Replace('/', '-')}");
        }

        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_carrier_goes_on_while_somebody_watches()
    {
        var page = await browser.SignInAsync(site.Address, password: site.System.AdminPassword);
        await page.WaitForSelectorAsync("[data-live=true]");
        var first = await page.Locator(".st-feed > li").First.TextContentAsync();

        await Assertions.Expect(page.Locator(".st-feed > li").First).Not.ToHaveTextAsync(first!, new() { Timeout = 30_000 });
        browser.Complaints.ShouldBeEmpty();
    }
}
