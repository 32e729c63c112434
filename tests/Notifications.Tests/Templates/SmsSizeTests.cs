using CsCheck;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications.Tests;

public class The_size_of_an_SMS
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(160, 1)]
    [InlineData(161, 2)]
    [InlineData(306, 2)]
    [InlineData(307, 3)]
    public void Is_160_characters_of_the_GSM_alphabet_or_153_of_several(int characters, int segments) =>
        SmsSize.Of(new string('x', characters)).ShouldBe(new SmsSize(SmsEncoding.Gsm7, characters, segments));

    [Theory]
    [InlineData(70, 1)]
    [InlineData(71, 2)]
    [InlineData(134, 2)]
    [InlineData(135, 3)]
    public void Is_70_of_others_or_67_of_several(int characters, int segments) =>
        SmsSize.Of(new string('ł', characters)).ShouldBe(new SmsSize(SmsEncoding.Ucs2, characters, segments));

    [Theory]
    [InlineData("Grüße, ¿qué? où ça: ÑÇ §5 Δ", "ucs2")]
    [InlineData("Grüße, ¿qué? où: ÑÇ §5 Δ @", "gsm7")]
    [InlineData("l’heure", "ucs2")]
    [InlineData("a – b", "ucs2")]
    [InlineData("25 €", "gsm7")]
    public void Depends_on_every_character(string text, string encoding) => SmsSize.Of(text).Encoding.ToWord().ShouldBe(encoding);

    [Fact]
    public void Counts_two_for_what_the_extension_table_has()
    {
        SmsSize.Of("€[]{}^~|\\").Units.ShouldBe(18);
        SmsSize.Of(new string('€', 80)).Segments.ShouldBe(1);
        SmsSize.Of(new string('€', 81)).Segments.ShouldBe(2);
        // 152 characters and then one of two septets, which does not fit the segment's last one.
        SmsSize.Of($"{new string('x', 152)}€{new string('x', 152)}").Segments.ShouldBe(3);
    }

    [Fact]
    public void Never_parts_an_emoji()
    {
        SmsSize.Of(string.Concat(Enumerable.Repeat("😀", 35))).ShouldBe(new SmsSize(SmsEncoding.Ucs2, 70, 1));
        // 33 of them fill 66 of 67 units.
        SmsSize.Of(string.Concat(Enumerable.Repeat("😀", 66))).Segments.ShouldBe(2);
        SmsSize.Of(string.Concat(Enumerable.Repeat("😀", 67))).Segments.ShouldBe(3);
    }

    [Fact]
    public void Is_never_less_than_its_units_need_and_grows_with_its_text() => Gen.String.Select(Gen.String).Sample((a, b) =>
    {
        var (one, both) = (SmsSize.Of(a), SmsSize.Of(a + b));
        var room = both.Encoding is SmsEncoding.Gsm7 ? 160 : 70;
        both.Segments.ShouldBeGreaterThanOrEqualTo((both.Units + room - 1) / room);
        both.Segments.ShouldBeGreaterThanOrEqualTo(one.Segments);
    });

    public static TheoryData<AlertKind, string> Every() => [.. from kind in Enum.GetValues<AlertKind>() from language in TemplateFiles.Languages select (kind, language)];

    public static TheoryData<string> Languages() => [.. TemplateFiles.Languages];

    /// <summary>Several packages, each of a status's finer words, and what the shop's own people are told.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public void Is_at_most_two_segments_for_what_is_of_no_one_kind_as_well(string language)
    {
        var composer = new Composer(new TemplateFiles(), Options.Create(new NotificationsOptions { ShopName = "The Fine Tea Shop" }), site: Options.Create(new PublicUrlOptions { PublicUrl = "https://orders.finetea.example" }));
        var digests = Digest.AllKinds.Select(kind => SampleAlerts.Usual(kind, language)).Select(a => a with { Others = [.. Enumerable.Range(1, Digest.MostPackages - 1).Select(_ => a with { About = Guid.NewGuid() })] });
        var updates = SampleAlerts.All(AlertKind.StatusUpdate, language).Select(s => s.Alert with { Place = "Postfiliale 512, Hauptstr. 10, Berlin" });
        var operations = Enum.GetValues<AlertKind>().SelectMany(kind => SampleAlerts.All(kind, language)).Select(s => s.Alert with { Audience = Audience.Operations });
        foreach (var text in digests.Concat(updates).Concat(operations).Select(a => composer.Compose(Guid.NewGuid(), a, Channel.Sms).Text))
        {
            SmsSize.OutsideGsm(text).ShouldBeEmpty(text);
            SmsSize.Of(text).Segments.ShouldBeLessThanOrEqualTo(2, text);
        }
    }

    [Theory]
    [InlineData("está à saída: não, l’été", "esta à saida: nao, l'été")]
    [InlineData("Grüße 25 €", "Grüße 25 €")]
    [InlineData("żółw 😀", "zołw 😀")]
    public void Shrinks_where_accents_are_left_out(string text, string without) => SmsSize.WithoutAccents(text).ShouldBe(without);

    /// <summary>With a shop's usual name, a carrier, a number, an estimate and an address of usual length.</summary>
    [Theory]
    [MemberData(nameof(Every))]
    public void Is_at_most_two_segments_of_the_GSM_alphabet_for_each_of_our_own(AlertKind kind, string language)
    {
        var composer = new Composer(new TemplateFiles(), Options.Create(new NotificationsOptions { ShopName = "The Fine Tea Shop" }));
        foreach (var detail in new[] { null, "neighbour", "safe_place", "not_home", "expired" })
        {
            // A Saturday in August: the names that have accents in most languages.
            var alert = Some.Alert(kind, Some.Ada(language)) with
            {
                Detail = detail,
                TrackingUrl = "https://orders.finetea.example/track/nZ0v3cXH1q8yVb2_rTtLw-9KfGs",
                Place = "Postfiliale 512, Hauptstr. 10, Berlin",
            };
            if (alert.Package is { } package)
                alert = alert with { Package = package with { ExpectedAt = new(2026, 8, 29, 15, 0, 0, TimeSpan.Zero) } };
            var text = composer.Compose(Guid.NewGuid(), alert, Channel.Sms).Text;

            SmsSize.OutsideGsm(text).ShouldBeEmpty(text);
            SmsSize.Of(text).Segments.ShouldBeLessThanOrEqualTo(2, text);
        }
    }
}
