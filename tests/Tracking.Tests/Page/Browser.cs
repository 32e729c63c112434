using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace StatusTracking.Tracking.Tests.Page;

/// <summary>A real browser. It notes every request to another host and every error, since a page must make neither.</summary>
public sealed class Browser : IAsyncLifetime
{
    static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    IPlaywright? _playwright;
    IBrowser? _browser;

    public ConcurrentQueue<string> Complaints { get; } = new();

    static string Program => new[] { "/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("No Chromium: tests/run.sh installs it.");

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A window, in which scripts do not run unless they are the test's own tools.</summary>
    public async Task<IPage> NewWindowAsync(int width, ColorScheme colours = ColorScheme.Light, bool scripts = false)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = colours,
            JavaScriptEnabled = scripts,
            // The tool is injected, which the page's policy would refuse to anybody else.
            BypassCSP = scripts,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        context.SetDefaultTimeout(20_000);
        var page = await context.NewPageAsync();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Host is not ("127.0.0.1" or "localhost" or ""))
                Complaints.Enqueue($"asked {request.Url}");
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                Complaints.Enqueue($"{response.Status} for {response.Url}");
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Complaints.Enqueue($"console: {message.Text}");
        };
        page.PageError += (_, error) => Complaints.Enqueue($"script: {error}");
        return page;
    }

    /// <summary>What axe-core finds serious or critical.</summary>
    public static async Task<IReadOnlyList<string>> BarriersOn(IPage page)
    {
        await page.EvaluateAsync(Axe);
        return await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(v => ['serious', 'critical'].includes(v.impact))
              .map(v => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map(n => n.html + ' ' + n.any.map(a => a.message).join(' ')).join('; ')}`)
            """);
    }

    /// <summary>What is wider than the window or than the card around it, where it would be cut off; nothing where a reader need not scroll sideways.</summary>
    public static Task<string[]> WiderThanTheWindow(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll('body *:not(.unseen, .unseen *)')].filter(e => {
          const inner = e.getBoundingClientRect(), outer = (e.closest('.card') ?? document.documentElement).getBoundingClientRect();
          return inner.right > outer.right + 1 || inner.left < outer.left - 1 || e.scrollWidth > e.clientWidth + 1 && e.matches('.card, .card p');
        }).map(e => e.outerHTML.slice(0, 120))
        """);

    /// <summary>A picture for people, under the folder that <c>STATUSTRACKING_SCREENSHOTS</c> names.</summary>
    public static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("STATUSTRACKING_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }
}
