using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_an_operator_edits_an_alert_rule(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    const string Rule = $"/api/v1/notifications/rules/{Sample.RuleKind}/{Sample.RuleChannel}";

    [Fact]
    public async Task They_see_what_it_would_have_sent_before_they_save_and_why_it_was_refused()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync("/admin/rules");
        await page.WaitForSelectorAsync("[data-live=true]");
        await page.GetByRole(AriaRole.Link, new() { Name = "Exception" }).ClickAsync();
        var seven = page.Locator("section", new() { HasText = "The last seven days" });
        // 187 recipients and 214 of the shop's own people.
        await Assertions.Expect(seven).ToContainTextAsync("it would have sent 401 messages");

        await page.GetByLabel("The buyer as well").CheckAsync();
        await Assertions.Expect(seven).ToContainTextAsync("it would have sent 413 messages");
        await page.GetByLabel("The shop's own people as well").UncheckAsync();
        await Assertions.Expect(seven).ToContainTextAsync("it would have sent 199 messages");

        await page.GetByLabel("Only for these finer words").FillAsync("damaged");
        await page.GetByLabel("Why?").FillAsync("Others are for support.");
        await Eventually.True(() => Task.FromResult(site.Services.Questions.Any(q => q.Path == $"{Rule}/trial" && q.Query == "?details=damaged")));

        site.Services.Refusals[$"PUT {Rule}"] = (400, new JsonObject { ["title"] = "Invalid request", ["errors"] = new JsonObject { ["details[0]"] = new JsonArray("A detail is 1–19 of a–z, 0–9 and _.") } });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".st-form-trouble")).ToContainTextAsync("A detail is 1–19");

        site.Services.Refusals.Clear();
        site.Services.Answers[Rule] = new JsonObject { ["kind"] = Sample.RuleKind, ["channel"] = Sample.RuleChannel };
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The rule is saved.")).ToBeVisibleAsync();

        var asked = site.Services.Questions.Last(q => q.Method == "PUT" && q.Path == Rule);
        JsonNode.Parse(asked.Body)!.ToJsonString().ShouldBe(
            """{"enabled":true,"toBuyer":true,"toOperations":false,"urgent":true,"details":["damaged"],"reason":"Others are for support."}""");
    }
}
