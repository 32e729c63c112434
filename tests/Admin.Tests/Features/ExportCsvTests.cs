using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace StatusTracking.Admin.Tests.Features;

public sealed class When_a_list_is_downloaded(AdminSite site) : IClassFixture<AdminSite>
{
    [Fact]
    public async Task It_holds_what_the_filter_finds_and_no_formula()
    {
        var now = TimeProvider.System.GetUtcNow();
        var order = Sample.Order(now, buyer: "=HYPERLINK(\"http://bad.example\";\"Ada, \n\")");
        order["reference"] = "+1";
        site.Services.List("/api/v1/orders", order, Sample.Order(now, number: "ST-2", buyer: "Zoë"));
        using var visitor = site.NewVisitor();
        using var welcome = await visitor.SignIn("admin", AdminSite.Password);

        using var reply = await visitor.Get("/admin/orders.csv?status=in_fulfilment&q=ada&sort=-updated");

        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        reply.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        reply.Content.Headers.ContentDisposition!.FileName.ShouldBe("orders.csv");
        var bytes = await reply.Content.ReadAsByteArrayAsync();
        bytes[..3].ShouldBe(Encoding.UTF8.Preamble.ToArray());
        var text = Encoding.UTF8.GetString(bytes);
        text.ShouldContain("number,reference,status");
        text.ShouldContain("\"'=HYPERLINK(\"\"http://bad.example\"\";\"\"Ada, \n\"\")\"");
        text.ShouldContain("ST-7F3K-2M9Q,\"'+1\",");
        text.ShouldContain("Zoë");
        site.Services.Questions.ShouldContain(q => q.Path == "/api/v1/orders" && q.Query.Contains("status=in_fulfilment") && q.Query.Contains("q=ada") && q.Query.Contains("sort=-updated") && q.Authorization.StartsWith("Bearer "));
    }

    [Fact]
    public async Task Nobody_gets_it_who_is_not_signed_in_and_a_refusal_is_told()
    {
        using var stranger = site.NewVisitor();
        using var turnedAway = await stranger.Get("/admin/packages.csv");
        turnedAway.StatusCode.ShouldBeOneOf(HttpStatusCode.Redirect, HttpStatusCode.Unauthorized);

        site.Services.Refusals["GET /api/v1/packages"] = (503, new JsonObject { ["title"] = "Logistics is not available.", ["detail"] = "Try again in a moment." });
        using var visitor = site.NewVisitor();
        using var welcome = await visitor.SignIn("admin", AdminSite.Password);
        using var reply = await visitor.Get("/admin/packages.csv");
        reply.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await reply.Content.ReadAsStringAsync()).ShouldContain("Logistics is not available.");

        site.Services.Refusals.Clear();
        using var again = await visitor.Get("/admin/packages.csv?carrier=dhl&q=0034&status=in_transit&sort=estimated");
        (await again.Content.ReadAsStringAsync()).ShouldContain("ST-7F3K-2M9Q,in_transit,departed_facility,dhl,00340434161094042557,");
        site.Services.Questions.ShouldContain(q => q.Path == "/api/v1/packages" && q.Query.StartsWith("?q=0034&status=in_transit&carrier=dhl&sort=estimated&"));
    }
}
