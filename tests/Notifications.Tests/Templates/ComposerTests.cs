using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications.Tests;

public class A_message_in_words
{
    static readonly Composer Composer = new(new TemplateFiles(), Options.Create(new NotificationsOptions { ShopName = "Tea & Co" }));

    static RenderedMessage Compose(Alert alert, Channel channel = Channel.Email) => Composer.Compose(Guid.NewGuid(), alert, channel);

    public static TheoryData<AlertKind, string, bool> Every()
    {
        var all = new TheoryData<AlertKind, string, bool>();
        foreach (var kind in Enum.GetValues<AlertKind>())
            foreach (var language in TemplateFiles.Languages)
                foreach (var everything in new[] { true, false })
                    all.Add(kind, language, everything);
        return all;
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Exists_for_every_kind_in_every_language_on_every_channel(AlertKind kind, string language, bool everything)
    {
        var alert = Some.Alert(kind, Some.Ada(language), everything);

        var email = Compose(alert);
        var sms = Compose(alert, Channel.Sms);

        email.Language.ShouldBe(language);
        email.Subject.ShouldNotBeNullOrWhiteSpace();
        email.Text.ShouldContain("ST-7F3K-2M9Q");
        email.Html!.ShouldContain("ST-7F3K-2M9Q");
        email.Html!.ShouldContain("Tea &amp; Co");
        sms.Text.ShouldStartWith("Tea & Co: ");
        sms.Text.ShouldContain("ST-7F3K-2M9Q");
        sms.Text.Length.ShouldBeLessThan(320);
        foreach (var text in new[] { email.Subject!, email.Text, email.Html!, sms.Text })
        {
            text.ShouldNotContain("{{");
            text.ShouldNotContain("{%");
            text.ShouldNotContain("  ,");
        }

        if (!everything)
            return;
        email.Html!.ShouldContain(alert.ActionUrl ?? alert.TrackingUrl!);
        email.Text.ShouldContain(alert.ActionUrl ?? alert.TrackingUrl!);
        sms.Text.ShouldEndWith(alert.ActionUrl ?? alert.TrackingUrl!);
    }

    public static TheoryData<string> Languages() => [.. TemplateFiles.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Of_several_packages_lists_each_with_carrier_number_day_and_page(string language)
    {
        foreach (var kind in Digest.AllKinds)
        {
            var first = Some.Alert(kind, Some.Ada(language));
            var others = new[] { "0002", "0003" }.Select(n => first with { About = Guid.NewGuid(), TrackingUrl = $"https://shop.example/track/{n}", Package = new("ups", n, null, Some.Noon.AddDays(4)) });
            var email = Compose(first with { Others = [.. others] });

            email.Subject!.ShouldStartWith("3 ");
            email.Text.ShouldContain("ST-7F3K-2M9Q");
            foreach (var said in new[] { "DHL", "00340434161094015902", "UPS", "0002", "0003", "https://shop.example/track/0002", "https://shop.example/track/0003" })
                email.Text.ShouldContain(said);
            var reader = Reader.Of(Some.Ada(language), TemplateFiles.Languages, "en");
            Regex.Count(email.Text, Regex.Escape(kind is AlertKind.Delivered or AlertKind.Returned ? reader.Date(Some.Noon) : reader.Date(Some.Noon.AddDays(4)))).ShouldBeGreaterThanOrEqualTo(2);
            Compose(first with { Others = [.. others] }, Channel.Sms).Text.ShouldStartWith("Tea & Co: 3 ");
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Has_words_for_every_status_that_has_no_kind_of_its_own(string language)
    {
        var files = new TemplateFiles();
        SampleAlerts.All(AlertKind.StatusUpdate, language).Select(s => s.Alert.Detail).OfType<string>().Select(d => d.Split('.')[0]).Distinct().ShouldBe(StatusUpdates.Statuses, ignoreOrder: true);
        foreach (var status in StatusUpdates.Statuses)
            files.HasLabel(language, $"news.{status}").ShouldBeTrue(status);
        var words = SampleAlerts.All(AlertKind.StatusUpdate, language).Where(s => s.Alert.Detail is not null).Select(s => Compose(s.Alert).Subject).ToList();
        words.ShouldBeUnique();
        // A word that came after ours is told by its status, and a status that did by what can be said of any.
        Compose(SampleAlerts.Usual(AlertKind.StatusUpdate, language) with { Detail = "lost.in_space" }).Subject.ShouldBe(Compose(SampleAlerts.Usual(AlertKind.StatusUpdate, language) with { Detail = "lost.confirmed" }).Subject);
        Compose(SampleAlerts.Usual(AlertKind.StatusUpdate, language) with { Detail = "beamed" }).Subject.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void For_the_shops_own_people_says_what_happened_to_which_package_and_leads_to_Admin()
    {
        var composer = new Composer(new TemplateFiles(), Options.Create(new NotificationsOptions { ShopName = "Tea & Co" }), site: Options.Create(new PublicUrlOptions { PublicUrl = "https://orders.shop.example" }));
        var lost = SampleAlerts.Usual(AlertKind.StatusUpdate, "en") with { Detail = "lost.confirmed", Audience = Audience.Operations };
        var failed = SampleAlerts.Usual(AlertKind.PaymentFailed, "en") with { Audience = Audience.Operations };

        var (email, sms) = (composer.Compose(Guid.NewGuid(), lost, Channel.Email), composer.Compose(Guid.NewGuid(), lost, Channel.Sms));

        email.Subject.ShouldBe("Package 00340434161094015902 of order ST-7F3K-2M9Q is lost");
        email.Text.ShouldContain($"https://orders.shop.example/admin/packages/{lost.About}");
        // The recipient's page is the recipient's, and their calendar theirs.
        email.Html!.ShouldNotContain(lost.TrackingUrl!);
        email.Calendar.ShouldBeNull();
        sms.Text.ShouldBe($"Tea & Co: Package 00340434161094015902 of order ST-7F3K-2M9Q is lost: open it in Admin: https://orders.shop.example/admin/packages/{lost.About}");
        composer.Compose(Guid.NewGuid(), failed, Channel.Email).Subject.ShouldBe("Order ST-7F3K-2M9Q has a payment that did not go through");
        composer.Compose(Guid.NewGuid(), failed, Channel.Email).Text.ShouldContain($"https://orders.shop.example/admin/orders/{failed.OrderId}");
    }

    [Theory]
    [InlineData("en", "Thursday, November 26")]
    [InlineData("en-GB", "Thursday, 26 November")]
    [InlineData("de", "Donnerstag, 26. November")]
    [InlineData("de-AT", "Donnerstag, 26. November")]
    [InlineData("fr", "jeudi 26 novembre")]
    [InlineData("es", "jueves, 26 de noviembre")]
    [InlineData("pt", "quinta-feira, 26 de novembro")]
    [InlineData("pt-PT", "quinta-feira, 26 de novembro")]
    public void Says_when_the_package_is_expected_as_the_recipient_would(string locale, string date)
    {
        var email = Compose(Some.Alert(AlertKind.Shipped, Some.Ada(locale)));
        email.Text.ShouldContain(date);
        email.Text.ShouldContain("DHL");
        email.Text.ShouldContain("00340434161094015902");
    }

    [Fact]
    public void Tells_the_time_where_the_recipient_lives()
    {
        Compose(Some.Alert(AlertKind.Delivered, Some.Ada("de"))).Text.ShouldContain("13:00");
        Compose(Some.Alert(AlertKind.Delivered, Some.Ada("de") with { TimeZone = "America/New_York" })).Text.ShouldContain("07:00");
        Compose(Some.Alert(AlertKind.Delivered, Some.Ada("de") with { TimeZone = "Mars/Olympus" })).Text.ShouldContain("12:00 UTC");
    }

    [Theory]
    [InlineData("pt-BR", "pt")]
    [InlineData("es_MX", "es")]
    [InlineData("FR-ca", "fr")]
    public void Is_in_the_recipients_language_whatever_the_country(string locale, string language) =>
        Compose(Some.Alert(AlertKind.Delivered, Some.Ada() with { Locale = locale })).Language.ShouldBe(language);

    [Theory]
    [InlineData("nl-NL")]
    [InlineData("xx-not-a-locale")]
    [InlineData("")]
    [InlineData(null)]
    public void Falls_back_to_the_default_language(string? locale) =>
        Compose(Some.Alert(AlertKind.Delivered, Some.Ada() with { Locale = locale })).Language.ShouldBe("en");

    [Fact]
    public void Never_takes_what_a_customer_wrote_for_a_template()
    {
        var email = Compose(Some.Alert(AlertKind.OrderConfirmed, Some.Ada() with { Name = "{{ shop.name }}{% raw %}" }));
        email.Text.ShouldContain("{{ shop.name }}{% raw %}");
    }

    [Fact]
    public void Encodes_what_a_customer_wrote()
    {
        var alert = Some.Alert(AlertKind.OrderConfirmed, Some.Ada() with { Name = "<script>alert(1)</script>" }) with { Lines = [new("\"><img src=x>", 1)] };
        var email = Compose(alert);
        Scripts(email).ShouldHaveSingleItem();
        email.Html!.ShouldNotContain("<img");
        email.Html!.ShouldContain("&lt;script&gt;");
    }

    [Fact]
    public void Has_no_line_breaks_in_a_subject_or_an_SMS()
    {
        var alert = Some.Alert(AlertKind.AvailableForPickup) with { OrderNumber = "A\r\nBcc: eve@example.org", Place = "Shop\r\n\u2028\0Street" };
        Compose(alert with { Kind = AlertKind.OrderConfirmed }).Subject!.ShouldBe("Your order A Bcc: eve@example.org is confirmed");
        Compose(alert, Channel.Sms).Text.ShouldNotContain('\n');
        Compose(alert, Channel.Sms).Text.Any(char.IsControl).ShouldBeFalse();
    }

    [Fact]
    public void Survives_whatever_people_write()
    {
        var gen =
            from kind in Gen.Enum<AlertKind>()
            from name in Gen.String[0, 300]
            from place in Gen.String[0, 300]
            from emoji in Gen.Int[0, 200]
            select Some.Alert(kind, Some.Ada() with { Name = name + string.Concat(Enumerable.Repeat("😀", emoji)) }) with { Place = place, OrderNumber = place };
        gen.Sample(alert =>
        {
            var email = Compose(alert);
            var sms = Compose(alert, Channel.Sms);
            email.Subject!.Any(char.IsControl).ShouldBeFalse();
            sms.Text.Any(char.IsControl).ShouldBeFalse();
            Scripts(email).ShouldHaveSingleItem();
            StructuredDataOf(email).GetProperty("@context").GetString().ShouldBe("https://schema.org");
        }, iter: 500);
    }

    [Fact]
    public void Is_never_cut_through_a_character()
    {
        var alert = Some.Alert(AlertKind.Delivered, Some.Ada() with { Name = "x" + string.Concat(Enumerable.Repeat("😀", 300)) });
        var strict = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true);
        strict.GetByteCount(Compose(alert).Text).ShouldBeGreaterThan(0);
        strict.GetByteCount(Notification.Of(alert, Channel.Email, TimeProvider.System).RecipientName).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Leads_only_to_web_pages() =>
        Compose(Some.Alert(AlertKind.PaymentActionRequired) with { ActionUrl = "javascript:alert(1)" }).Html!.ShouldNotContain("javascript:");

    [Fact]
    public void Does_not_grow_without_limit()
    {
        var alert = Some.Alert(AlertKind.OrderConfirmed, Some.Ada() with { Name = new string('x', 100_000) }) with
        {
            Lines = [.. Enumerable.Range(0, 10_000).Select(i => new LineFacts(new string('y', 1000), i))],
        };
        Compose(alert).Html!.Length.ShouldBeLessThan(60_000);
    }

    [Theory]
    [InlineData("de", "EUR", "12,50 €")]
    [InlineData("en", "USD", "$12.50")]
    [InlineData("en", "CHF", "CHF 12.50")]
    [InlineData("de", "JPY", "13 ¥")]
    public void Shows_money_as_the_recipient_would(string locale, string currency, string shown) =>
        Compose(Some.Alert(AlertKind.PaymentFailed, Some.Ada(locale)) with { Money = new(12.5m, null, currency) }).Text.Replace('\u00a0', ' ').ShouldContain(shown);

    static IReadOnlyList<string> Scripts(RenderedMessage email) => [.. Regex.Matches(email.Html!, "<script[^>]*>", RegexOptions.IgnoreCase).Select(m => m.Value)];

    static JsonElement StructuredDataOf(RenderedMessage email) =>
        JsonDocument.Parse(Regex.Match(email.Html!, """<script type="application/ld\+json">(.*?)</script>""", RegexOptions.Singleline).Groups[1].Value).RootElement;

    [Fact]
    public void Tells_mail_programs_of_the_package()
    {
        var alert = Some.Alert(AlertKind.OutForDelivery);
        var data = StructuredDataOf(Compose(alert));

        data.GetProperty("@type").GetString().ShouldBe("ParcelDelivery");
        data.GetProperty("carrier").GetProperty("name").GetString().ShouldBe("DHL");
        data.GetProperty("trackingNumber").GetString().ShouldBe("00340434161094015902");
        data.GetProperty("trackingUrl").GetString().ShouldBe(alert.TrackingUrl);
        data.GetProperty("expectedArrivalUntil").GetDateTimeOffset().ShouldBe(alert.Package!.ExpectedAt!.Value);
        data.GetProperty("deliveryStatus").GetProperty("name").GetString().ShouldBe("out_for_delivery");
        data.GetProperty("partOfOrder").GetProperty("orderNumber").GetString().ShouldBe("ST-7F3K-2M9Q");
        data.GetProperty("partOfOrder").GetProperty("orderStatus").GetString().ShouldBe("https://schema.org/OrderInTransit");
        data.GetProperty("partOfOrder").GetProperty("merchant").GetProperty("name").GetString().ShouldBe("Tea & Co");
        StructuredDataOf(Compose(alert with { Kind = AlertKind.Delivered })).TryGetProperty("expectedArrivalUntil", out _).ShouldBeFalse();
    }

    [Fact]
    public void Tells_mail_programs_of_the_order()
    {
        var confirmed = StructuredDataOf(Compose(Some.Alert(AlertKind.OrderConfirmed)));
        confirmed.GetProperty("@type").GetString().ShouldBe("Order");
        confirmed.GetProperty("orderStatus").GetString().ShouldBe("https://schema.org/OrderProcessing");
        confirmed.GetProperty("acceptedOffer").EnumerateArray().Select(o => o.GetProperty("itemOffered").GetProperty("name").GetString()).ShouldBe(["Mug", "Saucer & spoon"]);

        var refunded = StructuredDataOf(Compose(Some.Alert(AlertKind.Refunded)));
        refunded.GetProperty("price").GetDecimal().ShouldBe(25m);
        refunded.GetProperty("priceCurrency").GetString().ShouldBe("EUR");
    }

    [Fact]
    public void Keeps_what_anybody_wrote_within_the_script_element()
    {
        const string breakOut = "</script><script>alert(1)</script><!--";
        var alert = Some.Alert(AlertKind.OrderConfirmed, Some.Ada() with { Name = breakOut }) with { OrderNumber = breakOut, Lines = [new(breakOut, 1)] };
        var email = Compose(alert);
        Scripts(email).ShouldHaveSingleItem();
        Regex.Count(email.Html!, "</script", RegexOptions.IgnoreCase).ShouldBe(1);
        StructuredDataOf(email).GetProperty("orderNumber").GetString().ShouldBe(breakOut);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Loads_nothing_and_follows_nobody(AlertKind kind, string language, bool everything)
    {
        var html = Compose(Some.Alert(kind, Some.Ada(language), everything)).Html!;
        foreach (var loads in new[] { "<img", "<link", "@import", "url(", "<iframe", "background=" })
            html.ShouldNotContain(loads);
        // Gmail cuts what is longer than 102 KB.
        System.Text.Encoding.UTF8.GetByteCount(html).ShouldBeLessThan(40_000);
    }

    [Theory]
    [InlineData("dhl", "DHL")]
    [InlineData("fedex", "FedEx")]
    [InlineData("la_poste", "La Poste")]
    [InlineData("royal-mail", "Royal Mail")]
    public void Names_carriers_as_people_do(string code, string name) => CarrierName.Of(code).ShouldBe(name);
}
