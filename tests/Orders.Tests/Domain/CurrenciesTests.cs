using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Tests.Domain;

public class The_currencies
{
    [Theory]
    [InlineData("EUR", 12.50, true)]
    [InlineData("EUR", 12.505, false)]
    [InlineData("JPY", 100, true)]
    [InlineData("JPY", 100.5, false)]
    [InlineData("KWD", 1.234, true)]
    [InlineData("KWD", 1.2345, false)]
    public void Have_their_decimals(string code, double amount, bool can) => Currencies.CanExpress(code, (decimal)amount).ShouldBe(can);

    [Fact]
    public void Are_three_capital_letters_each() =>
        Currencies.All.ShouldAllBe(code => code.Length == 3 && code.All(char.IsAsciiLetterUpper));

    [Theory]
    [InlineData("EUR", "12.5000", "12.50")]
    [InlineData("EUR", "12", "12.00")]
    [InlineData("JPY", "100.0000", "100")]
    [InlineData("KWD", "1.2", "1.200")]
    public void Write_an_amount_with_all_their_decimals(string code, string amount, string written) =>
        FormattableString.Invariant($"{Currencies.Express(code, decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture))}").ShouldBe(written);
}

public class The_countries
{
    [Fact]
    public void Are_those_of_ISO_3166() => Countries.All.Count.ShouldBe(249);

    [Theory]
    [InlineData("DE", true)]
    [InlineData("US", true)]
    [InlineData("XX", false)]
    [InlineData("UK", false)]
    [InlineData("de", false)]
    public void Are_known_by_their_code(string code, bool exists) => Countries.Exists(code).ShouldBe(exists);
}

public class An_orders_names
{
    [Fact]
    public void A_number_reads_well_over_the_phone() => OrderNumber.New().ShouldMatch("^ST-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$");

    [Fact]
    public void A_tracking_token_has_at_least_128_random_bits()
    {
        var token = OrderNumber.NewTrackingToken();

        (token.Length * Math.Log2(OrderNumber.Alphabet.Length)).ShouldBeGreaterThanOrEqualTo(128);
        OrderNumber.NewTrackingToken().ShouldNotBe(token);
    }
}
