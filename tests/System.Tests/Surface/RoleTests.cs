using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using StatusTracking.ServiceDefaults;
using Xunit;

namespace StatusTracking.WholeSystem.Surface;

/// <summary>Every service, and two people who are signed in.</summary>
public sealed class StaffedShop : IAsyncLifetime
{
    readonly List<HttpClient> _people = [];

    public OpenShop Shop { get; } = new();

    internal HttpClient Viewer { get; private set; } = null!;

    internal HttpClient Operator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Shop.InitializeAsync();
        Viewer = await SignIn("viewer");
        Operator = await SignIn("operator");
    }

    async Task<HttpClient> SignIn(string role)
    {
        var person = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Shop.Client.BaseAddress };
        _people.Add(person);
        using var added = await Shop.Client.PostAsJsonAsync("/api/v1/users", new { name = $"the-{role}", role });
        var account = (await added.Content.ReadFromJsonAsync<JsonObject>())!;
        using var entered = await person.GetAsync(account["signInPath"]!.GetValue<string>());
        (await person.GetAsync("/admin/account")).StatusCode.ShouldBe(HttpStatusCode.OK, role);
        return person;
    }

    public ValueTask DisposeAsync()
    {
        _people.ForEach(person => person.Dispose());
        return Shop.DisposeAsync();
    }
}

/// <summary>
/// Who may change what: every route of the product that is not for reading, as the host itself lists them. A new one is in neither table until somebody says
/// what it needs, and fails here until then.
/// </summary>
public sealed class When_a_role_is_not_enough(StaffedShop staffed) : IClassFixture<StaffedShop>
{
    /// <param name="Needs">The scope.</param>
    /// <param name="Path">Under <c>/api/v1/</c>, with the shop's ids in braces, and such that the body would be done there.</param>
    /// <param name="Body">One that is right.</param>
    sealed record Change(string Needs, string Path, Func<OpenShop, JsonNode?> Body);

    static readonly Dictionary<string, Change> Changes = new()
    {
        ["POST orders"] = new(Scopes.Write, "orders", _ => Bodies.Order().With("placedAt", null)),
        ["POST orders/{id:guid}/cancel"] = new(Scopes.Write, "orders/{freeOrder}/cancel", _ => Bodies.Reason()),
        ["POST orders/{id:guid}/payments"] = new(Scopes.Write, "orders/{declinedOrder}/payments", _ => Bodies.PayAgain()),
        ["POST orders/{id:guid}/resolve"] = new(Scopes.Operate, "orders/{lostOrder}/resolve", s => Bodies.Resolve(s.Ids["lostPackage"])),
        ["PUT stock/{sku}"] = new(Scopes.Write, "stock/NEW-01", _ => Bodies.Stock()),
        ["POST payments/{id:guid}/capture"] = new(Scopes.Operate, "payments/{payment}/capture", _ => null),
        ["POST payments/{id:guid}/refunds"] = new(Scopes.Operate, "payments/{payment}/refunds", _ => Bodies.Refund()),
        ["POST payments/{id:guid}/acknowledge"] = new(Scopes.Operate, "payments/{payment}/acknowledge", _ => null),
        ["POST packages/{id:guid}/label"] = new(Scopes.Write, "packages/{package}/label", _ => Bodies.Label().With("createdAt", null)),
        ["PUT packages/{id:guid}/estimate"] = new(Scopes.Write, "packages/{package}/estimate", _ => new JsonObject { ["estimatedDelivery"] = "2026-12-24T12:00:00Z" }),
        ["POST packages/{id:guid}/split"] = new(Scopes.Write, "packages/{package}/split", _ => Bodies.Split()),
        ["POST packages/{id:guid}/cancel"] = new(Scopes.Write, "packages/{freePackage}/cancel", _ => Bodies.Reason()),
        ["POST packages/{id:guid}/replace"] = new(Scopes.Write, "packages/{lostPackage}/replace", _ => Bodies.Reason()),
        ["POST packages/{id:guid}/corrections"] = new(Scopes.Operate, "packages/{package}/corrections", _ => Bodies.Correction()),
        ["POST packages/{id:guid}/events"] = new(Scopes.Write, "packages/{movingPackage}/events", _ => Bodies.Scan()),
        ["POST packages/events"] = new(Scopes.Write, "packages/events", s => Bodies.Scans(s.Ids["movingPackage"])),
        ["POST carriers/{carrier}/events"] = new(Scopes.Write, "carriers/dhl/events", _ => Bodies.CarrierEvent()),
        ["POST carriers/{carrier}/codes"] = new(Scopes.Operate, "carriers/dhl/codes", _ => Bodies.CodeMeaning()),
        ["POST notifications/{id:guid}/resolution"] = new(Scopes.Operate, "notifications/{notification}/resolution", _ => Bodies.Outcome()),
        ["POST notifications/{id:guid}/resend"] = new(Scopes.Operate, "notifications/{notification}/resend", _ => null),
        ["POST notifications/{id:guid}/address-works"] = new(Scopes.Operate, "notifications/{notification}/address-works", _ => null),
        ["POST notifications/bounces"] = new(Scopes.Write, "notifications/bounces", _ => null),
        ["PUT notifications/rules/{kind}/{channel}"] = new(Scopes.Operate, "notifications/rules/returned/email", _ => Bodies.Rule()),
        ["PUT notifications/templates/{kind}/{channel}/{language}"] = new(Scopes.Operate, "notifications/templates/returned/sms/pt", _ => Bodies.Template()),
        ["DELETE notifications/templates/{kind}/{channel}/{language}/draft"] = new(Scopes.Operate, "notifications/templates/returned/sms/pt/draft", _ => null),
        ["POST notifications/templates/{kind}/{channel}/{language}/publish"] = new(Scopes.Operate, "notifications/templates/returned/sms/pt/publish", _ => new JsonObject()),
        ["POST notifications/templates/{kind}/{channel}/{language}/rollback"] = new(Scopes.Operate, "notifications/templates/returned/sms/pt/rollback", _ => new JsonObject()),
        ["POST failures/{id:guid}/retry"] = new(Scopes.Operate, "failures/{nobody}/retry", _ => null),
        ["POST failures/{id:guid}/discard"] = new(Scopes.Operate, "failures/{nobody}/discard", _ => Bodies.Reason()),
        ["POST failures/groups/{group}/retry"] = new(Scopes.Operate, "failures/groups/0123456789abcdef/retry", _ => Bodies.Reason()),
        ["POST failures/groups/{group}/discard"] = new(Scopes.Operate, "failures/groups/0123456789abcdef/discard", _ => Bodies.Reason()),
        ["POST failures/operations/{id:guid}/stop"] = new(Scopes.Operate, "failures/operations/{nobody}/stop", _ => null),
        ["POST people/erasures"] = new(Scopes.Admin, "people/erasures", _ => new JsonObject { ["email"] = "nobody.here@example.org", ["reason"] = "Asked for." }),
        ["POST people/searches"] = new(Scopes.Admin, "people/searches", _ => new JsonObject { ["email"] = "nobody.here@example.org" }),
        ["POST people/preferences"] = new(Scopes.Admin, "people/preferences", _ => new JsonObject { ["email"] = "nobody.here@example.org" }),
        ["POST people/addresses"] = new(Scopes.Admin, "people/addresses", _ => new JsonObject { ["email"] = "nobody.here@example.org" }),
        ["POST people/exports"] = new(Scopes.Admin, "people/exports", _ => new JsonObject { ["email"] = "nobody.here@example.org" }),
        ["POST api-keys"] = new(Scopes.Admin, "api-keys", _ => new JsonObject { ["name"] = "mine", ["scopes"] = new JsonArray("read", "write") }),
        ["POST api-keys/{id:guid}/revoke"] = new(Scopes.Admin, "api-keys/{nobody}/revoke", _ => null),
        ["POST users"] = new(Scopes.Admin, "users", _ => new JsonObject { ["name"] = "another", ["role"] = "admin" }),
        ["PATCH users/{id:guid}"] = new(Scopes.Admin, "users/{self}", _ => new JsonObject { ["role"] = "admin" }),
        ["POST users/{id:guid}/link"] = new(Scopes.Admin, "users/{admin}/link", _ => null),
        ["POST users/{id:guid}/sign-out"] = new(Scopes.Admin, "users/{admin}/sign-out", _ => null),
    };

    /// <summary>What needs no role to change something, or changes nothing of the shop's.</summary>
    static readonly Dictionary<string, string> Exceptions = new()
    {
        ["POST /login/provider"] = "Signs in: leads to the provider, and needs the form's token.",
        ["POST /logout"] = "Signs out whoever asks, and needs the form's token.",
        ["POST /admin/people/export"] = "A file of what is held: needs the role admin and the form's token, and changes nothing but the audit log.",
        ["POST /track/{token}/preferences"] = "The recipient's own wishes: the page's random token is their right.",
        ["POST /track/{token}/unsubscribe"] = "The recipient's own wish, by one click in a mail program: the page's random token is their right.",
        ["POST /api/v1/payments/events"] = "The payment gateway's callback: its signature is its right.",
        ["POST /api/v1/twilio/status"] = "Twilio's callback: its signature is its right.",
        ["POST /api/v1/twilio/inbound"] = "Twilio's callback: its signature is its right.",
        ["POST /api/v1/carriers/{carrier}/events/{token}"] = "A carrier's webhook: the secret end of its address is its right.",
        ["POST /api/v1/carriers/mappings/try"] = "Shows what a mapping makes of a body, and changes nothing: the scope read is enough.",
        ["POST /api/v1/notifications/templates/{kind}/{channel}/{language}/preview"] = "Shows what a template makes of some news, and saves nothing: the scope read is enough.",
        ["POST /api/v1/payments/simulated/{id:guid}/approve"] = "The buyer's page of the simulated bank; a real one is somewhere else.",
        ["POST /api/v1/payments/simulated/{id:guid}/decline"] = "The buyer's page of the simulated bank; a real one is somewhere else.",
        ["* /_blazor/negotiate"] = "The connection of an open page: what is done there, is done through the services' routes, as the page's user.",
        ["* /_blazor/disconnect"] = "The end of that connection.",
        ["* /_blazor/initializers"] = "Lists scripts, whatever the method.",
        ["* /metrics"] = "Counts, whatever the method.",
        ["* /health/live"] = "Says how the process is, whatever the method.",
        ["* /health/ready"] = "Says how the services are, whatever the method.",
        ["* /_blazor"] = "That connection itself.",
    };

    OpenShop Shop => staffed.Shop;

    [Fact]
    public void Every_route_that_changes_something_is_known_here()
    {
        var known = Changes.Keys.Select(key => key.Replace(" ", " /api/v1/", StringComparison.Ordinal)).Concat(Exceptions.Keys).ToList();
        Routes().Except(known).ShouldBeEmpty();
        known.Except(Routes()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_viewer_a_reading_key_and_a_stranger_can_change_nothing()
    {
        var before = await Everything();

        var wrong = new List<string>();
        foreach (var (route, change) in Changes)
        {
            await Refuses(HttpStatusCode.Unauthorized, "a stranger", route, (method, path, body) => Shop.Send(method, path, body, key: null));
            await Refuses(HttpStatusCode.Forbidden, "a key to read", route, (method, path, body) => Shop.Send(method, path, body, key: Scopes.Read));
            await Refuses(HttpStatusCode.Forbidden, "a viewer", route, (method, path, body) => Send(staffed.Viewer, method, path, body));
        }

        wrong.ShouldBeEmpty();
        var after = await Everything();
        foreach (var (list, was) in before)
            after[list].ShouldBe(was, list);

        async Task Refuses(HttpStatusCode status, string who, string route, Func<HttpMethod, string, byte[]?, Task<HttpResponseMessage>> send)
        {
            using var reply = await Ask(route, send);
            if (reply.StatusCode != status)
                wrong.Add($"{route}: {(int)reply.StatusCode} for {who}");
            else
                await OpenShop.IsAProblem(reply, route);
        }
    }

    [Fact]
    public async Task A_viewers_form_is_not_taken_without_its_token_and_another_role_opens_no_page()
    {
        foreach (var page in Pages())
        {
            using var reply = await staffed.Viewer.PostAsync(page, new FormUrlEncodedContent([new("_handler", "password"), new("Form.Next", "a password that I never chose")]));
            var refused = reply.StatusCode == HttpStatusCode.BadRequest
                || (reply.StatusCode == HttpStatusCode.Redirect && reply.Headers.Location!.ToString().Contains("/denied", StringComparison.Ordinal));
            refused.ShouldBeTrue($"{page} answered {(int)reply.StatusCode}");
        }
    }

    [Fact]
    public async Task An_operator_repairs_and_administers_nothing()
    {
        var wrong = new List<string>();
        foreach (var (route, change) in Changes)
        {
            using var reply = await Ask(route, (method, path, body) => Send(staffed.Operator, method, path, body));
            var refused = reply.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized;
            if (refused != (change.Needs == Scopes.Admin) || (int)reply.StatusCode >= 500)
                wrong.Add($"{route}: {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }

        wrong.ShouldBeEmpty();
    }

    async Task<HttpResponseMessage> Ask(string route, Func<HttpMethod, string, byte[]?, Task<HttpResponseMessage>> send)
    {
        var change = Changes[route];
        var path = Shop.Path(change.Path).Replace("{self}", await IdOf("the-viewer"), StringComparison.Ordinal).Replace("{admin}", await IdOf("admin"), StringComparison.Ordinal);
        var body = change.Body(Shop) is { } json ? Encoding.UTF8.GetBytes(json.ToJsonString()) : null;
        return await send(new HttpMethod(route.Split(' ')[0]), $"/api/v1/{path}", body);
    }

    async Task<string> IdOf(string user) =>
        (await Shop.Shop.Get("users"))["items"]!.AsArray().Single(account => account!["name"]!.GetValue<string>() == user)!["id"]!.GetValue<string>();

    static async Task<HttpResponseMessage> Send(HttpClient person, HttpMethod method, string path, byte[]? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        return await person.SendAsync(request);
    }

    /// <summary>What the shop has, and what Admin has.</summary>
    async Task<Dictionary<string, string>> Everything()
    {
        var all = new Dictionary<string, string>(await Shop.Everything());
        foreach (var list in new[] { "users", "api-keys?limit=200", "audit?limit=200", "failures?limit=50", "failures/operations?group=0123456789abcdef" })
            all[list] = (await Shop.Shop.Get(list)).ToJsonString();
        return all;
    }

    /// <summary>Every method and path that is not for reading, but the pages', whose forms are looked at for themselves.</summary>
    IReadOnlyList<string> Routes() =>
    [
        .. Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["*"])
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"))
            .Where(route => route.Split(' ')[0] is not ("GET" or "HEAD" or "OPTIONS"))
            .Distinct(),
    ];

    IEnumerable<string> Pages() => Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        .Select(endpoint => string.Join('/', endpoint.RoutePattern.RawText!.Split('/').Select(part => part.StartsWith('{') ? Shop.Ids["nobody"].ToString() : part))).Distinct();

    IEnumerable<RouteEndpoint> Endpoints() => Shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
