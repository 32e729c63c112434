using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

/// <summary>Every service a process of its own, Admin in two copies, RabbitMQ between them, the gateway in front.</summary>
public sealed class DistributedSite : IAsyncLifetime
{
    RabbitMqVirtualHost? _broker;
    PostgreSqlDatabases? _databases;
    RunningSystem? _system;

    public RunningSystem System => _system!;

    public async ValueTask InitializeAsync()
    {
        _broker = await RabbitMqVirtualHost.Create();
        _databases = await PostgreSqlDatabases.Create();
        _system = await RunningSystem.Start(new RunningSystemOptions
        {
            Services = [.. RunningSystemOptions.AllServices, "Admin"],
            Broker = _broker.Url,
            Database = _databases.Database,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
    }
}

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
[Trait("Category", "Server")]
public sealed class When_an_order_is_open_in_two_copies_of_admin(DistributedSite site, Browser browser) : IClassFixture<DistributedSite>, IClassFixture<Browser>
{
    static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_windows_move_within_two_seconds_over_RabbitMQ()
    {
        var api = site.System.Client;
        (await api.PutAsJsonAsync("/api/v1/stock/MUG-01", new { onHand = 10, lowAt = 1, name = "Mug", allowBackorder = false }, Cancellation)).EnsureSuccessStatusCode();
        var placed = await (await api.PostAsJsonAsync("/api/v1/orders", NewOrder(), Cancellation)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(Cancellation);
        var order = placed!["id"]!.GetValue<Guid>();
        var package = await Eventually.Get<Guid?>(() => PackageOfAsync(order), id => id is not null);
        var windows = new[] { await OpenAsync(site.System.Address("Admin"), order), await OpenAsync(site.System.Address("Admin-2"), order) };

        var label = await api.PostAsJsonAsync($"/api/v1/packages/{package}/label", new { carrier = "demo", trackingNumber = "DEMO1" }, Cancellation);
        label.EnsureSuccessStatusCode();
        var watch = Stopwatch.StartNew();
        foreach (var window in windows)
            await Assertions.Expect(window.Locator(".st-timeline li[data-to=label_created]")).ToHaveCountAsync(1);

        watch.Elapsed.ShouldBeLessThan(Promise);
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_gateway_leads_to_the_pages_and_keeps_them_live()
    {
        var page = await browser.SignInAsync(site.System.Address("Gateway"), password: site.System.AdminPassword);
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.GotoAsync("/admin/stock");
        await page.WaitForSelectorAsync("[data-live=true]");
        (await page.TitleAsync()).ShouldBe("Stock · Status Tracking");
        browser.Complaints.ShouldBeEmpty();
    }

    async Task<Guid?> PackageOfAsync(Guid order)
    {
        var packages = await site.System.Client.GetFromJsonAsync<JsonObject>($"/api/v1/packages?orderId={order}", Cancellation);
        return packages!["items"]!.AsArray().FirstOrDefault()?["id"]!.GetValue<Guid>();
    }

    async Task<IPage> OpenAsync(Uri address, Guid order)
    {
        var page = await browser.SignInAsync(address, password: site.System.AdminPassword);
        await page.GotoAsync($"/admin/orders/{order}");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.WaitForSelectorAsync(".st-timeline li");
        return page;
    }

    static object NewOrder() => new
    {
        customer = new { name = "Ada Byron", email = "ada@example.org" },
        shippingAddress = new { line1 = "Hauptstr. 1", city = "Berlin", postalCode = "10115", country = "DE" },
        currency = "EUR",
        lines = new[] { new { sku = "MUG-01", name = "Mug", quantity = 1, unitPrice = 12.50m } },
        payment = new { method = "card", token = "tok_ok" },
    };
}
