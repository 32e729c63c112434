namespace StatusTracking.ServiceDefaults.Tests.Lists;

public sealed class A_search
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    public void For_nothing_finds_everything(string? q)
    {
        SearchQuery.Read(q, out var query).ShouldBeNull();
        query.ShouldBeNull();
    }

    [Theory]
    [InlineData("-")]
    [InlineData("% _")]
    [InlineData("a\0b")]
    [InlineData("\t")]
    [InlineData("1 2 3 4 5 6 7 8 9")]
    public void That_says_nothing_or_too_much_is_refused(string q) => SearchQuery.Read(q, out _).ShouldNotBeNull();

    [Fact]
    public void That_is_too_long_is_refused()
    {
        SearchQuery.Read(new string('a', SearchQuery.MaxLength + 1), out _).ShouldNotBeNull();
        SearchQuery.Read(new string('a', SearchQuery.MaxLength), out _).ShouldBeNull();
    }

    [Fact]
    public void Asks_for_its_longest_word_first_and_for_each_once()
    {
        SearchQuery.Read(" ada  Byron ADA - ", out var query).ShouldBeNull();
        query!.Words.ShouldBe(["byron", "ada"]);
        query.Number.ShouldBeNull();
    }

    [Theory]
    [InlineData("+49 (151) 123-45678", "4915112345678")]
    [InlineData("st 7f3k 2m9q", "st7f3k2m9q")]
    [InlineData("7f3k", null)]
    public void May_be_a_number_with_spaces(string q, string? number)
    {
        SearchQuery.Read(q, out var query).ShouldBeNull();
        query!.Number.ShouldBe(number);
    }
}
