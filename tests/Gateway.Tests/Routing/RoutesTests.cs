using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace StatusTracking.Gateway.Tests.Routing;

public sealed class When_a_path_is_asked_for(GatewaySite site) : IClassFixture<GatewaySite>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/orders", "Orders")]
    [InlineData("/api/v1/orders/42/cancel", "Orders")]
    [InlineData("/api/v1/orders/42/timeline", "Tracking")]
    [InlineData("/api/v1/packages/42/timeline?limit=5", "Tracking")]
    [InlineData("/api/v1/sagas/packages", "Tracking")]
    [InlineData("/track/abc.json", "Tracking")]
    [InlineData("/t/abc", "Tracking")]
    [InlineData("/api/v1/payments/events", "Payments")]
    [InlineData("/api/v1/stock/MUG-01", "Inventory")]
    [InlineData("/api/v1/packages/events", "Logistics")]
    [InlineData("/api/v1/carriers/dhl/events", "Logistics")]
    [InlineData("/api/v1/notifications?orderId=1", "Notifications")]
    [InlineData("/api/v1/twilio/status", "Notifications")]
    [InlineData("/api/v1/people/erasures/42", "Orders")]
    [InlineData("/api/v1/people/preferences", "Tracking")]
    [InlineData("/api/v1/people/addresses", "Notifications")]
    [InlineData("/api/v1/people/exports", "Admin")]
    [InlineData("/admin/orders?status=confirmed", "Admin")]
    [InlineData("/login", "Admin")]
    [InlineData("/login/provider", "Admin")]
    [InlineData("/signin-oidc?code=1&state=2", "Admin")]
    [InlineData("/_framework/blazor.web.js", "Admin")]
    [InlineData("/admin.css", "Admin")]
    public async Task It_goes_to_its_service_unchanged(string path, string service)
    {
        var echo = await site.Client.GetFromJsonAsync<Echo>(path, Cancellation);
        echo!.Service.ShouldBe(service);
        echo.Path.ShouldBe(path);
    }

    [Fact]
    public async Task The_services_see_the_address_that_the_caller_used()
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, "/admin");
        question.Headers.Host = "shop.example.org";
        question.Headers.Add("X-Forwarded-Proto", "https");
        var echo = await (await site.Anonymous.SendAsync(question, Cancellation)).Content.ReadFromJsonAsync<Echo>(Cancellation);
        echo!.Headers["host"].ShouldBe("shop.example.org");
        echo.Headers["x-forwarded-proto"].ShouldBe("https");
    }

    [Fact]
    public async Task A_web_socket_is_passed_on()
    {
        using var socket = new ClientWebSocket();
        var address = new UriBuilder(new Uri(site.Anonymous.BaseAddress!, "/_blazor")) { Scheme = "ws" }.Uri;
        await socket.ConnectAsync(address, Cancellation);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var buffer = new byte[100];
        var heard = await socket.ReceiveAsync(buffer, Cancellation);
        Encoding.UTF8.GetString(buffer, 0, heard.Count).ShouldBe("hello");
    }

    [Fact]
    public async Task Where_internal_tokens_are_made_is_out_of_reach()
    {
        (await site.Client.GetAsync("/auth/token", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        site["Admin"].TokenQuestions.ShouldBeEmpty();
    }
}

public sealed class When_a_service_has_no_address
{
    [Theory]
    [InlineData(null)]
    [InlineData("orders:5001")]
    public void The_gateway_says_which_one_and_does_not_start(string? address)
    {
        var settings = Destinations.Names.ToDictionary(name => $"Services:{name}", _ => (string?)"http://localhost:1");
        settings["Services:Orders"] = address;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        Should.Throw<InvalidOperationException>(() => new Destinations(configuration)).Message.ShouldContain("Services:Orders");
    }
}

public sealed class When_a_service_has_copies
{
    [Fact]
    public void All_are_used_and_an_open_page_stays_with_its_copy()
    {
        var settings = Destinations.Names.ToDictionary(name => $"Services:{name}", _ => (string?)"http://localhost:1, http://localhost:2");
        var clusters = Routes.Clusters(new Destinations(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
        clusters.ShouldAllBe(cluster => cluster.Destinations!.Count == 2);
        clusters.Where(cluster => cluster.SessionAffinity?.Enabled == true).Select(cluster => cluster.ClusterId).ShouldBe(["Admin"]);
    }
}
