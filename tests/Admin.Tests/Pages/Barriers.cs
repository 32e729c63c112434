using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace StatusTracking.Admin.Tests.Pages;

/// <summary>What axe-core finds serious or critical on a page. Frames are left out: in the one that shows a message, scripts must not run, and axe is one.</summary>
static class Barriers
{
    static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    public static async Task<IReadOnlyList<string>> OnAsync(IPage page)
    {
        await page.EvaluateAsync(Axe);
        return await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { iframes: false, resultTypes: ['violations'] })).violations
              .filter(v => ['serious', 'critical'].includes(v.impact))
              .map(v => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map(n => n.html + ' ' + n.any.map(a => a.message).join(' ')).join('; ')}`)
            """);
    }
}
