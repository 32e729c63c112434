using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using StatusTracking.Admin.Tests.Features;
using StatusTracking.Browsing;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

/// <summary>What an operator sees of messages that failed, and does about them. The test plays the service that keeps them.</summary>
[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_an_operator_looks_at_failures(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Their_causes_are_listed_and_lead_to_each_of_them()
    {
        var error = $"System.Error{Guid.NewGuid():N}";
        var told = new[] { await site.FailedAsync(SomeFailures.Failed(error: error)), await site.FailedAsync(SomeFailures.Failed(error: error)) };
        var page = await OpenAsync("/admin/failures?kind=faulted");

        var row = page.Locator(".st-grid tbody tr", new() { HasText = error["System.".Length..] });
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row).ToContainTextAsync("orders-something");
        await Assertions.Expect(row).ToContainTextAsync("its handler failed");
        await Assertions.Expect(row.Locator("td").Nth(3)).ToContainTextAsync("2");
        await row.GetByRole(AriaRole.Link, new() { Name = "RecordScan" }).ClickAsync();

        await Assertions.Expect(page.Locator(".st-grid tbody tr")).ToHaveCountAsync(2);
        await page.Locator($"a[href='/admin/failures/{told[0].FailureId}']").ClickAsync();
        await Assertions.Expect(page.GetByLabel("The message's body")).ToContainTextAsync("\"eventId\": \"scan-1\"");
        await Assertions.Expect(page.GetByText("Something was null.").First).ToBeVisibleAsync();
        await page.GetByText("The whole exception").ClickAsync();
        await Assertions.Expect(page.GetByText("at Orders.Something()")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("a[href='/admin/orders/" + SomeFailures.OrderId + "']")).ToHaveTextAsync("its order");
    }

    [Fact]
    public async Task What_is_looked_for_stands_in_the_address_and_nothing_found_says_so()
    {
        await site.FailedAsync(SomeFailures.Failed());
        var page = await OpenAsync("/admin/failures");
        await page.GetByLabel("Service").SelectOptionAsync("payments");
        await Assertions.Expect(page.GetByText("No failure matches.")).ToBeVisibleAsync();
        page.Url.ShouldEndWith("/admin/failures?service=payments");
        await page.GetByText("The same over HTTP").ClickAsync();
        await Assertions.Expect(page.Locator(".st-command")).ToContainTextAsync("/api/v1/failures?state=open,retrying&service=payments");
        await page.GetByRole(AriaRole.Link, new() { Name = "clear" }).ClickAsync();
        await Assertions.Expect(page.Locator(".st-grid tbody tr").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task One_that_is_sent_again_is_followed_until_it_is_handled()
    {
        var told = await site.FailedAsync(SomeFailures.Failed());
        var page = await OpenAsync($"/admin/failures/{told.FailureId}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it again" }).ClickAsync();
        await Assertions.Expect(page.GetByText("It is on its way again.").First).ToBeVisibleAsync();
        (await site.Host.First<ReleaseFailedMessage>(r => r.FailureId == told.FailureId)).KeptAs.ShouldBe(told.KeptAs);

        await site.Host.Send(Failures.Queue, new ReportRetry { FailureId = told.FailureId, Retry = 1, Handled = true });
        await Assertions.Expect(page.Locator(".st-form-done")).ToContainTextAsync("It was sent again and handled");
        await Assertions.Expect(page.Locator("[data-what=resolved]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-what=failure_retried]")).ToContainTextAsync("by admin");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send it again" })).ToHaveCountAsync(0);
        (await AuditOf(told)).ShouldBe([("admin", "failure_retried", null)]);
    }

    [Fact]
    public async Task One_that_fails_again_says_so_and_can_be_sent_once_more()
    {
        var told = await site.FailedAsync(SomeFailures.Failed());
        var page = await OpenAsync($"/admin/failures/{told.FailureId}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it again" }).ClickAsync();
        await site.Host.First<ReleaseFailedMessage>(r => r.FailureId == told.FailureId);
        await site.Host.Send(Failures.Queue, told with { KeptAs = Guid.NewGuid(), Retry = 1, FailedAt = told.FailedAt.AddHours(1), Reason = "Still null." });

        await Assertions.Expect(page.GetByText("It failed again.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Sent again once, failed again once.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-what=failed_again]")).ToContainTextAsync("Still null.");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send it again" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task An_edit_is_shown_as_it_differs_checked_and_sent_with_its_reason()
    {
        var told = await site.FailedAsync(SomeFailures.Failed(body: """{"eventId":"scan-1","status":"in_transit","occurredAt":"yesterday","carrier":"dhl","trackingNumber":"1"}"""));
        var page = await OpenAsync($"/admin/failures/{told.FailureId}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit it first" }).ClickAsync();
        var text = page.GetByLabel("The message", new() { Exact = true });
        var send = page.GetByRole(AriaRole.Button, new() { Name = "Send what I edited" });
        var before = await text.InputValueAsync();
        await Assertions.Expect(send).ToBeDisabledAsync();

        await text.FillAsync(before.Replace("\"scan-1\"", "scan-1", StringComparison.Ordinal));
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("It is no JSON yet: see line 2");
        await page.GetByLabel("Why?", new() { Exact = true }).FillAsync("A typing error.");
        await Assertions.Expect(send).ToBeDisabledAsync();

        await text.FillAsync(before.Replace("scan-1", "scan-2", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator(".st-diff .st-removed")).ToHaveTextAsync("−   \"eventId\": \"scan-1\",");
        await Assertions.Expect(page.Locator(".st-diff .st-added")).ToHaveTextAsync("+   \"eventId\": \"scan-2\",");
        await send.ClickAsync();
        await Assertions.Expect(page.Locator("ul.st-form-trouble")).ToContainTextAsync("body.occurredAt");
        site.Host.Heard<ReleaseFailedMessage>(r => r.FailureId == told.FailureId).ShouldBeEmpty();

        await text.FillAsync(before.Replace("yesterday", "2026-11-01T10:00:00Z", StringComparison.Ordinal));
        await send.ClickAsync();
        await Assertions.Expect(page.GetByText("It is on its way again.").First).ToBeVisibleAsync();
        (await site.Host.First<ReleaseFailedMessage>(r => r.FailureId == told.FailureId)).Body.ShouldNotBeNull().ShouldContain("2026-11-01T10:00:00Z");
        await Assertions.Expect(page.Locator("[data-what=failure_edited_and_retried]")).ToContainTextAsync("A typing error.");
        (await AuditOf(told)).ShouldBe([("admin", "failure_edited_and_retried", "A typing error.")]);
    }

    [Fact]
    public async Task One_is_discarded_with_a_reason_only()
    {
        var told = await site.FailedAsync(SomeFailures.Failed());
        var page = await OpenAsync($"/admin/failures/{told.FailureId}");
        var discard = page.GetByRole(AriaRole.Button, new() { Name = "Discard it" });
        await Assertions.Expect(discard).ToBeDisabledAsync();
        await page.GetByLabel("Why may it be forgotten?").FillAsync("A test of ours.");
        await discard.ClickAsync();

        await Assertions.Expect(page.GetByText("Discarded by admin")).ToBeVisibleAsync();
        (await site.Host.First<DropFailedMessage>(d => d.FailureId == told.FailureId)).KeptAs.ShouldBe(told.KeptAs);
        (await AuditOf(told)).ShouldBe([("admin", "failure_discarded", "A test of ours.")]);
    }

    [Fact]
    public async Task A_whole_group_is_sent_again_and_its_progress_shown()
    {
        var error = $"System.Error{Guid.NewGuid():N}";
        var told = new[] { await site.FailedAsync(SomeFailures.Failed(error: error)), await site.FailedAsync(SomeFailures.Failed(error: error)) };
        var page = await OpenAsync("/admin/failures");
        await page.Locator(".st-grid tbody tr", new() { HasText = error["System.".Length..] }).GetByRole(AriaRole.Link).First.ClickAsync();
        var send = page.GetByRole(AriaRole.Button, new() { Name = "Send all that wait again" });
        await Assertions.Expect(send).ToBeDisabledAsync();
        await page.GetByLabel("Why should it work now?").FillAsync("It is mended.");
        await page.PictureAsync("failure-group-1440-light");
        await send.ClickAsync();

        foreach (var failure in told)
        {
            await site.Host.First<ReleaseFailedMessage>(r => r.FailureId == failure.FailureId);
            await site.Host.Send(Failures.Queue, new ReportRetry { FailureId = failure.FailureId, Retry = 1, Handled = true });
        }

        await Assertions.Expect(page.GetByText("They were sent again.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(page.GetByText("2 of 2 sent, 2 handled, 0 failed again.")).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(390, 900);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
        await page.PictureAsync("failure-group-390-light");
    }

    [Fact]
    public async Task Some_of_a_group_are_chosen_and_only_those_are_sent()
    {
        var error = $"System.Error{Guid.NewGuid():N}";
        var told = new[] { await site.FailedAsync(SomeFailures.Failed(error: error)), await site.FailedAsync(SomeFailures.Failed(error: error)) };
        using var known = await site.Host.Client.GetAsync($"/api/v1/failures/{told[0].FailureId}");
        var group = System.Text.Json.JsonDocument.Parse(await known.Content.ReadAsStringAsync()).RootElement.GetProperty("group").GetString();
        var page = await OpenAsync($"/admin/failures/groups/{group}");
        await page.GetByLabel($"Choose message {told[0].MessageId.ToString("N")[^8..]}").CheckAsync();
        await page.GetByLabel("Why should it work now?").FillAsync("This one is mended.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the 1 chosen again" }).ClickAsync();

        await site.Host.First<ReleaseFailedMessage>(r => r.FailureId == told[0].FailureId);
        await site.Host.Send(Failures.Queue, new ReportRetry { FailureId = told[0].FailureId, Retry = 1, Handled = true });
        await Assertions.Expect(page.GetByText("1 of 1 sent, 1 handled, 0 failed again.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        site.Host.Heard<ReleaseFailedMessage>(r => r.FailureId == told[1].FailureId).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_overview_points_at_them()
    {
        await site.FailedAsync(SomeFailures.Failed());
        var page = await OpenAsync("/admin");
        await page.GetByRole(AriaRole.Link, new() { Name = "See why" }).ClickAsync();
        await page.WaitForURLAsync("**/admin/failures");
    }

    [Fact]
    public async Task A_viewer_is_told_who_may()
    {
        await site.AddUserAsync("viola", Roles.Viewer);
        var page = await OpenAsync("/admin/failures", "viola");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your role does not allow this.");
    }

    async Task<List<(string Who, string Action, string? Note)>> AuditOf(RecordFailure told)
    {
        await using var db = await site.Host.Services.GetRequiredService<IDbContextFactory<AdminDb>>().CreateDbContextAsync(Cancellation);
        return [.. (await db.Audit.Where(e => e.Target == told.FailureId.ToString()).OrderBy(e => e.At).ToListAsync(Cancellation)).Select(e => (e.Who, e.Action, e.Note))];
    }

    async Task<IPage> OpenAsync(string path, string user = "admin")
    {
        var page = await browser.SignInAsync(site.Address, user: user);
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }
}

/// <summary>A shop in which all goes well.</summary>
[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_nothing_has_failed(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task The_page_says_that_all_is_well_and_what_would_come()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GetByRole(AriaRole.Link, new() { Name = "Failures" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Nothing has failed that waits for you.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Here would come one that its handler gave up")).ToBeVisibleAsync();
        await page.PictureAsync("failures-empty-1440-light");
        browser.Complaints.ShouldBeEmpty();
    }
}
