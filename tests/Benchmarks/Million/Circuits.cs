using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Playwright;
using StatusTracking.Testing;

namespace StatusTracking.Benchmarks.Million;

/// <summary>What an open page costs the process of Admin.</summary>
static class Circuits
{
    const int Opened = 20;
    const double MiB = 1024 * 1024;

    /// <summary>Megabytes a page: of the heap as the last collections left it, and of the resident set.</summary>
    /// <param name="admin">The process.</param>
    /// <param name="apiKey">For its metrics.</param>
    /// <param name="front">Where the browser asks.</param>
    /// <param name="password">Of the user admin.</param>
    /// <param name="path">The page.</param>
    public static async Task<(double Heap, double Resident)> Measure(RunningService admin, string apiKey, Uri front, string password, string path)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = front.ToString() });
        context.SetDefaultTimeout(60_000);
        var first = await context.NewPageAsync();
        await first.GotoAsync("/login");
        await first.FillAsync("[name='Form.User']", "admin");
        await first.FillAsync("[name='Form.Password']", password);
        await first.ClickAsync("button[type=submit]");
        await first.WaitForURLAsync("**/admin");
        using var metrics = new HttpClient { BaseAddress = admin.Address, DefaultRequestHeaders = { { "X-Api-Key", apiKey } } };
        var pages = new List<IPage>();
        // What is made once, at the first pages, is no page's.
        for (var n = 0; n < 5; n++)
            await OpenPage();
        var before = await Read();
        for (var n = 0; n < Opened; n++)
            await OpenPage();
        var after = await Read();
        return ((after.Heap - before.Heap) / Opened / MiB, (after.Resident - before.Resident) / Opened / MiB);

        async Task OpenPage()
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync(path);
            await page.WaitForSelectorAsync("[data-live=true]");
            pages.Add(page);
        }

        async Task<(double Heap, double Resident)> Read()
        {
            var before = await Collections();
            await Collect(admin.Id);
            await Eventually.True(async () => await Collections() > before);
            return (Sum(await metrics.GetStringAsync("/metrics"), "dotnet_gc_last_collection_heap_size_bytes", ""), admin.Memory);
        }

        async Task<double> Collections() => Sum(await metrics.GetStringAsync("/metrics"), "dotnet_gc_collections_total", "\"gen2\"");
    }

    /// <summary>Has a process collect everything: a session that asks for the heap's events begins with that.</summary>
    static async Task Collect(int process)
    {
        const long HeapCollect = 0x800000;
        using var session = await new DiagnosticsClient(process).StartEventPipeSessionAsync(
            [new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, HeapCollect)], requestRundown: false, token: CancellationToken.None);
        var reading = session.EventStream.CopyToAsync(Stream.Null);
        await session.StopAsync(CancellationToken.None);
        await reading;
    }

    static double Sum(string metrics, string name, string label) => metrics.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
}
