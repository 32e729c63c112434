using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests;

/// <summary>Tests in a browser run one after the other, and after all others: some of them have a promise of seconds to hold.</summary>
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class BrowserCollection
{
    public const string Alone = "Browser";
}

static class Visits
{
    /// <summary>A window in which somebody has signed in by name and password.</summary>
    public static async Task<IPage> SignInAsync(
        this Browser browser, Uri address, ColorScheme colours = ColorScheme.Light, int width = 1440, int height = 900, string user = "admin", string password = AdminSite.Password)
    {
        var page = await browser.NewWindowAsync(address, colours, width, height);
        await page.GotoAsync("/login");
        await page.FillAsync("[name='Form.User']", user);
        await page.FillAsync("[name='Form.Password']", password);
        await page.ClickAsync("form:has([name='Form.Password']) button");
        await page.WaitForURLAsync("**/admin");
        return page;
    }
}
