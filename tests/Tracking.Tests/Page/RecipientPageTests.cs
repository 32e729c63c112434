using System.Net;
using System.Text;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Page;
using Xunit;

namespace StatusTracking.Tracking.Tests.Page;

public class When_the_page_is_written
{
    static readonly DateTimeOffset Now = Changes.Noon;

    static readonly PackageView Package = new()
    {
        Status = "in_transit",
        Detail = "departed_facility",
        EstimatedDelivery = Now.AddDays(2),
        Carrier = "dhl",
        CarrierUrl = "https://carrier.example/?a=1&b=\"2\"",
        NumberEnding = "2557",
        Scans = [new("in_transit", "departed_facility", "Leipzig", Now.AddHours(-14)), new("picked_up", "accepted", "Köln", Now.AddDays(-1))],
    };

    [Fact]
    public void It_says_the_status_in_the_readers_words_and_the_times_by_the_readers_clock()
    {
        var html = Html(View(Package));

        html.ShouldContain("<html lang=\"de\" dir=\"ltr\">");
        html.ShouldContain("Ihr Paket ist unterwegs");
        html.ShouldContain("Mittwoch, 25. November");
        html.ShouldContain("Hat das Verteilzentrum verlassen");
        html.ShouldContain("Gestern <span>23:00</span>");
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Every_status_has_a_headline_and_only_one(string status)
    {
        var html = Html(View(Package with { Status = status }));

        html.ShouldContain(PageTexts.For("de").Status[status].Headline);
        html.Split("<h1").Length.ShouldBe(2);
    }

    public static TheoryData<string> Statuses => [.. Word.All<PackageStatus>()];

    [Fact]
    public void A_status_of_a_later_version_is_shown_as_news_from_the_carrier() =>
        Html(View(Package with { Status = "teleported", Scans = [new("teleported", "twice", null, Now)] }))
            .ShouldContain("Meldung des Zustellers");

    [Fact]
    public void What_a_carrier_wrote_never_becomes_markup()
    {
        var hostile = Package with { Carrier = "<img src=x>", Scans = [new("in_transit", null, "<script>alert(1)</script>", Now)] };

        var html = Html(View(hostile));

        html.ShouldNotContain("<script");
        html.ShouldNotContain("<img");
        html.ShouldContain("href=\"https://carrier.example/?a=1&amp;b=&quot;2&quot;\"");
    }

    [Fact]
    public void An_order_shows_each_of_its_packages_under_one_headline()
    {
        var html = Html(View(Package, Package with { Status = "delivered" }) with { OrderStatus = "in_fulfilment" });

        html.ShouldContain("Ihre Bestellung ist unterwegs");
        html.ShouldContain("Paket 1 von 2");
        html.ShouldContain("Paket 2 von 2");
        html.Split("<h1").Length.ShouldBe(2);
    }

    [Fact]
    public void An_order_without_a_package_says_how_it_stands() =>
        Html(View() with { OrderStatus = "confirmed" }).ShouldContain("Ihre Bestellung ist bestätigt");

    [Fact]
    public void More_than_a_few_steps_are_folded_away()
    {
        var scans = Enumerable.Range(0, 8).Select(i => new ScanView("in_transit", "arrived_facility", $"Ort {i}", Now.AddHours(-i)));

        Html(View(Package with { Scans = [.. scans] })).ShouldContain("<summary>Frühere Schritte (3)</summary>");
    }

    [Fact]
    public void It_asks_nothing_of_any_other_address()
    {
        var html = Html(View(Package));

        foreach (var word in new[] { "src=", "<link", "@import", "url(", "<script", "style=\"" })
            html.ShouldNotContain(word);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Three_hundred_steps_weigh_less_than_30_KB_and_it_says_how_many_are_not_listed(string language)
    {
        var scans = Enumerable.Range(0, 300).Select(i => new ScanView("in_transit", "resolved", $"Zürich-Mülligen \"Verteilzentrum\" {i}", Now.AddHours(-i))).ToList();
        var others = Enumerable.Range(2, 30).Select(i => new OtherPackageView(i, $"/track/{new string('x', 32)}", "in_transit", "resolved", Now.AddDays(2)));
        var view = View(Package with { Scans = scans, OlderScans = 40, Delayed = true, Silent = true }) with { Others = [.. others], Preferences = [Email, Sms with { On = false, Answered = true }] };

        var html = RecipientPage.Show(view, new(new string('t', 100), PageTexts.For(language), IsChosen: true, Saved: "email"), Now);

        var (bytes, shown) = (Encoding.UTF8.GetByteCount(html), html.Split("<time ").Length - 1);
        TestContext.Current.TestOutputHelper!.WriteLine($"{language}: {bytes} bytes, {shown} of 340 steps");
        bytes.ShouldBeInRange(20_000, RecipientPage.MostBytes);
        shown.ShouldBeGreaterThanOrEqualTo(20);
        WebUtility.HtmlDecode(html).ShouldContain(PageTexts.For(language).Format("left_out", 340 - shown));
    }

    [Fact]
    public void An_order_of_many_packages_each_with_many_steps_weighs_no_more()
    {
        var scans = Enumerable.Range(0, 25).Select(i => new ScanView("in_transit", "resolved", new string('\'', 200), Now.AddHours(-i))).ToList();
        var packages = Enumerable.Range(0, 12).Select(_ => Package with { Scans = scans, Page = $"/track/{new string('x', 32)}" }).ToArray();

        var html = Html(View(packages) with { OrderStatus = "in_fulfilment", Preferences = [Email, Sms] });

        Encoding.UTF8.GetByteCount(html).ShouldBeLessThan(RecipientPage.MostBytes);
        html.ShouldContain("Paket 3 von 12");
        html.ShouldContain("Weitere Pakete dieser Bestellung (9)");
    }

    [Fact]
    public void The_orders_other_packages_are_named_with_where_they_stand_and_the_way_to_their_pages()
    {
        var view = View(Package with { Number = 2 }) with { Others = [new(1, "/track/pkg_one", "delivered", "neighbour", Now), new(3, "/track/pkg_three", "out_for_delivery", null, Now.AddHours(3))] };

        var html = RecipientPage.Show(view, new("pkg_two", PageTexts.For("en"), IsChosen: true), Now);

        html.ShouldContain("Other packages of this order (2)");
        html.ShouldContain("<a href=\"pkg_one?lang=en\"><span class=\"quiet\">1</span><span><strong>Left with a neighbour</strong></span></a>");
        html.ShouldContain("<a href=\"pkg_three?lang=en\"><span class=\"quiet\">3</span><span><strong>Out for delivery</strong><br><span class=\"quiet\">Expected today</span></span></a>");
    }

    [Fact]
    public void Messages_are_switched_off_and_on_by_a_button_each()
    {
        var html = Html(View(Package) with { Preferences = [Email, Sms with { On = false }] });

        html.ShouldContain("<form method=\"post\" action=\"pkg_of_this_page/preferences\">");
        html.ShouldContain("E-Mails an <bdi>a•••@e•••.org</bdi> <strong class=\"on\">an</strong>");
        html.ShouldContain("<button class=\"button\" name=\"email\" value=\"off\">Ausschalten");
        html.ShouldContain("<button class=\"button\" name=\"sms\" value=\"on\">Einschalten");
        html.ShouldContain("kommt weiterhin per E-Mail");
    }

    [Fact]
    public void Who_answered_STOP_learns_how_to_begin_again_and_gets_no_button_that_could_not_do_it()
    {
        var html = Html(View(Package) with { Preferences = [Sms with { On = false, Answered = true }] });

        html.ShouldContain("antworten Sie START");
        html.ShouldNotContain("<button");
        html.ShouldNotContain("kommt weiterhin per E-Mail");
    }

    [Theory]
    [InlineData("email", true, "Gespeichert. Neues von Ihren Paketen kommt per E-Mail.")]
    [InlineData("email", false, "Gespeichert. Sie bekommen keine E-Mails mehr zu Ihren Paketen.")]
    [InlineData("sms", false, null)]
    [InlineData("<b>", false, null)]
    public void What_was_saved_is_said_as_it_holds_and_not_as_the_address_has_it(string saved, bool on, string? words)
    {
        var html = RecipientPage.Show(View(Package) with { Preferences = [Email with { On = on }] }, new("pkg_of_this_page", PageTexts.For("de"), Saved: saved), Now);

        html.Contains("Gespeichert", StringComparison.Ordinal).ShouldBe(words is not null);
        html.ShouldContain(words ?? "");
    }

    [Fact]
    public void What_somebody_else_wrote_keeps_its_own_direction()
    {
        var html = Html(View(Package with { Scans = [new("in_transit", "departed_facility", "תל אביב (3)", Now)] }) with { FirstName = "علي", City = "ירושלים" });

        html.ShouldContain("<html lang=\"de\" dir=\"ltr\">");
        foreach (var words in new[] { "ST-7F3K-2M9Q", "علي", "ירושלים", "תל אביב (3)", "DHL", "2557", "Berlin" })
            html.ShouldContain($"<bdi>{words}</bdi>");
    }

    [Fact]
    public void The_style_has_no_left_and_no_right()
    {
        foreach (var word in new[] { "left", "right" })
            PageStyle.Css.ShouldNotContain(word);
    }

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(t => t.Language)];

    static PreferenceView Email => new("email", "a•••@e•••.org", On: true, Answered: false);

    static PreferenceView Sms => new("sms", "•••678", On: true, Answered: false);

    /// <summary>As its reader sees it, in the language of the order.</summary>
    static string Html(PageView view) => RecipientPage.Show(view, new("pkg_of_this_page", PageTexts.For(view.Locale)), Now);

    static PageView View(params PackageView[] packages) => new()
    {
        OrderNumber = "ST-7F3K-2M9Q",
        FirstName = "Ada",
        City = "Berlin",
        Locale = "de",
        TimeZone = "Europe/Berlin",
        UpdatedAt = Now,
        Packages = packages.Length == 1 ? packages : [.. packages.Select((p, i) => p with { Number = i + 1 })],
    };
}
