using StatusTracking.Admin.Components;

namespace StatusTracking.Admin.Tests.Controls;

public sealed class When_words_are_for_people
{
    [Theory]
    [InlineData("ada@example.org", "a…@example.org")]
    [InlineData("+4915112345678", "+49…78")]
    [InlineData("12345", "…")]
    [InlineData("@x", "…")]
    [InlineData("", "nobody")]
    [InlineData(null, "nobody")]
    public void An_address_keeps_enough_to_be_recognised(string? address, string shown) => Wording.Masked(address).ShouldBe(shown);

    [Theory]
    [InlineData("stale", "What it tells of happened too long ago (Notifications:MaxAge).")]
    [InlineData("550 no such mailbox", "550 no such mailbox")]
    public void A_reason_is_a_sentence(string reason, string said) => Wording.WhyNot(reason).ShouldBe(said);

    [Theory]
    [InlineData("00:45:59", "45 min")]
    [InlineData("23:59:59", "23 h")]
    [InlineData("2.00:30:00", "2 d")]
    [InlineData("3.04:10:00", "3 d 4 h")]
    public void A_time_is_as_exact_as_it_is_short(string span, string said) => Wording.Span(TimeSpan.Parse(span, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(said);

    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(4_194_304, "4,194.3 kB")]
    public void A_size_is_counted_in_thousands(int bytes, string said) => Wording.Size(bytes).ShouldBe(said);

    [Theory]
    [InlineData("""{"a":["ü","<b>"]}""", "{\n  \"a\": [\n    \"ü\",\n    \"<b>\"\n  ]\n}")]
    [InlineData("""{"a":[""", """{"a":[""")]
    [InlineData("<a>1</a>", "<a>1</a>")]
    [InlineData("", "")]
    public void JSON_has_a_line_for_each_field_and_any_other_text_stays(string text, string shown) => Indented.Of(text).ReplaceLineEndings("\n").ShouldBe(shown);
}
