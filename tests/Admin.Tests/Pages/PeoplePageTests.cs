using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Browsing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_somebody_wants_to_be_forgotten(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    const string Email = "ada@example.org";
    const string Erasures = "/api/v1/people/erasures";

    [Fact]
    public async Task They_are_found_erased_once_it_is_typed_and_the_list_follows_each_service()
    {
        var page = await OpenAsync();
        await FindAsync(page, Email);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"What is held of {Email}" })).ToBeVisibleAsync();
        page.Url.ShouldEndWith("/admin/people");
        var erase = page.GetByRole(AriaRole.Button, new() { Name = "Erase them everywhere" });
        await page.GetByLabel("Why?").FillAsync("They asked on 3 May.");
        await Assertions.Expect(erase).ToBeDisabledAsync();
        await page.GetByLabel("again to confirm").FillAsync("ada@example.com");
        await Assertions.Expect(erase).ToBeDisabledAsync();
        await page.GetByLabel("again to confirm").FillAsync("Ada@Example.org");

        var (id, now) = (Guid.NewGuid(), TimeProvider.System.GetUtcNow());
        site.Services.Answers[Erasures] = List(Sample.Erasure(now, "They asked on 3 May.", 1, erased: 1, confirmed: 0, id));
        await erase.ClickAsync();

        var progress = page.Locator($"[data-erasure='{id}']");
        await Assertions.Expect(progress.Locator("summary")).ToHaveTextAsync("1 of 7 services erased, 0 looked again");
        await Assertions.Expect(page.GetByLabel("E-mail")).ToHaveValueAsync("");
        var asked = site.Services.Questions.Where(q => q.Path == Erasures && q.Method == "POST").ShouldHaveSingleItem();
        JsonNode.Parse(asked.Body)!.ToJsonString().ShouldBe("""{"email":"ada@example.org","reason":"They asked on 3 May."}""");
        Guid.TryParse(asked.IdempotencyKey, out _).ShouldBeTrue();

        await progress.Locator("summary").ClickAsync();
        await Assertions.Expect(progress.Locator("[data-service=admin]")).ToContainTextAsync("has not answered yet");
        site.Services.Answers[Erasures] = List(Sample.Erasure(now, "They asked on 3 May.", 1, erased: 7, confirmed: 7, id));
        await Assertions.Expect(progress.Locator("summary")).ToHaveTextAsync("complete");
        await Assertions.Expect(progress.Locator("[data-service=admin]")).ToContainTextAsync("12 rows changed");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_that_is_held_is_downloaded_as_a_file_and_the_slash_leads_to_the_search()
    {
        var page = await OpenAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync(Email);
        await page.Keyboard.PressAsync("Enter");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Download all of it" });
        await Assertions.Expect(button).ToBeVisibleAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => button.ClickAsync());

        download.SuggestedFilename.ShouldBe("person.json");
        var file = JsonNode.Parse(await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken))!;
        file["orders"]!.AsArray().ShouldNotBeEmpty();
        file["wishes"]!.AsArray().ShouldHaveSingleItem()!["source"]!.GetValue<string>().ShouldBe("STOP");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_address_is_said_at_the_search()
    {
        var page = await OpenAsync();
        await FindAsync(page, "nobody");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("must be an e-mail address");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Erase them everywhere" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_operator_downloads_nothing_and_has_no_link_to_the_page()
    {
        await site.AddUserAsync("curious", Roles.Operator);
        var page = await browser.SignInAsync(site.Address, user: "curious");
        await Assertions.Expect(page.Locator("#st-nav a[href='/admin/failures']")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#st-nav a[href='/admin/people']")).ToHaveCountAsync(0);
        await page.GotoAsync("/admin/people");
        new Uri(page.Url).AbsolutePath.ShouldBe("/denied");

        using var visitor = site.NewVisitor();
        (await visitor.SignIn("curious", AdminSite.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var refused = await visitor.Post("/admin/people/export", new() { ["email"] = Email });
        refused.StatusCode.ShouldBeOneOf(HttpStatusCode.Redirect, HttpStatusCode.Forbidden);
        if (refused.StatusCode is HttpStatusCode.Redirect)
            refused.Headers.Location!.ToString().ShouldContain("/denied");
    }

    static JsonObject List(params JsonNode[] items) => new() { ["items"] = new JsonArray(items), ["next"] = null };

    static async Task FindAsync(IPage page, string email)
    {
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Look" }).ClickAsync();
    }

    async Task<IPage> OpenAsync()
    {
        var page = await browser.SignInAsync(site.Address);
        await page.GotoAsync("/admin/people");
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }
}
