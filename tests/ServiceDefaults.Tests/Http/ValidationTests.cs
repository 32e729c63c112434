namespace StatusTracking.ServiceDefaults.Tests.Http;

public sealed class The_json_path_of_a_property
{
    [Theory]
    [InlineData("Name", "name")]
    [InlineData("Lines[0].UnitPrice", "lines[0].unitPrice")]
    [InlineData("Customer.Address.CountryCode", "customer.address.countryCode")]
    [InlineData("Packages[1].Lines[22].Sku", "packages[1].lines[22].sku")]
    [InlineData("SKU", "sku")]
    [InlineData("URLOfShop", "urlOfShop")]
    [InlineData("", "")]
    public void Is_in_the_names_of_json(string property, string path) => Validation.JsonPath(property).ShouldBe(path);
}
