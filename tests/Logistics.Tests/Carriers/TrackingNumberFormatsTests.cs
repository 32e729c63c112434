using System.Text.Json;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class Tracking_numbers
{
    /// <summary>The couriers of the vectors whose formats we do not know: their numbers are neither valid nor invalid.</summary>
    static readonly string[] NotSupported = ["canpar", "gofo", "lasership", "old_dominion", "speedee", "yodel", "yunexpress"];

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
    [InlineData("RB123456785GB", "s10")]
    [InlineData("TBA000000000000", "amazon")]
    public void Tell_whose_they_may_be(string number, string carrier) => TrackingNumberFormats.Recognise(number).ShouldContain(carrier);

    [Theory]
    [InlineData("")]
    [InlineData("１Ｚ５Ｒ８９３９０３５７５６７１２７")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999999")]
    public void That_are_nonsense_are_nobodys(string number)
    {
        TrackingNumberFormats.Recognise(number).ShouldBeEmpty();
        TrackingNumberFormats.IsValid("ups", number).ShouldBe(false);
    }

    [Fact]
    public void Of_the_published_vectors_are_judged_as_published()
    {
        var wrong = new List<string>();
        var judged = 0;
        Vector[] vectors = [.. File.ReadLines(TestData.Require("tracking-numbers", "vectors.jsonl")).Select(l => JsonSerializer.Deserialize<Vector>(l, JsonSerializerOptions.Web)!)];
        // A number that is none of one format may be one of another format of the same carrier.
        var validElsewhere = vectors.Where(v => v.Valid).Select(v => (v.Courier, TrackingNumber.Normalise(v.Number))).ToHashSet();
        foreach (var vector in vectors.Where(v => v.Valid || !validElsewhere.Contains((v.Courier, TrackingNumber.Normalise(v.Number)))))
        {
            var valid = TrackingNumberFormats.IsValid(vector.Courier, vector.Number);
            if (NotSupported.Contains(vector.Courier))
                valid.ShouldBeNull();
            else if (valid != vector.Valid)
                wrong.Add($"{vector.Courier}/{vector.Format} {vector.Number}: {valid}");
            else
                judged++;
        }

        wrong.ShouldBeEmpty();
        judged.ShouldBeGreaterThan(150);
    }

    sealed record Vector(string Courier, string Format, string Number, bool Valid);
}
