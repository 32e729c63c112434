using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

/// <summary>The pages over what the product itself says: a carrier posts, and an operator looks after it.</summary>
[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_a_carrier_posts_what_is_not_known(StandaloneSite site, Browser browser) : IClassFixture<StandaloneSite>, IClassFixture<Browser>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_says_what_its_code_means_and_the_package_moves()
    {
        var (package, number) = await LabelledAsync();
        await PostAsync(Hermes(number, ("2000", -3), ("QX", -1)), HttpStatusCode.Accepted);
        await Eventually.True(async () => (await site.Get($"packages/{package}"))["status"]!.ToString() == "in_transit");

        var page = await OpenAsync("/admin/carriers");
        await page.Locator("tr", new() { HasText = "Hermes Germany" }).Locator("td").Last.GetByRole(AriaRole.Link, new() { Name = "1", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/admin/carriers/codes?carrier=hermes");
        await page.GetByRole(AriaRole.Link, new() { Name = "QX" }).ClickAsync();
        await Assertions.Expect(page.Locator(".st-facts").First).ToContainTextAsync("Text of QX");
        await Assertions.Expect(page.GetByLabel("As the carrier sent it", new() { Exact = true })).ToContainTextAsync("\"city\": \"Hamburg\"");

        await page.GetByLabel("What it means").SelectOptionAsync("Delivered");
        await page.GetByLabel("More exactly").SelectOptionAsync("Neighbour");
        await page.GetByLabel("Why?").FillAsync("Their help desk says so.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Map it" }).ClickAsync();

        await Assertions.Expect(page.GetByText("The one package that had it before took it")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("History")).ToContainTextAsync("Their help desk says so.");
        await Assertions.Expect(page.GetByText("No scan has it without a meaning.")).ToBeVisibleAsync();
        await page.Locator($"a[href='/admin/packages/{package}']").ClickAsync();
        await Assertions.Expect(page.Locator(".st-rollups [data-status=delivered]")).ToHaveTextAsync("Delivered · neighbour");
        var acts = (await site.Get("audit?action=code_mapped"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        (acts["target"]!.ToString(), acts["note"]!.ToString()).ShouldBe(("hermes", "QX: delivered. Their help desk says so."));
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_is_pasted_is_shown_line_by_line_and_none_of_it_is_recorded()
    {
        var page = await OpenAsync("/admin/carriers/try");
        await page.GetByLabel("Read it as").SelectOptionAsync("hermes");
        await page.GetByLabel("The body").FillAsync(Hermes("H1000830002", ("2000", -3), ("4711", -1)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Read by hermes.json" })).ToBeVisibleAsync();
        var package = page.GetByLabel("A package", new() { Exact = true });
        await Assertions.Expect(package).ToContainTextAsync("H1000830002 $.shipmentinfo[0].shipmentID");
        var events = page.GetByLabel("Events").Locator("> li");
        await Assertions.Expect(events).ToHaveCountAsync(2);
        await Assertions.Expect(events.Nth(0).Locator("[data-status=in_transit]")).ToHaveTextAsync("In transit · arrived at the facility");
        await Assertions.Expect(events.Nth(0)).ToContainTextAsync("codes[2]");
        await Assertions.Expect(events.Nth(0)).ToContainTextAsync("Hamburg, DEU");
        await Assertions.Expect(events.Nth(0)).ToContainTextAsync("$.shipmentinfo[0].status[0].timestamp");
        await Assertions.Expect(events.Nth(1)).ToContainTextAsync("The code '4711' is not known: it would be kept as unknown.");

        // Another one, in another language, by a mapping that there is not yet.
        await page.GetByText("With a mapping of your own").ClickAsync();
        await page.GetByLabel("The mapping file").FillAsync(
            """
            { // Pigeons say little.
              "carriers": ["pigeons"], "version": "1", "title": "Pigeons", "formats": ["xml"], "recognise": ["ring"], "packages": "$", "package": { "trackingNumber": "ring" },
              "events": ".", "event": { "description": "said", "time": "at" }, "codes": [{ "status": "delivered", "text": "coo" }], }
            """);
        await page.GetByLabel("The body").FillAsync("<bird><ring>P-7</ring><said>Coo</said><at>never</at></bird>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Assertions.Expect(events).ToHaveCountAsync(1);
        await Assertions.Expect(package).ToContainTextAsync("P-7 $.ring");
        await Assertions.Expect(events.Nth(0)).ToContainTextAsync("'never' at $.at is no time");
        await Assertions.Expect(events.Nth(0).Locator("[data-status=delivered]")).ToBeVisibleAsync();

        await page.GetByLabel("The mapping file").FillAsync("{ \"carriers\": [\"pigeons\"] }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("mapping.version");
        await page.GetByLabel("The mapping file").FillAsync("{ \"carriers\": ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no JSON yet: see line 1, character");

        (await site.Get("carriers/messages?carrier=hermes"))["items"]!.ToJsonString().ShouldNotContain("H1000830002");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_no_mapping_understood_is_found_read_and_tried()
    {
        await PostAsync("""{ "shipments": ["<b>not bold</b>"] }""", HttpStatusCode.BadRequest);
        var page = await OpenAsync("/admin/carriers/messages");
        await page.GetByLabel("What became of it").SelectOptionAsync("Not understood");
        await page.WaitForURLAsync("**/admin/carriers/messages?outcome=not_understood");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Carrier" }).FillAsync("Hermes");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Carrier" }).PressAsync("Enter");
        await page.WaitForURLAsync("**/admin/carriers/messages?carrier=hermes&outcome=not_understood");
        await Assertions.Expect(page.Locator(".st-grid tbody tr")).ToHaveCountAsync(1);
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByLabel("The message's body")).ToContainTextAsync("\"<b>not bold</b>\"");
        await Assertions.Expect(page.Locator(".st-note-bad")).ToContainTextAsync("hermes.json needs shipmentinfo.shipmentID");
        await page.GetByRole(AriaRole.Link, new() { Name = "See how it is read" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No mapping recognises it" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Read it as")).ToHaveValueAsync("hermes");
        browser.Complaints.ShouldBeEmpty();
    }

    async Task<(Guid Package, string Number)> LabelledAsync()
    {
        using var placed = await site.System.Client.PostAsJsonAsync("/api/v1/orders", StandaloneSite.SomeOrder(), Cancellation);
        placed.EnsureSuccessStatusCode();
        var order = (await placed.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["id"]!.GetValue<Guid>();
        Guid? package = null;
        await Eventually.True(async () => (package = (await site.Get($"packages?orderId={order}"))["items"]!.AsArray().FirstOrDefault()?["id"]!.GetValue<Guid>()) is not null);
        var number = $"H{Guid.NewGuid():N}"[..14];
        using var labelled = await site.System.Client.PostAsJsonAsync($"/api/v1/packages/{package}/label", new { carrier = "hermes", trackingNumber = number }, Cancellation);
        labelled.EnsureSuccessStatusCode();
        return (package!.Value, number);
    }

    async Task PostAsync(string body, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var reply = await site.System.Client.PostAsync("/api/v1/carriers/hermes/events", content, Cancellation);
        reply.StatusCode.ShouldBe(expected);
    }

    static string Hermes(string number, params (string Code, int Hours)[] events) => new JsonObject
    {
        ["shipmentinfo"] = new JsonArray(new JsonObject
        {
            ["shipmentID"] = number,
            ["status"] = new JsonArray([.. events.Select(e => new JsonObject
            {
                ["timestamp"] = $"{TimeProvider.System.GetUtcNow().AddHours(e.Hours):yyyy-MM-ddTHH:mm:sszzz}",
                ["code"] = e.Code,
                ["description"] = $"Text of {e.Code}",
                ["scanningUnit"] = new JsonObject { ["city"] = "Hamburg", ["countryCode"] = "DEU" },
            })]),
        }),
    }.ToJsonString();

    async Task<IPage> OpenAsync(string path)
    {
        var page = await browser.SignInAsync(site.Address, password: site.System.AdminPassword);
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }
}

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_an_operator_maps_a_code(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    const string Said = "/api/v1/carriers/hermes/codes";

    static readonly string Page = $"/admin/carriers/codes/hermes?code={Uri.EscapeDataString(Sample.Code)}";

    [Fact]
    public async Task They_are_told_what_is_wrong_and_see_how_far_the_packages_are()
    {
        await site.AddUserAsync("lotte", Roles.Operator);
        site.Services.List(Said);
        var page = await OpenAsync(Page, "lotte");
        site.Services.Questions.ShouldContain(q => q.Path == $"{Said}/example" && q.Query.Contains("QX", StringComparison.Ordinal));
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Map it" })).ToBeDisabledAsync();
        await Assertions.Expect(page.GetByLabel("More exactly")).ToHaveCountAsync(0);
        await page.GetByLabel("What it means").SelectOptionAsync("Delivered");
        await page.GetByLabel("More exactly").SelectOptionAsync("Signed");
        await page.GetByLabel("Who caused it").SelectOptionAsync("Recipient");
        await page.GetByLabel("Why?").FillAsync(" Because. ");

        site.Services.Refusals[$"POST {Said}"] = (400, new JsonObject { ["title"] = "Invalid request", ["errors"] = new JsonObject { ["reason"] = new JsonArray("Say why.") } });
        await page.GetByRole(AriaRole.Button, new() { Name = "Map it" }).ClickAsync();
        await Assertions.Expect(page.Locator(".st-form-trouble")).ToContainTextAsync("Say why.");

        site.Services.Refusals.Clear();
        var now = TimeProvider.System.GetUtcNow();
        site.Services.List(Said, Sample.Said(now, "delivered", "signed", "recipient", "Because.", 3120, 1204, null));
        // The list is no answer to a POST, and the API answers what was said.
        site.Services.Answers[Said]!.AsObject().Add("carrier", "hermes");
        foreach (var (name, value) in Sample.Said(now, "delivered", "signed", "recipient", "Because.", 3120, 200, null).Where(field => field.Key != "carrier").ToList())
            site.Services.Answers[Said]!.AsObject().Add(name, value?.DeepClone());
        await page.GetByRole(AriaRole.Button, new() { Name = "Map it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("1,204 of 3,120 packages that had it before have followed so far.")).ToBeVisibleAsync();
        JsonNode.Parse(site.Services.Questions.Last(q => q.Method == "POST" && q.Path == Said).Body)!.ToJsonString().ShouldBe(
            """{"code":"QX/7","status":"delivered","detail":"signed","blame":"recipient","reason":"Because."}""");

        // The page goes on by itself.
        site.Services.List(Said, Sample.Said(now, "delivered", "signed", "recipient", "Because.", 3120, 3120, now));
        await Assertions.Expect(page.GetByText("The 3,120 packages that had it before took it")).ToBeVisibleAsync();
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_viewer_sees_what_was_heard_and_not_what_the_carrier_sent()
    {
        await site.AddUserAsync("viola", Roles.Viewer);
        var page = await OpenAsync("/admin/carriers/codes", "viola");
        await Assertions.Expect(page.Locator(".st-grid tbody tr")).ToHaveCountAsync(3);
        (await page.GetByRole(AriaRole.Navigation, new() { Name = "Carriers" }).GetByRole(AriaRole.Link).AllInnerTextsAsync()).ShouldBe(["Webhooks", "Unknown codes", "Try a mapping"]);
        var asked = site.Services.Questions.Count(q => q.Path == $"{Said}/example");
        await page.GetByRole(AriaRole.Link, new() { Name = Sample.Code }).ClickAsync();
        await Assertions.Expect(page.Locator(".st-facts").First).ToContainTextAsync("Wunschnachbarn");
        await Assertions.Expect(page.GetByText("operators see it, and say what the code means")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Map it" })).ToHaveCountAsync(0);
        site.Services.Questions.Count(q => q.Path == $"{Said}/example").ShouldBe(asked);
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_as_long_as_carriers_send_can_be_pasted()
    {
        var page = await OpenAsync("/admin/carriers/try?carrier=hermes", "admin");
        var body = $$"""{ "text": "{{new string('"', 100_000).Replace("\"", "\\\"", StringComparison.Ordinal)}}" }""";
        await page.GetByLabel("The body").FillAsync(body);
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Read by hermes.json" })).ToBeVisibleAsync();
        var asked = JsonNode.Parse(site.Services.Questions.Last(q => q.Path == "/api/v1/carriers/mappings/try").Body)!;
        (asked["carrier"]!.ToString(), asked["contentType"]!.ToString(), asked["body"]!.ToString()).ShouldBe(("hermes", "application/json", body));
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_every_code_has_a_meaning_it_says_so()
    {
        site.Services.Answers.TryRemove("/api/v1/carriers/unknown-codes", out var all);
        site.Services.List("/api/v1/carriers/unknown-codes");
        try
        {
            var page = await OpenAsync("/admin/carriers/codes", "admin");
            await Assertions.Expect(page.GetByText("Every code has a meaning.")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("/");
            await page.Keyboard.TypeAsync("DHL");
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForURLAsync("**/admin/carriers/codes?carrier=dhl");
            await Assertions.Expect(page.GetByText("No code of dhl waits.")).ToBeVisibleAsync();
        }
        finally
        {
            site.Services.Answers["/api/v1/carriers/unknown-codes"] = all!;
        }
    }

    async Task<IPage> OpenAsync(string path, string user)
    {
        var page = await browser.SignInAsync(site.Address, user: user);
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }
}
