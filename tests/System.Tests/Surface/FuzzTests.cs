using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem.Surface;

/// <summary>Whatever a client sends, it is answered: done, or refused as a problem, and never with an error of ours. CsCheck logs the seed.</summary>
public sealed class When_requests_are_spoilt_at_random(OpenShop shop) : IClassFixture<OpenShop>
{
    /// <summary>A seed that found a broken name of a field, which failed only whoever read it later.</summary>
    [Fact]
    public Task None_of_a_known_seed_is_an_error_of_ours() => Fuzz.Run(shop, cases: 12000, seed: "bwR6Pk5PzSt5");

    [Fact]
    [Trait("Category", "Long")]
    public Task None_of_thousands_is_an_error_of_ours() => Fuzz.Run(shop, cases: 30000);
}

/// <summary>A server is stricter than SQLite about what a text or a number may be.</summary>
[Trait("Category", "Server")]
public sealed class When_requests_are_spoilt_at_random_on_postgresql(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task None_of_a_thousand_is_an_error_of_ours()
    {
        await using var shop = new OpenShop(["Database:Provider=PostgreSql", $"Database:ConnectionString={await databases.Database("all")}"]);
        await shop.InitializeAsync();

        await Fuzz.Run(shop, cases: 1000, seed: "bwR6Pk5PzSt5");
    }
}

static class Fuzz
{
    /// <summary>Every POST and PUT of the API, with a body that is right.</summary>
    static readonly (string Method, string Path, Func<OpenShop, JsonNode?> Body)[] Routes =
    [
        ("POST", "orders", _ => Bodies.Order()), ("POST", "orders/{declinedOrder}/payments", _ => Bodies.PayAgain()), ("POST", "orders/{freeOrder}/cancel", _ => Bodies.Reason()),
        ("POST", "orders/{lostOrder}/resolve", s => Bodies.Resolve(s.Ids["lostPackage"])), ("PUT", "stock/NEW-01", _ => Bodies.Stock()), ("POST", "payments/{payment}/capture", _ => null),
        ("POST", "payments/{payment}/refunds", _ => Bodies.Refund()), ("POST", "payments/{payment}/acknowledge", _ => null), ("POST", "payments/events", s => Bodies.GatewayEvent(s.Ids["payment"], s.Now)),
        ("POST", "packages/{package}/label", _ => Bodies.Label()), ("POST", "packages/{package}/split", _ => Bodies.Split()), ("POST", "packages/{freePackage}/cancel", _ => Bodies.Reason()), ("POST", "packages/{lostPackage}/replace", _ => Bodies.Reason()),
        ("POST", "packages/{package}/corrections", _ => Bodies.Correction()), ("POST", "packages/{movingPackage}/events", _ => Bodies.Scan()), ("POST", "packages/events", s => Bodies.Scans(s.Ids["movingPackage"])),
        ("POST", "packages/events", s => Bodies.Scans(s.Ids["movingPackage"])["events"]!.DeepClone()), ("POST", "carriers/dhl/events", _ => Bodies.CarrierEvent()), ("POST", "carriers/new-one/events", _ => new JsonArray(Bodies.CarrierEvent())),
        ("POST", "notifications/{notification}/resolution", _ => Bodies.Outcome()), ("POST", "notifications/{notification}/resend", _ => null), ("PUT", "notifications/rules/returned/email", _ => Bodies.Rule()),
        ("POST", "twilio/status", _ => Bodies.Reason()), ("POST", "twilio/inbound", _ => Bodies.Reason()),
        ("GET", "orders", _ => null), ("GET", "stock", _ => null), ("GET", "stock/MUG-01/movements", _ => null), ("GET", "payments", _ => null), ("GET", "packages", _ => null), ("GET", "packages/waiting-scans", _ => null), ("GET", "packages/waiting-numbers", _ => null), ("GET", "notifications", _ => null),
        ("GET", "orders/{order}/timeline", _ => null), ("GET", "packages/{package}/timeline", _ => null), ("GET", "sagas/packages", _ => null),
    ];

    /// <summary>Those that came after the known seed was found: with them it would say something else.</summary>
    static readonly (string Method, string Path, Func<OpenShop, JsonNode?> Body)[] Later =
    [
        ("PUT", "notifications/templates/returned/sms/pt", _ => Bodies.Template()), ("POST", "notifications/templates/returned/sms/pt/preview", _ => Bodies.Template()),
        ("POST", "notifications/templates/returned/sms/pt/publish", _ => new JsonObject()), ("POST", "notifications/templates/returned/sms/pt/rollback", _ => new JsonObject()),
        ("POST", "carriers/dhl/codes", _ => Bodies.CodeMeaning()), ("POST", "carriers/mappings/try", _ => Bodies.MappingToTry()), ("POST", "carriers/hermes/events", _ => Bodies.CarrierEvent()),
        ("GET", "carriers/unknown-codes", _ => null), ("GET", "carriers/messages", _ => null), ("GET", "carriers/dhl/codes", _ => null), ("GET", "carriers/mappings", _ => null),
        ("GET", "carriers/webhooks", _ => null), ("GET", "carriers/hermes/codes/example", _ => null),
    ];

    public static async Task Run(OpenShop shop, int cases, string? seed = null)
    {
        (string Method, string Path, Func<OpenShop, JsonNode?> Body)[] routes = seed is null ? [.. Routes, .. Later] : Routes;
        await Gen.Select(Gen.Int[0, routes.Length - 1], Gen.Int).SampleAsync(
            async spoilt =>
            {
                var (method, template, body) = routes[spoilt.Item1];
                var random = new Random(spoilt.Item2);
                var mutation = Mutation.Of(random, body(shop));
                var path = $"/api/v1/{shop.Path(template)}{(method == "GET" ? Mutation.QueryOf(random) : mutation.Query)}";
                using var reply = await shop.Send(new HttpMethod(method), path, method == "GET" ? null : mutation.Body, mutation.ContentType, with: request =>
                {
                    if (mutation.IdempotencyKey is { } key)
                        request.Headers.Add("Idempotency-Key", key);
                    if (template == "payments/events")
                        shop.SignAsGateway(request, mutation.Body);
                });

                var what = $"{method} {path} {mutation}";
                ((int)reply.StatusCode).ShouldBeLessThan(500, what);
                if ((int)reply.StatusCode >= 400)
                    await OpenShop.IsAProblem(reply, what);
            },
            seed: seed, iter: cases);

        (await shop.Client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        // What was accepted, however odd, is worked on: it stops nobody who comes after it.
        await Eventually.Passes(async () => (await shop.Shop.Get("orders?status=submitted"))["items"]!.AsArray().ShouldBeEmpty(), TimeSpan.FromMinutes(1));
        await shop.Shop.PutStock("MUG-01", 1_000_000);
        await shop.Shop.Reaches(await shop.Shop.Place(Shop.Order()), "confirmed", TimeSpan.FromMinutes(1));
    }
}
