using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace StatusTracking.Browsing;

/// <summary>What can be asked of every page.</summary>
public static class PageChecks
{
    static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>What axe-core finds serious or critical. Frames are left out: in the one that shows a message, scripts must not run, and axe is one.</summary>
    public static async Task<IReadOnlyList<string>> BarriersAsync(this IPage page)
    {
        await page.EvaluateAsync(Axe);
        return await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { iframes: false, resultTypes: ['violations'] })).violations
              .filter(v => ['serious', 'critical'].includes(v.impact))
              .map(v => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map(n => n.html + ' ' + n.any.map(a => a.message).join(' ')).join('; ')}`)
            """);
    }

    /// <summary>What is wider than the window or than the card around it, where it would be cut off; nothing where a reader need not scroll sideways.</summary>
    public static Task<string[]> WiderThanTheWindowAsync(this IPage page) => page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll('body *:not(.unseen, .unseen *)')].filter(e => {
          const inner = e.getBoundingClientRect(), outer = (e.closest('.card') ?? document.documentElement).getBoundingClientRect();
          return inner.right > outer.right + 1 || inner.left < outer.left - 1 || e.scrollWidth > e.clientWidth + 1 && e.matches('.card, .card p');
        }).map(e => e.outerHTML.slice(0, 120))
        """);

    /// <summary>A picture for people, in the folder that <c>STATUSTRACKING_SCREENSHOTS</c> names; none where it names none.</summary>
    public static async Task PictureAsync(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("STATUSTRACKING_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }
}
