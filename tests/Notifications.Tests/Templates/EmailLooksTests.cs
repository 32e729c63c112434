using Microsoft.Playwright;
using StatusTracking.Browsing;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications.Tests;

/// <summary>E-mails in a browser: from a small phone to a desk, in light and dark. With <c>STATUSTRACKING_SCREENSHOTS</c> set to a folder, a picture of each is left there.</summary>
[Trait("Category", "Browser")]
public sealed class When_a_browser_shows_an_email(Browser browser) : IClassFixture<Browser>
{
    static readonly AlertKind[] InEachLanguage = [AlertKind.Shipped, AlertKind.Exception, AlertKind.PaymentActionRequired, AlertKind.Delivered];

    static readonly string[] OfNoOneKind = ["digest-shipped-usual", "operations-exception-usual"];

    public static TheoryData<string, int, bool> Windows()
    {
        var all = new TheoryData<string, int, bool>();
        foreach (var language in TemplateFiles.Languages)
            foreach (var width in new[] { 320, 390, 700 })
                foreach (var dark in new[] { false, true })
                    all.Add(language, width, dark);
        return all;
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Nothing_overflows_and_nothing_is_hard_to_read(string language, int width, bool dark)
    {
        // Only axe and the measuring are scripts; an e-mail has none.
        var page = await browser.NewWindowAsync(colours: dark ? ColorScheme.Dark : ColorScheme.Light, width: width, scripts: Scripts.OfTheTest);
        var kinds = (language == "en" ? Enum.GetValues<AlertKind>() : InEachLanguage).Select(kind => (Name: kind.ToWord(), Alert: SampleAlerts.Usual(kind, language)));
        foreach (var (name, alert) in kinds.Concat(Emails.OfNoOneKind(language).Where(e => OfNoOneKind.Contains(e.Name))))
        {
            await page.SetContentAsync(Emails.Of(alert).Html!);
            await page.PictureAsync($"email-{name.Replace('_', '-')}-{language}-{width}-{(dark ? "dark" : "light")}");
            (await page.WiderThanTheWindowAsync()).ShouldBeEmpty(name);
            (await page.BarriersAsync()).ShouldBeEmpty(name);
        }

        browser.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(320)]
    [InlineData(700)]
    public async Task Long_words_without_a_space_are_parted(int width)
    {
        var page = await browser.NewWindowAsync(width: width, scripts: Scripts.OfTheTest);
        var usual = SampleAlerts.Usual(AlertKind.OrderConfirmed, "de");
        await page.SetContentAsync(Emails.Of(usual with
        {
            To = usual.To with { Name = new string('W', 100) },
            OrderNumber = new string('8', 60),
            Lines = [new(new string('M', 120), 10_000)],
        }).Html!);
        await page.PictureAsync($"email-long-de-{width}-light");
        (await page.WiderThanTheWindowAsync()).ShouldBeEmpty();
    }

    /// <summary>None of our languages is written from the right yet; the layout is the same for one that is.</summary>
    [Theory]
    [InlineData(320)]
    [InlineData(700)]
    public async Task It_runs_from_the_right_where_the_language_does(int width)
    {
        var page = await browser.NewWindowAsync(width: width, scripts: Scripts.OfTheTest);
        var html = Emails.Of(AlertKind.Shipped, "en").Html!;
        await page.SetContentAsync(html);
        var left = await Edges(page);

        await page.SetContentAsync(html
            .Replace("dir=\"ltr\"", "dir=\"rtl\"", StringComparison.Ordinal).Replace("direction:ltr", "direction:rtl", StringComparison.Ordinal)
            .Replace("align=\"left\"", "align=\"right\"", StringComparison.Ordinal).Replace("text-align:left", "text-align:right", StringComparison.Ordinal));
        await page.PictureAsync($"email-right-to-left-{width}-light");

        (await Edges(page)).ShouldBe([.. left.Select(x => width - x)], tolerance: 1);
        (await page.WiderThanTheWindowAsync()).ShouldBeEmpty();

        // Where the first step and the first fact begin.
        static Task<double[]> Edges(IPage page) => page.EvaluateAsync<double[]>(
            """
            () => { const rtl = document.documentElement.dir === 'rtl'; return ['.step', '.label.fact'].map(s => {
              const r = document.querySelector(s).getBoundingClientRect(); return rtl ? r.right : r.left; }); }
            """);
    }
}
