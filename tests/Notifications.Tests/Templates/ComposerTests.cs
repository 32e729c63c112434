using CsCheck;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;

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

    [Theory]
    [InlineData("en", "Thursday, November 26")]
    [InlineData("en-GB", "Thursday, 26 November")]
    [InlineData("de", "Donnerstag, 26. November")]
    [InlineData("de-AT", "Donnerstag, 26. November")]
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
    [InlineData("pt-BR")]
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
        email.Html!.ShouldNotContain("<script");
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
            email.Html!.ShouldNotContain("<script");
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

    [Theory]
    [InlineData("dhl", "DHL")]
    [InlineData("fedex", "FedEx")]
    [InlineData("la_poste", "La Poste")]
    [InlineData("royal-mail", "Royal Mail")]
    public void Names_carriers_as_people_do(string code, string name) => CarrierName.Of(code).ShouldBe(name);
}
