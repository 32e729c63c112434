using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class Tracking_numbers
{
    [Theory]
    [InlineData("ups", "1Z5R89390357567127", true)]
    [InlineData("ups", "1Z5R89390357567128", false)]
    [InlineData("fedex", "986578788855", true)]
    [InlineData("usps", "9400 1112 0108 0805 4830 16", true)]
    [InlineData("usps", "RB123456785US", true)]
    [InlineData("dhl", "3318810025", true)]
    [InlineData("dhl", "3318810010", false)]
    [InlineData("dhl_de", "00340434161094042557", true)]
    [InlineData("canadapost", "7035114477138472", true)]
    [InlineData("my-own-van", "anything", null)]
    public void Have_their_carriers_format_or_not(string carrier, string number, bool? valid) =>
        TrackingNumberFormats.IsValid(carrier, number).ShouldBe(valid);

    [Theory]
    [InlineData("1Z5R89390357567127", "ups")]
    [InlineData("RB123456785GB", "royal_mail")]
    [InlineData("RB123456785CH", "s10")]
    [InlineData("GFUS01234567890123", "gofo")]
    [InlineData("TBA000000000000", "amazon")]
    public void Tell_whose_they_may_be(string number, string carrier) => TrackingNumberFormats.Recognise(number).Select(r => r.Carrier).ShouldContain(carrier);

    [Theory]
    [InlineData("")]
    [InlineData("１Ｚ５Ｒ８９３９０３５７５６７１２７")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999999")]
    public void That_are_nonsense_are_nobodys(string number)
    {
        TrackingNumberFormats.Recognise(number).ShouldBeEmpty();
        TrackingNumberFormats.IsValid("ups", number).ShouldBe(false);
    }

    [Theory, MemberData(nameof(PublishedVectors))]
    public void Of_the_published_vectors_have_their_format_or_not(string courier, string format, string number, bool valid)
    {
        var ours = TrackingNumberFormats.Find(Regex.Replace(format.ToLowerInvariant(), "[^a-z0-9]+", "_").Trim('_')).ShouldNotBeNull();

        ours.Carrier.ShouldBe(CarrierNames.Canonical(courier));
        ours.Matches(TrackingNumber.Normalise(number)).ShouldBe(valid);
        // A number that is none of one format may be one of another format of the same carrier.
        if (valid)
            TrackingNumberFormats.IsValid(courier, number).ShouldBe(true);
    }

    [Fact]
    public void Of_every_published_format_are_known()
    {
        string[] couriers = Directory.GetFiles(TestData.Require("tracking-numbers", "couriers"), "*.json");
        var formats = couriers.Sum(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("tracking_numbers").GetArrayLength());
        PublishedVectors().Select(row => row.Data.Item2).Distinct().Count().ShouldBe(formats);
    }

    public static IEnumerable<TheoryDataRow<string, string, string, bool>> PublishedVectors() => TestData.Folder is null
        ? [new("", "", "", false) { Skip = TestData.Absent }]
        : File.ReadLines(TestData.Require("tracking-numbers", "vectors.jsonl")).Select(line => JsonSerializer.Deserialize<Vector>(line, JsonSerializerOptions.Web)!)
            .Select(v => new TheoryDataRow<string, string, string, bool>(v.Courier, v.Format, v.Number, v.Valid));

    sealed record Vector(string Courier, string Format, string Number, bool Valid);
}
