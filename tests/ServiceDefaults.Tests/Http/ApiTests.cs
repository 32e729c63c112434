using System.Net;
using System.Text.Json;
using StatusTracking.Sample;

namespace StatusTracking.ServiceDefaults.Tests.Http;

public sealed class The_openapi_document(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    [Fact]
    public async Task Lists_the_routes_of_all_services()
    {
        var paths = (await Document()).GetProperty("paths");

        paths.GetProperty("/api/v1/sample/things").TryGetProperty("post", out _).ShouldBeTrue();
        paths.GetProperty("/api/v1/sample/things").TryGetProperty("get", out _).ShouldBeTrue();
        paths.GetProperty("/api/v1/other/weights").TryGetProperty("post", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Names_a_schema_by_its_service()
    {
        var schemas = (await Document()).GetProperty("components").GetProperty("schemas");

        schemas.GetProperty("Sample.ThingRequest").GetProperty("properties").TryGetProperty("quantity", out _).ShouldBeTrue();
        schemas.GetProperty("Other.ThingRequest").GetProperty("properties").TryGetProperty("weight", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Is_of_version_3_1_and_says_how_to_send_the_key()
    {
        var document = await Document();

        document.GetProperty("openapi").GetString().ShouldNotBeNull().ShouldStartWith("3.1");
        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey").GetProperty("name").GetString().ShouldBe("X-Api-Key");
    }

    [Fact]
    public async Task Can_be_tried_on_a_page() => (await fixture.Anonymous.GetAsync("/scalar")).StatusCode.ShouldBe(HttpStatusCode.OK);

    async Task<JsonElement> Document() => JsonDocument.Parse(await fixture.Anonymous.GetStringAsync("/openapi/v1.json")).RootElement;
}

public sealed class Behind_a_proxy(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    [Fact]
    public async Task On_this_machine_its_word_on_scheme_and_host_is_believed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/sample/address");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "shop.example.org");

        var reply = await fixture.Anonymous.SendAsync(request);

        (await reply.Content.ReadAsStringAsync()).Trim('"').ShouldBe("https://shop.example.org");
    }

    [Theory]
    [InlineData("10.0.0.0/8", "203.0.113.9")]
    [InlineData("", "10.1.1.1")]
    public async Task The_callers_address_comes_through_a_row_of_them_where_they_are_named(string trusted, string address)
    {
        await using var host = SampleFixture.With($"TrustedProxies={trusted}");
        await host.InitializeAsync();
        using var client = host.With("X-Forwarded-For", "198.51.100.1, 203.0.113.9, 10.1.1.1");

        (await client.GetStringAsync("/api/v1/sample/caller")).ShouldBe(address);
    }

    [Fact]
    public async Task Without_its_word_the_address_is_our_own() =>
        (await fixture.Anonymous.GetStringAsync("/api/v1/sample/address")).Trim('"').ShouldBe(fixture.Address.ToString().TrimEnd('/'));

    [Theory]
    [InlineData("192.168.1.7")]
    [InlineData("10.0.0.0/8, gateway")]
    public async Task That_is_no_network_the_host_does_not_start(string trusted)
    {
        await using var host = SampleFixture.With($"TrustedProxies={trusted}");

        var error = await Should.ThrowAsync<InvalidOperationException>(async () => await host.InitializeAsync());

        error.Message.ShouldContain("TrustedProxies");
        error.Message.ShouldContain("10.0.0.0/8");
    }
}
