using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Admin.Tests.Features;
using StatusTracking.Browsing;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

/// <summary>Every page, wide and on a phone, light and dark, with axe-core's rules for who cannot see or point. With <c>STATUSTRACKING_SCREENSHOTS</c> set to a folder, a picture of each is left there.</summary>
[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_a_page_is_looked_at(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    static readonly RecordFailure Failed = SomeFailures.Failed() with
    {
        Reason = "Npgsql.PostgresException: 23514: new row for relation \"packages\" violates check constraint \"packages_carrier_not_empty\"",
        Error = "Microsoft.EntityFrameworkCore.DbUpdateException",
        Details = string.Join('\n', Enumerable.Range(1, 30).Select(i => $"   at StatusTracking.Logistics.RecordScanConsumer.Consume(ConsumeContext`1 context) in /src/services/Logistics/Features/RecordScan.cs:line {i}")),
        Attempts = 6,
    };

    static readonly RecordFailure Resolved = SomeFailures.Failed(type: nameof(SendAlert), service: "notifications") with { Queue = "notifications-send-alert" };

    static readonly (string Name, string Path)[] Pages =
    [
        ("overview", "/admin"),
        ("orders", "/admin/orders"),
        ("orders-none", "/admin/orders?q=none&status=failed"),
        ("order", $"/admin/orders/{Sample.OrderId}"),
        ("order-new", "/admin/orders/new"),
        ("packages", "/admin/packages"),
        ("packages-waiting", "/admin/packages/waiting"),
        ("package", $"/admin/packages/{Sample.PackageId}"),
        ("carriers", "/admin/carriers"),
        ("carriers-none", "/admin/carriers?q=pigeon+post"),
        ("codes", "/admin/carriers/codes"),
        ("code", $"/admin/carriers/codes/hermes?code={Uri.EscapeDataString(Sample.Code)}"),
        ("mapping-try", "/admin/carriers/try?carrier=hermes"),
        ("mapping-tried", $"/admin/carriers/try?message={Sample.CarrierMessageId}"),
        ("carrier-messages", "/admin/carriers/messages"),
        ("carrier-message", $"/admin/carriers/messages/{Sample.CarrierMessageId}"),
        ("carrier-message-missing", $"/admin/carriers/messages/{Guid.Empty}"),
        ("sagas", "/admin/sagas"),
        ("messages", "/admin/messages"),
        ("message", $"/admin/messages/{Sample.MessageId}"),
        ("rules", "/admin/rules"),
        ("rule", $"/admin/rules/{Sample.RuleKind}/{Sample.RuleChannel}"),
        ("rule-missing", "/admin/rules/news/pigeon"),
        ("templates", "/admin/templates"),
        ("template-sms", $"/admin/templates/{Sample.RuleKind}/{Sample.RuleChannel}/de"),
        ("template-email", "/admin/templates/shipped/email/en"),
        ("template-missing", "/admin/templates/news/pigeon/la"),
        ("failures", "/admin/failures"),
        ("failures-none", "/admin/failures?kind=unsent"),
        ("failure", $"/admin/failures/{Failed.FailureId}"),
        ("failure-resolved", $"/admin/failures/{Resolved.FailureId}"),
        ("failure-missing", $"/admin/failures/{Guid.Empty}"),
        ("stock", "/admin/stock"),
        ("payments", "/admin/payments"),
        ("people", "/admin/people"),
        ("system", "/admin/system"),
        ("system-keys", "/admin/system/keys"),
        ("system-users", "/admin/system/users"),
        ("system-audit", "/admin/system/audit"),
        ("system-settings", "/admin/system/settings"),
        ("account", "/admin/account"),
        ("not-found", "/admin/not-found"),
        ("denied", "/denied"),
    ];

    const int Wide = 1440;

    /// <summary>What hides most of its own words: a box that is too narrow for them and shows no more.</summary>
    const string CutOff =
        """
        () => [...document.querySelectorAll('.st-main *')]
          .filter(e => e.checkVisibility() && !e.closest('.unseen, .rz-helper-hidden-accessible') && e.innerText?.trim()
            && ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && e.clientWidth > 1 && e.scrollWidth > 2 * e.clientWidth + 20)
          .map(e => `${e.tagName}.${e.className}: ${e.innerText.trim().slice(0, 40)}`)
        """;

    [Theory]
    [InlineData(Wide, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(Wide, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task It_fits_asks_no_other_host_and_has_no_error(int width, ColorScheme colours)
    {
        await FailAsync();
        var page = await browser.SignInAsync(site.Address, colours, width);
        var (tooWide, cutOff, barriers) = (new List<string>(), new List<string>(), new List<string>());
        var group = JsonNode.Parse(await site.Host.Client.GetStringAsync($"/api/v1/failures/{Failed.FailureId}"))!["group"]!.ToString();
        foreach (var (name, path) in Pages.Append(("failure-group", $"/admin/failures/groups/{group}")))
        {
            await page.GotoAsync(path);
            await page.WaitForSelectorAsync("h1, .st-empty h2");
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.WaitForFunctionAsync("() => !document.querySelector('.st-main > .st-waiting')");
            var over = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (over > 0)
                tooWide.Add($"{path} by {over}");
            cutOff.AddRange((await page.EvaluateAsync<string[]>(CutOff)).Select(what => $"{path}: {what}"));
            await page.PictureAsync($"{name}-{width}-{colours}".ToLowerInvariant());
            // Colours differ between light and dark, and nothing else between the widths that these rules look at.
            if (width == Wide)
                barriers.AddRange((await page.BarriersAsync()).Select(barrier => $"{path}: {barrier}"));
        }

        // What opens on a click must fit and be usable too.
        await page.GotoAsync($"/admin/failures/{Failed.FailureId}");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.GetByText("The whole exception").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit it first" }).ClickAsync();
        var text = page.GetByLabel("The message", new() { Exact = true });
        await text.FillAsync((await text.InputValueAsync()).Replace("scan-1", "scan-2", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator(".st-diff .st-added")).ToBeVisibleAsync();
        await page.GetByText("The same over HTTP").First.ClickAsync();
        await LookAtOpenedAsync("failure-edit");

        await page.GotoAsync($"/admin/packages/{Sample.PackageId}");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.GetByRole(AriaRole.Button, new() { Name = "QR code" }).ClickAsync();
        await page.GetByText("Correct the status").ClickAsync();
        await page.GetByText("scans as the carrier gave them").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "as JSON" }).First.ClickAsync();
        await Assertions.Expect(page.Locator(".st-code svg")).ToBeVisibleAsync();
        await LookAtOpenedAsync("package-open");

        await page.GotoAsync("/admin/payments");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.GetByText("Give money back").ClickAsync();
        await page.GetByLabel("How much?").FillAsync("much");
        await page.GetByLabel("Why?").FillAsync("It was broken.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give it back" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Give an amount such as 12.50");
        await LookAtOpenedAsync("payment-refund");

        await page.GotoAsync("/admin/messages");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.Locator(".st-messages summary").First.ClickAsync();
        await Assertions.Expect(page.Locator(".st-mail iframe")).ToBeVisibleAsync();
        await LookAtOpenedAsync("messages-open");

        await page.GotoAsync("/admin/people");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.GetByLabel("E-mail").FillAsync("ada@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Erase them" })).ToBeVisibleAsync();
        await page.Locator(".st-grid summary").First.ClickAsync();
        await LookAtOpenedAsync("people-found");

        tooWide.ShouldBeEmpty($"at {width}");
        cutOff.ShouldBeEmpty($"at {width}");
        barriers.ShouldBeEmpty($"in {colours}");
        browser.Complaints.ShouldBeEmpty();

        async Task LookAtOpenedAsync(string name)
        {
            if (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var over)
                tooWide.Add($"{name} by {over}");
            await page.PictureAsync($"{name}-{width}-{colours}".ToLowerInvariant());
            if (width == Wide)
                barriers.AddRange((await page.BarriersAsync()).Select(barrier => $"{name}: {barrier}"));
        }
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
        await page.PictureAsync("login-1440-light");
        browser.Complaints.ShouldBeEmpty();
    }

    async Task FailAsync()
    {
        using var known = await site.Host.Client.GetAsync($"/api/v1/failures/{Resolved.FailureId}");
        if (known.IsSuccessStatusCode)
            return;
        await site.FailedAsync(Failed);
        await site.FailedAsync(SomeFailures.Failed(type: "", body: "no JSON at all") with { Kind = "skipped", Error = "no_handler", Reason = "It names no message that the service knows.", Queue = "logistics-record-scan", Details = null });
        await site.FailedAsync(Resolved);
        using var reply = await site.Host.Client.PostAsync($"/api/v1/failures/{Resolved.FailureId}/retry", null);
        await site.Host.Send(Failures.Queue, new ReportRetry { FailureId = Resolved.FailureId, Retry = 1, Handled = true });
        await Eventually.True(async () => (await site.Host.Client.GetStringAsync($"/api/v1/failures/{Resolved.FailureId}")).Contains("resolved", StringComparison.Ordinal));
    }
}
