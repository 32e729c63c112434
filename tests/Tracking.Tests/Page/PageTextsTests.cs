using System.Text.RegularExpressions;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Page;
using Xunit;

namespace StatusTracking.Tracking.Tests.Page;

public class When_the_page_speaks_a_language
{
    /// <summary>The details of DOMAIN.md, by status.</summary>
    static readonly string[] Details =
    [
        "label_created.info_received", "picked_up.accepted",
        "in_transit.departed_facility", "in_transit.arrived_facility", "in_transit.arrived_country", "in_transit.customs_processing",
        "in_transit.customs_released", "in_transit.forwarded", "in_transit.resolved",
        "out_for_delivery.vehicle", "out_for_delivery.appointment", "available_for_pickup.ready",
        "delivery_attempted.not_home", "delivery_attempted.business_closed",
        "exception.bad_address", "exception.refused", "exception.damaged", "exception.missorted", "exception.weather",
        "on_hold.customs", "on_hold.documents", "on_hold.payment_due",
        "delivered.to_recipient", "delivered.signed", "delivered.picked_up", "delivered.neighbour", "delivered.safe_place", "delivered.cod",
        "returning.to_sender", "returned.received", "lost.confirmed", "expired.silent",
    ];

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(t => t.Language)];

    [Fact]
    public void It_speaks_English_German_French_Spanish_and_Portuguese() => PageTexts.All.Select(t => t.Language).ShouldBe(["de", "en", "es", "fr", "pt"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Languages))]
    public void It_has_a_word_for_every_status_and_detail(string language)
    {
        var texts = PageTexts.For(language);

        texts.Status.Keys.ShouldBe(Word.All<PackageStatus>(), ignoreOrder: true);
        texts.OrderStatus.Keys.ShouldBe(Word.All<OrderStatus>(), ignoreOrder: true);
        texts.Scans.Keys.ShouldBe([.. Word.All<PackageStatus>(), .. Details], ignoreOrder: true);
        texts.Labels.Keys.ShouldBe(PageTexts.For("en").Labels.Keys, ignoreOrder: true);
        texts.Steps.Keys.ShouldBe(PageTexts.For("en").Steps.Keys, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void It_leaves_the_same_places_for_names_and_numbers_and_no_word_out(string language)
    {
        var (texts, english) = (PageTexts.For(language), PageTexts.For("en"));

        foreach (var (label, text) in texts.Labels)
            Places(text).ShouldBe(Places(english[label]), $"{label}: {text}");
        string[] all = [.. texts.Labels.Values, .. texts.Steps.Values, .. texts.Scans.Values, .. texts.Status.Values.Concat(texts.OrderStatus.Values).SelectMany(t => new[] { t.Headline, t.Text })];
        all.ShouldAllBe(text => text.Trim().Length > 0);
    }

    static IEnumerable<string> Places(string text) => Regex.Matches(text, @"\{\d\}").Select(m => m.Value).Order(StringComparer.Ordinal);

    [Theory]
    [InlineData("en", "Today, 13:00", "yesterday, 13:00", "Saturday, 21 November, 13:00", "Wednesday, 1 April, 14:00", "Thursday, 1 January 2026, 13:00")]
    [InlineData("de", "Heute, 13:00 Uhr", "gestern, 13:00 Uhr", "Samstag, 21. November, 13:00 Uhr", "Mittwoch, 1. April, 14:00 Uhr", "Donnerstag, 1. Januar 2026, 13:00 Uhr")]
    [InlineData("fr", "Aujourd’hui à 13 h 00", "hier à 13 h 00", "samedi 21 novembre à 13 h 00", "mercredi 1er avril à 14 h 00", "jeudi 1er janvier 2026 à 13 h 00")]
    [InlineData("es", "Hoy, 13:00 h", "ayer, 13:00 h", "sábado 21 de noviembre, 13:00 h", "miércoles 1 de abril, 14:00 h", "jueves 1 de enero de 2026, 13:00 h")]
    [InlineData("pt", "Hoje, 13:00", "ontem, 13:00", "sábado, 21 de novembro, 13:00", "quarta-feira, 1 de abril, 14:00", "quinta-feira, 1 de janeiro de 2026, 13:00")]
    public void It_says_days_and_times_as_its_readers_do(string language, string begins, string yesterday, string day, string first, string otherYear)
    {
        var (texts, noon) = (PageTexts.For(language), Changes.Noon);
        var clock = new ReaderClock(texts, "Europe/Berlin", noon);
        var afterNewYear = new ReaderClock(texts, "Europe/Berlin", noon.AddYears(1));

        texts.Begin(Plain(clock.Moment(noon))).ShouldBe(begins);
        Plain(clock.Moment(noon.AddDays(-1))).ShouldBe(yesterday);
        Plain(clock.Moment(noon.AddDays(-2))).ShouldBe(day);
        Plain(clock.Moment(new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero))).ShouldBe(first);
        Plain(afterNewYear.Moment(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero))).ShouldBe(otherYear);
    }

    /// <summary>With spaces that may break, too.</summary>
    static string Plain(string text) => text.Replace('\u00a0', ' ');

    [Theory]
    [InlineData("de", "de")]
    [InlineData("de-AT", "de")]
    [InlineData("DE_ch", "de")]
    [InlineData("en-US", "en")]
    [InlineData("pt-BR", "pt")]
    [InlineData("nl-NL", "en")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    public void The_readers_locale_chooses_and_English_stands_in(string? locale, string language) =>
        PageTexts.For(locale).Language.ShouldBe(language);

    [Theory]
    [InlineData("fr", "fr")]
    [InlineData("FR", null)]
    [InlineData("tlh", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_language_that_is_asked_for_is_there_or_is_not(string? asked, string? language) => (PageTexts.Chosen(asked)?.Language).ShouldBe(language);
}
