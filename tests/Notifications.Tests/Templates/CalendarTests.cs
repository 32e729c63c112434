using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using MimeKit;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications.Tests;

public class The_day_of_delivery_as_a_calendar
{
    static string? Of(Alert alert) => Emails.Of(alert).Calendar;

    /// <summary>Unfolded and unescaped as RFC 5545 says, property by property; fails on what it does not allow.</summary>
    static ILookup<string, string> Read(string calendar)
    {
        calendar.ShouldEndWith("\r\n");
        var lines = calendar[..^2].Split("\r\n");
        lines.ShouldAllBe(l => l.Length > 0 && !l.Contains('\r') && !l.Contains('\n') && Encoding.UTF8.GetByteCount(l) <= 75);
        var properties = string.Join("\r\n", lines).Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n")
            .Select(l => Regex.Match(l, "^([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)$", RegexOptions.Singleline)).ToList();
        properties.ShouldAllBe(m => m.Success);
        properties[0].Value.ShouldBe("BEGIN:VCALENDAR");
        properties[^1].Value.ShouldBe("END:VCALENDAR");
        properties.Count(m => m.Value == "BEGIN:VEVENT").ShouldBe(properties.Count(m => m.Value == "END:VEVENT"));
        return properties.ToLookup(m => m.Groups[1].Value + m.Groups[2].Value, m => Regex.Replace(m.Groups[3].Value, @"\\([\\;,n])", e => e.Groups[1].Value == "n" ? "\n" : e.Groups[1].Value));
    }

    [Theory]
    [InlineData(AlertKind.Shipped, true)]
    [InlineData(AlertKind.LeftDistributionCentre, true)]
    [InlineData(AlertKind.OutForDelivery, true)]
    [InlineData(AlertKind.Delayed, true)]
    [InlineData(AlertKind.Delivered, false)]
    [InlineData(AlertKind.OrderConfirmed, false)]
    [InlineData(AlertKind.OrderCancelled, false)]
    public void Goes_with_news_of_a_package_that_is_on_its_way(AlertKind kind, bool goes) => (Of(SampleAlerts.Usual(kind, "en")) is not null).ShouldBe(goes);

    [Fact]
    public void Is_not_there_where_no_day_is_known() => Of(Some.Alert(AlertKind.Shipped, everything: false)).ShouldBeNull();

    [Fact]
    public void Says_when_and_what()
    {
        var alert = SampleAlerts.Usual(AlertKind.Shipped, "de") with { Package = new("dhl", "0034", null, new(2026, 11, 26, 15, 30, 0, TimeSpan.FromHours(1))) };
        var said = Read(Of(alert)!);

        said["METHOD"].ShouldBe(["PUBLISH"]);
        said["STATUS"].ShouldBe(["CONFIRMED"]);
        said["DTSTART"].ShouldBe(["20261126T143000Z"]);
        said["SUMMARY"].ShouldBe(["The Fine Tea Shop: Lieferung der Bestellung ST-7F3K-2M9Q"]);
        said["DESCRIPTION"].ShouldBe(["DHL, 0034"]);
        said["URL"].ShouldBe([alert.TrackingUrl!]);
    }

    [Fact]
    public void Is_a_whole_day_where_no_more_is_known()
    {
        var midnight = new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.FromHours(1));
        var said = Read(Of(SampleAlerts.Usual(AlertKind.Shipped, "de") with { Package = new(null, null, null, midnight) })!);

        said["DTSTART;VALUE=DATE"].ShouldBe(["20261126"]);
        said["DTEND;VALUE=DATE"].ShouldBe(["20261127"]);
        said["DTSTART"].ShouldBeEmpty();
    }

    [Fact]
    public void Replaces_its_older_self()
    {
        var first = SampleAlerts.Usual(AlertKind.Shipped, "en");
        var later = first with { Kind = AlertKind.Delayed, Sequence = 7, Package = first.Package! with { ExpectedAt = first.Package.ExpectedAt!.Value.AddDays(1) } };
        var (before, after) = (Read(Of(first)!), Read(Of(later)!));

        after["UID"].ShouldBe(before["UID"]);
        long.Parse(after["SEQUENCE"].Single(), null).ShouldBeGreaterThan(long.Parse(before["SEQUENCE"].Single(), null));
        Read(Of(first with { About = Guid.NewGuid() })!)["UID"].ShouldNotBe(before["UID"]);
    }

    [Fact]
    public void Is_taken_back_with_the_order()
    {
        var package = Guid.NewGuid();
        var cancelled = SampleAlerts.Usual(AlertKind.OrderCancelled, "en") with { Appointments = [new(package, Some.Noon, 9), new(Guid.NewGuid(), Some.Noon, 4)] };
        var said = Read(Of(cancelled)!);

        said["STATUS"].ShouldBe(["CANCELLED", "CANCELLED"]);
        said["SEQUENCE"].ShouldBe(["9", "4"]);
        said["UID"].ShouldContain(Read(Of(SampleAlerts.Usual(AlertKind.Shipped, "en") with { About = package })!)["UID"].Single());
    }

    [Fact]
    public void Is_right_whatever_people_write() => Gen.Select(Gen.String[0, 200], Gen.String[0, 200], Gen.Int[0, 60]).Sample((number, carrier, emoji) =>
    {
        var alert = SampleAlerts.Usual(AlertKind.Shipped, "en") with
        {
            OrderNumber = number + string.Concat(Enumerable.Repeat("😀;,\\", emoji)),
            Package = new(carrier, "N,;\\1", null, Some.Noon),
        };
        var said = Read(Of(alert)!);
        said["UID"].ShouldHaveSingleItem();
        said["DESCRIPTION"].Single().ShouldEndWith("N,;\\1");
    }, iter: 300);

    [Fact]
    public void Is_attached_beside_the_words()
    {
        var words = Emails.Of(SampleAlerts.Usual(AlertKind.Shipped, "en"));
        var message = Some.Email() with { Text = words.Text, Html = words.Html, Calendar = words.Calendar };
        using var stream = new MemoryStream();
        Email.Compose(message, MailboxAddress.Parse("shop@shop.example"), new("Ada", "ada@example.org"), []).WriteTo(stream, TestContext.Current.CancellationToken);
        stream.Position = 0;

        var mime = MimeMessage.Load(stream, TestContext.Current.CancellationToken);

        var mixed = mime.Body.ShouldBeOfType<Multipart>();
        mixed.ContentType.MimeType.ShouldBe("multipart/mixed");
        mixed[0].ShouldBeOfType<MultipartAlternative>().Select(p => p.ContentType.MimeType).ShouldBe(["text/plain", "text/html"]);
        var day = mixed[1].ShouldBeOfType<TextPart>();
        day.ContentType.MimeType.ShouldBe("text/calendar");
        day.ContentType.Parameters["method"].ShouldBe("PUBLISH");
        day.IsAttachment.ShouldBeTrue();
        day.FileName.ShouldBe("delivery.ics");
        using var decoded = new MemoryStream();
        day.Content!.DecodeTo(decoded, TestContext.Current.CancellationToken);
        Encoding.UTF8.GetString(decoded.ToArray()).ShouldBe(words.Calendar);
    }

    [Fact]
    public void Is_not_attached_where_there_is_none()
    {
        var mime = Email.Compose(Some.Email(), MailboxAddress.Parse("shop@shop.example"), new("Ada", "ada@example.org"), []);
        mime.Body!.ContentType.MimeType.ShouldBe("multipart/alternative");
    }
}
