using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_an_operator_edits_a_template_on_its_page(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    const string Words = $"/api/v1/notifications/templates/{Sample.RuleKind}/{Sample.RuleChannel}/de";

    IReadOnlyList<string> Asked(string method, string path) => [.. site.Services.Questions.Where(q => q.Method == method && q.Path == path).Select(q => q.Body)];

    [Fact]
    public async Task They_see_what_they_write_as_the_recipient_will_and_publish_it_only_when_nothing_is_wrong()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync("/admin/templates?channel=sms&show=edited");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.Locator("tr", new() { HasText = "Exception" }).GetByRole(AriaRole.Link, new() { Name = "version 2" }).ClickAsync();
        var text = page.GetByLabel("The words, in Liquid");
        await Assertions.Expect(text).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("Wir kümmern uns darum"));
        await Assertions.Expect(page.Locator(".st-bubble")).ToContainTextAsync("gibt es ein Problem");
        await Assertions.Expect(page.Locator(".st-diff .st-added")).ToContainTextAsync("Wir kümmern uns darum");
        var publish = page.GetByRole(AriaRole.Button, new() { Name = "Publish" });
        await Assertions.Expect(publish).ToBeEnabledAsync();

        var shown = site.Services.Answers[$"{Words}/preview"]!.DeepClone();
        site.Services.Answers[$"{Words}/preview"] = new JsonObject
        {
            ["errors"] = new JsonArray(new JsonObject { ["message"] = "There is no 'order.nummer'.", ["line"] = 1, ["column"] = 4 }),
            ["warnings"] = new JsonArray(),
        };
        await text.FillAsync("{{ order.nummer }}");
        await Assertions.Expect(page.Locator(".st-form-trouble")).ToContainTextAsync("Line 1, column 4: There is no 'order.nummer'.");
        await Assertions.Expect(publish).ToBeDisabledAsync();

        site.Services.Answers[$"{Words}/preview"] = shown;
        await text.FillAsync("{{ shop.name }}: neu");
        await Assertions.Expect(page.Locator(".st-bubble")).ToBeVisibleAsync();
        await Eventually.True(() => Task.FromResult(Asked("POST", $"{Words}/preview").Any(body => body.Contains("neu", StringComparison.Ordinal))));
        await page.GetByLabel("Why?").FillAsync("Clearer.");
        var kept = site.Services.Answers[Words]!.DeepClone().AsObject();
        kept["draft"] = "{{ shop.name }}: neu";
        site.Services.Answers[Words] = kept;
        var published = kept.DeepClone().AsObject();
        (published["version"], published["text"], published["draft"], published["hasDraft"]) = (3, "{{ shop.name }}: neu", null, false);
        site.Services.Answers[$"{Words}/publish"] = published;
        await publish.ClickAsync();
        await Assertions.Expect(page.GetByText("It is published")).ToBeVisibleAsync();
        Asked("PUT", Words).ShouldBe(["""{"text":"{{ shop.name }}: neu"}"""]);
        Asked("POST", $"{Words}/publish").ShouldBe(["""{"note":"Clearer."}"""]);

        site.Services.Answers[$"{Words}/rollback"] = kept.DeepClone();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go back to version 1" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Version 1 stands again.")).ToBeVisibleAsync();
        Asked("POST", $"{Words}/rollback").ShouldBe(["""{"version":1}"""]);
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task They_can_look_at_it_with_the_news_of_an_order_and_are_told_when_there_is_none()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync("/admin/templates/shipped/email/en");
        await page.WaitForSelectorAsync("[data-live=true]");
        await Assertions.Expect(page.Locator(".st-mail iframe")).ToBeVisibleAsync();

        site.Services.List("/api/v1/orders");
        await page.GetByLabel("or the news of order").FillAsync("none");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.GetByText("There is no such order.")).ToBeVisibleAsync();

        await page.GetByLabel("With").SelectOptionAsync("bare");
        await Eventually.True(() => Task.FromResult(Asked("POST", "/api/v1/notifications/templates/shipped/email/en/preview").Any(body => body.Contains("\"sample\":\"bare\"", StringComparison.Ordinal))));
    }
}
