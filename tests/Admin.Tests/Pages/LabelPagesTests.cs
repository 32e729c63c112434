using System.Text.Json.Nodes;
using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Pages;

[Collection(BrowserCollection.Alone)]
[Trait("Category", "Browser")]
public sealed class When_a_package_has_no_label(AdminSite site, Browser browser) : IClassFixture<AdminSite>, IClassFixture<Browser>
{
    [Fact]
    public async Task Carriers_are_suggested_as_its_number_is_typed_and_the_label_goes_to_logistics()
    {
        var package = Sample.Package(TimeProvider.System.GetUtcNow(), withScans: true, status: "created", detail: null);
        (package["carrier"], package["trackingNumber"], package["carrierUrl"]) = (null, null, null);
        site.Services.Answers[$"/api/v1/packages/{Sample.PackageId}"] = package;
        site.Services.Answers[$"/api/v1/packages/{Sample.PackageId}/label"] = package.DeepClone();
        site.Services.List("/api/v1/carriers/recognise",
            new JsonObject { ["carrier"] = "fedex", ["format"] = "fedex_12", ["checkDigit"] = true, ["inUse"] = false },
            new JsonObject { ["carrier"] = "dhl", ["format"] = "dhl_express", ["checkDigit"] = false, ["inUse"] = true });
        await site.AddUserAsync("lena", Roles.Operator);
        var page = await OpenAsync($"/admin/packages/{Sample.PackageId}", "lena");
        await page.GetByText("Put on a label").ClickAsync();

        await page.GetByLabel("Tracking number").FillAsync("9865 7878 8855");
        await page.GetByRole(AriaRole.Button, new() { Name = "fedex", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Carrier", new() { Exact = true })).ToHaveValueAsync("fedex");
        await page.GetByLabel("Estimated delivery, UTC").FillAsync("2026-12-24T12:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Label it" }).ClickAsync();

        await Assertions.Expect(page.GetByText("The package has a label.")).ToBeVisibleAsync();
        site.Services.Questions.Last(q => q.Path == "/api/v1/carriers/recognise").Query.ShouldContain("9865");
        var label = JsonNode.Parse(site.Services.Questions.Single(q => q.Method == "POST" && q.Path.EndsWith("/label", StringComparison.Ordinal)).Body)!;
        ((string)label["carrier"]!, (string)label["trackingNumber"]!, (DateTimeOffset)label["estimatedDelivery"]!)
            .ShouldBe(("fedex", "9865 7878 8855", new DateTimeOffset(2026, 12, 24, 12, 0, 0, TimeSpan.Zero)));
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_numbers_that_wait_for_one_are_listed_by_age()
    {
        await site.AddUserAsync("lars", Roles.Viewer);
        var page = await OpenAsync("/admin/packages/waiting", "lars");

        await Assertions.Expect(page.GetByText("00340434161094049999")).ToBeVisibleAsync();
        await page.GetByLabel("Waiting for").SelectOptionAsync("a week");
        await page.WaitForURLAsync("**/admin/packages/waiting?olderThan=7");
        await Eventually.True(() => site.Services.Questions.Any(q => q.Path == "/api/v1/packages/waiting-numbers" && q.Query.Contains("olderThan=7", StringComparison.Ordinal)));
        browser.Complaints.ShouldBeEmpty();
    }

    async Task<IPage> OpenAsync(string path, string user)
    {
        var page = await browser.SignInAsync(site.Address, user: user);
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync("[data-live=true]");
        return page;
    }
}
