using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace StatusTracking.Admin.Tests;

/// <summary>Tests in a browser run one after the other, and after all others: some of them have a promise of seconds to hold.</summary>
[CollectionDefinition(Browser.Alone, DisableParallelization = true)]
public sealed class BrowserCollection;

/// <summary>A real browser. It notes every request to another host and every error, since a page must make neither.</summary>
public sealed class Browser : IAsyncLifetime
{
    public const string Alone = "Browser";

    IPlaywright? _playwright;
    IBrowser? _browser;

    public ConcurrentQueue<string> Complaints { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    static string Program => new[] { "/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("No Chromium: tests/run.sh installs it.");

    public async Task<IPage> NewWindowAsync(Uri address, ColorScheme colours = ColorScheme.Light, int width = 1440, int height = 900)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ColorScheme = colours,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(20_000);
        var page = await context.NewPageAsync();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } to && to.Authority != address.Authority)
                Complaints.Enqueue($"asked {request.Url}");
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                Complaints.Enqueue($"{response.Status} for {response.Url}");
        };
        page.Console += (_, message) =>
        {
            // A browser reports the scripts that the sandbox of a previewed message stops; stopping them is the point.
            if (message.Type == "error" && !message.Text.Contains("sandboxed", StringComparison.Ordinal))
                Complaints.Enqueue($"console: {message.Text}");
        };
        page.PageError += (_, error) => Complaints.Enqueue($"script: {error}");
        return page;
    }

    public async Task<IPage> SignInAsync(Uri address, ColorScheme colours = ColorScheme.Light, int width = 1440, int height = 900, string user = "admin", string password = AdminSite.Password)
    {
        var page = await NewWindowAsync(address, colours, width, height);
        await page.GotoAsync("/login");
        await page.FillAsync("[name='Form.User']", user);
        await page.FillAsync("[name='Form.Password']", password);
        await page.ClickAsync("form:has([name='Form.Password']) button");
        await page.WaitForURLAsync("**/admin");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
