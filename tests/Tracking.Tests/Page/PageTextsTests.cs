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
    public void It_speaks_English_and_German() => PageTexts.All.Select(t => t.Language).ShouldBe(["de", "en"], ignoreOrder: true);

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
    [InlineData("de", "de")]
    [InlineData("de-AT", "de")]
    [InlineData("DE_ch", "de")]
    [InlineData("en-US", "en")]
    [InlineData("pt-BR", "en")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    public void The_readers_locale_chooses_and_English_stands_in(string? locale, string language) =>
        PageTexts.For(locale).Language.ShouldBe(language);
}
