using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using StatusTracking.Admin.Tests.Features;
using StatusTracking.Browsing;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

/// <summary>A viewer looks, and no page offers more. The pages are those that the program has: a new one is among them.</summary>
[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_a_viewer_looks_around(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What may be pressed on a page without changing anything of the shop's, and why.</summary>
    static readonly Dictionary<string, string> Harmless = new()
    {
        ["[data-nav-toggle], [data-theme-toggle]"] = "how the page looks",
        ["form[action='/logout'] *"] = "ends one's own sign-in",
        ["[data-copy]"] = "the clipboard",
        ["form[role=search] *"] = "what is looked for",
        [".st-pager *, .rz-pager *, .rz-column-title *, th *"] = "which rows, in which order",
        ["[aria-label='Live feed'] button"] = "whether lines move, and older ones",
        ["[aria-expanded]"] = "shows more of what is there",
        ["form:has(input[autocomplete=new-password]) *"] = "one's own password",
        [".st-trouble *, .st-note-bad *"] = "reads again",
        ["form[aria-label='Try a mapping'] *"] = "what a mapping makes of a body: nothing is recorded",
        ["form.st-form-wide :not([type=submit])"] = "a new order that can be written, but not placed: its button stays shut",
    };

    /// <summary>What stands in an address in braces.</summary>
    static readonly Dictionary<string, Func<RecordFailure, string, string>> Filled = new()
    {
        ["/admin/orders/{Id:guid}"] = (_, _) => $"/admin/orders/{Sample.OrderId}",
        ["/admin/packages/{Id:guid}"] = (_, _) => $"/admin/packages/{Sample.PackageId}",
        ["/admin/messages/{Id:guid}"] = (_, _) => $"/admin/messages/{Sample.MessageId}",
        ["/admin/carriers/codes/{Carrier}"] = (_, _) => $"/admin/carriers/codes/hermes?code={Uri.EscapeDataString(Sample.Code)}",
        ["/admin/carriers/messages/{Id:guid}"] = (_, _) => $"/admin/carriers/messages/{Sample.CarrierMessageId}",
        ["/admin/rules/{Kind}/{Channel}"] = (_, _) => $"/admin/rules/{Sample.RuleKind}/{Sample.RuleChannel}",
        ["/admin/templates/{Kind}/{Channel}/{Language}"] = (_, _) => $"/admin/templates/{Sample.RuleKind}/{Sample.RuleChannel}/de",
        ["/admin/failures/{Id:guid}"] = (failure, _) => $"/admin/failures/{failure.FailureId}",
        ["/admin/failures/groups/{Group}"] = (_, group) => $"/admin/failures/groups/{group}",
    };

    [Fact]
    public async Task No_page_offers_a_change_and_those_for_administrators_do_not_open()
    {
        var pages = await PagesAsync();
        await site.AddUserAsync("looks", Roles.Viewer);
        await site.AddUserAsync("repairs", Roles.Operator);
        var viewer = await browser.SignInAsync(site.Address, user: "looks");
        var repairer = await browser.SignInAsync(site.Address, user: "repairs");

        var offered = new List<string>();
        var repairs = new List<string>();
        foreach (var (template, path, onlyAdmins) in pages)
        {
            await OpenAsync(viewer, path);
            if (onlyAdmins)
                new Uri(viewer.Url).AbsolutePath.ShouldBe("/denied", path);
            else
                offered.AddRange((await OffersAsync(viewer)).Select(what => $"{path}: {what}"));
            await OpenAsync(repairer, path);
            if (await OffersAsync(repairer) is { Count: > 0 })
                repairs.Add(template);
        }

        offered.ShouldBeEmpty();
        // The same look finds what an operator is offered, so that it does not find nothing for another reason.
        foreach (var page in new[]
        {
            "/admin/orders/{Id:guid}", "/admin/packages/{Id:guid}", "/admin/messages/{Id:guid}", "/admin/failures/{Id:guid}", "/admin/failures/groups/{Group}",
            "/admin/orders/new", "/admin/stock", "/admin/payments", "/admin/rules/{Kind}/{Channel}", "/admin/carriers/codes/{Carrier}",
            "/admin/templates/{Kind}/{Channel}/{Language}",
        })
            repairs.ShouldContain(page);
    }

    [Fact]
    public async Task A_page_that_was_open_before_the_role_was_taken_away_does_nothing_more_and_says_why()
    {
        var failure = await site.FailedAsync(SomeFailures.Failed());
        var user = await site.AddUserAsync("demoted", Roles.Operator);
        var page = await browser.SignInAsync(site.Address, user: "demoted");
        await page.GotoAsync($"/admin/failures/{failure.FailureId}");
        await page.WaitForSelectorAsync("[data-live=true]");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Send it again" });
        await Assertions.Expect(button).ToBeVisibleAsync();

        using (var demoted = await site.Host.Client.PatchAsJsonAsync($"/api/v1/users/{user.Id}", new { role = Roles.Viewer }, Cancellation))
            demoted.IsSuccessStatusCode.ShouldBeTrue();
        await button.ClickAsync();

        await Assertions.Expect(page.GetByText("You are not signed in any more.").First).ToBeVisibleAsync();
        await page.PictureAsync("role-taken-away");
        var now = JsonNode.Parse(await site.Host.Client.GetStringAsync($"/api/v1/failures/{failure.FailureId}", Cancellation))!;
        now["state"]!.ToString().ShouldBe("open");

        var again = await browser.SignInAsync(site.Address, user: "demoted");
        await again.GotoAsync($"/admin/failures/{failure.FailureId}");
        await Assertions.Expect(again.GetByText("Your role does not allow this.").First).ToBeVisibleAsync();
    }

    async Task<IReadOnlyList<(string Template, string Path, bool OnlyAdmins)>> PagesAsync()
    {
        var failure = await site.FailedAsync(SomeFailures.Failed());
        var cause = JsonNode.Parse(await site.Host.Client.GetStringAsync($"/api/v1/failures/{failure.FailureId}", Cancellation))!["group"]!.ToString();
        return
        [
            .. from page in typeof(AdminService).Assembly.GetTypes()
               from route in page.GetCustomAttributes<RouteAttribute>()
               where route.Template.StartsWith("/admin", StringComparison.Ordinal)
               let admins = page.GetCustomAttributes<Microsoft.AspNetCore.Authorization.AuthorizeAttribute>().Any(a => a.Roles == Roles.Administrator)
               select (route.Template, route.Template.Contains('{') ? Filled[route.Template](failure, cause) : route.Template, admins),
        ];
    }

    static async Task OpenAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync("h1, .st-empty h2, .st-note, .st-trouble");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.WaitForFunctionAsync("() => !document.querySelector('.st-main > .st-waiting')");
        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(folded => folded.open = true)");
    }

    /// <summary>What can be pressed, chosen or typed, but what is harmless: a button that waits for a reason to be typed is offered by the field for it.</summary>
    static async Task<IReadOnlyList<string>> OffersAsync(IPage page) => await page.EvaluateAsync<string[]>(
        """
        harmless => [...document.querySelectorAll('button, input, select, textarea, [role=button], [contenteditable=true]')]
          .filter(e => !e.matches(':disabled') && e.type !== 'hidden' && e.offsetParent && !e.matches(harmless))
          .filter(e => !e.classList.contains('rz-state-disabled'))
          .map(e => `${e.tagName} ${e.ariaLabel || e.innerText || e.name || e.outerHTML.slice(0, 200)}`.trim())
        """,
        string.Join(", ", Harmless.Keys));
}
