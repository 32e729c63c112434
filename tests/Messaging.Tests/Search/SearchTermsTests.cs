using Shouldly;
using Xunit;

namespace StatusTracking.Messaging.Tests.Search;

public class Search_terms
{
    [Theory]
    [InlineData("ST-7F3K-2M9Q", "st7f3k2m9q")]
    [InlineData(" 0034 0434 1610 ", "003404341610")]
    [InlineData("Ada.O'Neil+shop@Example.org", "adaoneilshop@exampleorg")]
    [InlineData("Größe ÄÖ", "größeäö")]
    [InlineData("–/%_\0\ud800", "")]
    public void Are_letters_and_digits_in_lower_case(string text, string term) => SearchTerms.Plain(text).ShouldBe(term);

    [Fact]
    public void Are_no_longer_than_a_key_may_be() => SearchTerms.Plain(new string('x', 300)).Length.ShouldBe(SearchTerm.MaxLength);

    [Fact]
    public void Of_a_name_are_its_words_and_what_follows_a_hyphen()
    {
        var terms = new SearchTerms();
        terms.AddName("  Jean-Luc  van der O'Neil - ");
        terms.All.ShouldBe(["jeanluc", "luc", "van", "der", "oneil"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("+4915112345678", "4915112345678", "015112345678")]
    [InlineData("+12025550143", "12025550143", "2025550143")]
    [InlineData("+420601123456", "420601123456", "601123456")]
    [InlineData("+358401234567", "358401234567", "0401234567")]
    public void Of_a_phone_number_are_how_it_is_dialled_from_abroad_and_at_home(string e164, params string[] expected)
    {
        var terms = new SearchTerms();
        terms.AddPhone(e164);
        terms.All.ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public void Of_nothing_are_none()
    {
        var terms = new SearchTerms();
        terms.Add((string?)null);
        terms.Add("  ");
        terms.AddName(null);
        terms.AddPhone("+");
        terms.AddPhone(null);
        terms.All.ShouldBeEmpty();
    }
}
