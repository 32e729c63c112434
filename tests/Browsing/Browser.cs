using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace StatusTracking.Browsing;

/// <summary>A real Chromium. It notes every request to another host and every error, since our pages must make neither.</summary>
public sealed class Browser : IAsyncLifetime
{
    static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];

    IPlaywright? _playwright;
    IBrowser? _browser;

    /// <summary>What went wrong in any of its windows.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var program = Array.Find(Programs, File.Exists) ?? throw new InvalidOperationException("No Chromium: tests/run.sh installs it.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A window with cookies of its own.</summary>
    /// <param name="site">Whose pages it shows: addresses are relative to it, and a request to any other is a complaint. Null = any on this machine.</param>
    /// <param name="colours">What the reader's system prefers.</param>
    /// <param name="width">In CSS pixels.</param>
    /// <param name="height">In CSS pixels.</param>
    /// <param name="scripts">What may run.</param>
    public async Task<IPage> NewWindowAsync(Uri? site = null, ColorScheme colours = ColorScheme.Light, int width = 1440, int height = 900, Scripts scripts = Scripts.OfThePage)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = site?.ToString(),
            ColorScheme = colours,
            JavaScriptEnabled = scripts != Scripts.None,
            BypassCSP = scripts == Scripts.OfTheTest,
            ViewportSize = new() { Width = width, Height = height },
        });
        context.SetDefaultTimeout(20_000);
        var page = await context.NewPageAsync();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } to && !(site is null ? to.IsLoopback : to.Authority == site.Authority))
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
            if (message.Type is "error" or "warning" && !message.Text.Contains("sandboxed", StringComparison.Ordinal))
                Complaints.Enqueue($"console: {message.Text}");
        };
        page.PageError += (_, error) => Complaints.Enqueue($"script: {error}");
        return page;
    }
}

/// <summary>Which scripts run in a window.</summary>
public enum Scripts
{
    /// <summary>None, as for a reader who turned them off.</summary>
    None,

    /// <summary>The page's own, under its own policy.</summary>
    OfThePage,

    /// <summary>The test's tools, which are injected past the policy of a page that has none of its own.</summary>
    OfTheTest,
}
