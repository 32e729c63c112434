using System.Net;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_key_has_too_little(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Theory]
    [InlineData("read", "events")]
    [InlineData("read", "label")]
    [InlineData("read", "split")]
    [InlineData("read", "cancel")]
    [InlineData("read", "replace")]
    [InlineData("read+write", "corrections")]
    public async Task It_is_403(string scopes, string route) =>
        await api.PostAs(scopes, $"packages/{Guid.NewGuid()}/{route}", new { }).ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task A_label_of_the_past_needs_the_scope_import()
    {
        var id = await api.NewPackage();
        var body = new { carrier = "ups", trackingNumber = LogisticsFixture.NewNumber(), createdAt = api.Now.AddYears(-8) };
        await api.PostAs("read+write", $"packages/{id}/label", body).ShouldBe(HttpStatusCode.Forbidden);
        await api.PostAs("read+write+import", $"packages/{id}/label", body).ShouldBe(HttpStatusCode.OK);
    }
}
