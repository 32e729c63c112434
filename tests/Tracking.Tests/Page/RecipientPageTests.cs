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
        var html = RecipientPage.Show(View(Package), Now);

        html.ShouldContain("<html lang=\"de\">");
        html.ShouldContain("Ihr Paket ist unterwegs");
        html.ShouldContain("Mittwoch, 25. November");
        html.ShouldContain("Hat das Verteilzentrum verlassen");
        html.ShouldContain("Gestern <span>23:00</span>");
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Every_status_has_a_headline_and_only_one(string status)
    {
        var html = RecipientPage.Show(View(Package with { Status = status }), Now);

        html.ShouldContain(PageTexts.For("de").Status[status].Headline);
        html.Split("<h1").Length.ShouldBe(2);
    }

    public static TheoryData<string> Statuses => [.. Word.All<PackageStatus>()];

    [Fact]
    public void A_status_of_a_later_version_is_shown_as_news_from_the_carrier() =>
        RecipientPage.Show(View(Package with { Status = "teleported", Scans = [new("teleported", "twice", null, Now)] }), Now)
            .ShouldContain("Meldung des Zustellers");

    [Fact]
    public void What_a_carrier_wrote_never_becomes_markup()
    {
        var hostile = Package with { Carrier = "<img src=x>", Scans = [new("in_transit", null, "<script>alert(1)</script>", Now)] };

        var html = RecipientPage.Show(View(hostile), Now);

        html.ShouldNotContain("<script");
        html.ShouldNotContain("<img");
        html.ShouldContain("href=\"https://carrier.example/?a=1&amp;b=&quot;2&quot;\"");
    }

    [Fact]
    public void An_order_shows_each_of_its_packages_under_one_headline()
    {
        var html = RecipientPage.Show(View(Package, Package with { Status = "delivered" }) with { OrderStatus = "in_fulfilment" }, Now);

        html.ShouldContain("Ihre Bestellung ist unterwegs");
        html.ShouldContain("Paket 1 von 2");
        html.ShouldContain("Paket 2 von 2");
        html.Split("<h1").Length.ShouldBe(2);
    }

    [Fact]
    public void An_order_without_a_package_says_how_it_stands() =>
        RecipientPage.Show(View() with { OrderStatus = "confirmed" }, Now).ShouldContain("Ihre Bestellung ist bestätigt");

    [Fact]
    public void More_than_a_few_steps_are_folded_away()
    {
        var scans = Enumerable.Range(0, 8).Select(i => new ScanView("in_transit", "arrived_facility", $"Ort {i}", Now.AddHours(-i)));

        RecipientPage.Show(View(Package with { Scans = [.. scans] }), Now).ShouldContain("<summary>Frühere Schritte (3)</summary>");
    }

    [Fact]
    public void It_asks_nothing_of_any_other_address()
    {
        var html = RecipientPage.Show(View(Package), Now);

        foreach (var word in new[] { "src=", "<link", "@import", "url(", "<script", "style=\"" })
            html.ShouldNotContain(word);
    }

    static PageView View(params PackageView[] packages) => new()
    {
        OrderNumber = "ST-7F3K-2M9Q",
        FirstName = "Ada",
        City = "Berlin",
        Locale = "de",
        TimeZone = "Europe/Berlin",
        UpdatedAt = Now,
        Packages = packages,
    };
}
