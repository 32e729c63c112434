using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_carrier_is_looked_for_by_a_number(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    async Task<JsonArray> Recognised(string number) =>
        (await api.Client.GetFromJsonAsync<JsonNode>($"/api/v1/carriers/recognise?trackingNumber={Uri.EscapeDataString(number)}", TestContext.Current.CancellationToken))!["items"]!.AsArray();

    [Fact]
    public async Task It_is_suggested_with_its_format_and_page()
    {
        var only = (await Recognised("1z 5r8 939 035 756 7127")).ShouldHaveSingleItem()!;

        ((string)only["carrier"]!).ShouldBe("ups");
        ((string)only["format"]!).ShouldBe("ups");
        ((bool)only["checkDigit"]!).ShouldBeTrue();
        ((string)only["carrierUrl"]!).ShouldBe("https://www.ups.com/track?tracknum=1Z5R89390357567127");
    }

    [Fact]
    public async Task Whom_a_check_digit_speaks_for_comes_first_then_who_carries_ours()
    {
        // The last digit is the right one by FedEx's rule and by Purolator's.
        const string both = "123456789023";
        string[] before = [.. (await Recognised(both)).Select(c => (string)c!["carrier"]!)];
        before.ShouldContain("fedex");
        var last = before[^1];
        await api.Label(await api.NewPackage(), new { carrier = last, trackingNumber = LogisticsFixture.NewNumber() }).ShouldBe(HttpStatusCode.OK);

        var after = await Recognised(both);

        ((string)after[0]!["carrier"]!).ShouldBe(last);
        ((bool)after[0]!["inUse"]!).ShouldBeTrue();
        after.Select(c => (bool)c!["checkDigit"]!).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task A_number_of_no_format_is_nobodys() => (await Recognised("our own van 7")).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("?trackingNumber=")]
    [InlineData("?trackingNumber=1234567890123456789012345678901234567890123456789012345678901")]
    [InlineData("?trackingNumber=a%00b")]
    public Task A_number_that_is_none_names_its_field(string query) => api.Get($"/api/v1/carriers/recognise{query}").ShouldBeInvalid("trackingNumber");
}
