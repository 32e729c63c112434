using System.Globalization;
using Microsoft.Playwright;
using Shouldly;
using StatusTracking.Browsing;
using StatusTracking.Testing;
using StatusTracking.Tracking.Page;
using Xunit;

namespace StatusTracking.Tracking.Tests.Page;

/// <summary>The page in a browser, on a phone and on a desk, in light and dark, in each language.</summary>
[Trait("Category", "Browser")]
public sealed class When_a_browser_shows_the_page(Browser browser) : IClassFixture<Browser>
{
    static readonly DateTimeOffset Now = Changes.Noon;

    public static TheoryData<string, int, bool> Windows()
    {
        var all = new TheoryData<string, int, bool>();
        foreach (var language in PageTexts.All.Select(t => t.Language).Append("he").Append("ar"))
            foreach (var width in new[] { 390, 1280 })
                foreach (var dark in new[] { false, true })
                    all.Add(language, width, dark);
        return all;
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Nothing_overflows_and_nothing_keeps_anybody_out(string language, int width, bool dark)
    {
        // Only axe and the measuring are scripts; the page has none.
        var page = await browser.NewWindowAsync(colours: dark ? ColorScheme.Dark : ColorScheme.Light, width: width, scripts: Scripts.OfTheTest);
        foreach (var (name, html) in Pages(Texts(language)))
        {
            await page.SetContentAsync(html);
            await page.PictureAsync($"{name}-{language}-{width}-{(dark ? "dark" : "light")}");
            await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
            (await page.WiderThanTheWindowAsync()).ShouldBeEmpty(name);
            (await page.BarriersAsync()).ShouldBeEmpty(name);
        }

        browser.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Where_lines_run_from_right_to_left_so_do_the_steps(int width)
    {
        var page = await browser.NewWindowAsync(width: width, scripts: Scripts.OfTheTest);

        (await Dots(Texts("en"))).ShouldBe([.. (await Dots(Texts("he"))).Select(x => width - x)], tolerance: 1);

        // Of each step the middle of its dot, from the window's left.
        async Task<double[]> Dots(PageTexts texts)
        {
            await page.SetContentAsync(Pages(texts).First().Html);
            (await page.EvaluateAsync<string>("() => document.documentElement.dir")).ShouldBe(texts.Language == "he" ? "rtl" : "ltr");
            return await page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('.dot')].map(d => { const r = d.getBoundingClientRect(); return (r.left + r.right) / 2; })");
        }
    }

    [Fact]
    public async Task A_place_of_the_other_direction_leaves_its_line_in_order()
    {
        var page = await browser.NewWindowAsync(width: 1280, scripts: Scripts.OfTheTest);
        await page.SetContentAsync(Pages(Texts("en")).First().Html);

        // "For Ada in …": the words after a name that runs the other way stand after it still.
        var order = await page.EvaluateAsync<double[]>(
            """
            () => [...document.querySelectorAll('.top p:last-child bdi')].map(b => b.getBoundingClientRect().left)
            """);

        order.Length.ShouldBe(2);
        order[0].ShouldBeLessThan(order[1]);
    }

    /// <summary>A language that runs from right to left in English words, until somebody brings its file.</summary>
    static PageTexts Texts(string language) => PageTexts.Chosen(language) ?? PageTexts.For("en") with { Language = language };

    static IEnumerable<(string Name, string Html)> Pages(PageTexts texts)
    {
        var visit = new Visit("pkg_of_this_page", texts);
        var sms = new PreferenceView("sms", "•••678", On: true, Answered: false);
        var email = new PreferenceView("email", "a•••@e•••.org", On: true, Answered: false);
        yield return ("package", RecipientPage.Show(View(Package), visit, Now));
        yield return ("several", RecipientPage.Show(
            View(Package with { Status = "delivery_attempted", Delayed = true, Number = 2 }) with
            {
                Others = [new(1, "/track/pkg_one", "delivered", "neighbour", Now.AddDays(-1)), new(3, "/track/pkg_three", "in_transit", "arrived_country", Now.AddDays(3))],
                Preferences = [email with { On = false }, sms with { On = false, Answered = true }],
            },
            visit with { Saved = "email", IsChosen = true },
            Now));
        yield return ("order", RecipientPage.Show(View(Package, Package with { Number = 2, Status = "delivered" }) with { OrderStatus = "in_fulfilment", Preferences = [email] }, visit, Now));
        yield return ("unsubscribe", RecipientPage.AskToUnsubscribe(visit, email, Now));
        yield return ("nowhere", RecipientPage.NotFound(texts, Now));
    }

    static PackageView Package => new()
    {
        Status = "in_transit",
        Detail = "departed_facility",
        EstimatedDelivery = Now.AddDays(2),
        Carrier = "royal_mail",
        CarrierUrl = "https://carrier.example/",
        NumberEnding = "2557",
        Scans =
        [
            new("in_transit", "departed_facility", "תל אביב (3)", Now),
            new("in_transit", "arrived_facility", "مركز التوزيع 12, الرياض", Now.AddHours(-7)),
            new("exception", "missorted", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", Now.AddHours(-20)),
            .. Enumerable.Range(1, 9).Select(i => new ScanView("in_transit", "resolved", $"Leipzig {i.ToString(CultureInfo.InvariantCulture)}", Now.AddDays(-i))),
            new("picked_up", "accepted", "Köln", Now.AddDays(-10)),
            new("label_created", "info_received", null, Now.AddDays(-11)),
        ],
    };

    static PageView View(params PackageView[] packages) => new()
    {
        OrderNumber = "ST-7F3K-2M9Q",
        FirstName = "عليّ",
        City = "ירושלים",
        Locale = "en",
        TimeZone = "Europe/Berlin",
        UpdatedAt = Now,
        Packages = packages,
        Preferences = [new("email", "a•••@e•••.org", On: true, Answered: false), new("sms", "•••678", On: true, Answered: false)],
    };
}
