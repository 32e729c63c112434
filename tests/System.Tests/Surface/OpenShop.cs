using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using StatusTracking.ServiceDefaults;
using StatusTracking.ServiceDefaults.Webhooks;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem.Surface;

/// <summary>Every service in one process, with orders in the states that the promises are about.</summary>
public sealed class OpenShop : IAsyncLifetime
{
    public const string TwilioToken = "a token of Twilio's";
    const string WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    readonly ServiceFixture _system;

    /// <summary>On SQLite.</summary>
    public OpenShop() : this([]) { }

    /// <summary>With settings of one's own.</summary>
    internal OpenShop(string[] settings) => _system = new ServiceFixture(
        host => EmbeddedSystem.WithEveryService(host).Builder.Services.AddSingleton<IApiKeys, KnownKeys>(),
        "Admin",
        [$"Payments:WebhookSecret={WebhookSecret}", $"Sms:Twilio:AuthToken={TwilioToken}", "PublicUrl=http://shop.example", "RateLimits:PerAddress=0", "RateLimits:PerKey=50", .. settings]);

    /// <summary>With a key of every scope.</summary>
    public HttpClient Client => _system.Client;

    internal Shop Shop => new(Client);

    internal DateTimeOffset Now => _system.Time.GetUtcNow();

    internal IServiceProvider Services => _system.Services;

    internal string DataDirectory => _system.DataDirectory;

    /// <summary>What stands in a path in braces.</summary>
    internal IReadOnlyDictionary<string, Guid> Ids => _ids;

    readonly Dictionary<string, Guid> _ids = [];

    public async ValueTask InitializeAsync()
    {
        await _system.InitializeAsync();
        await Shop.PutStock("MUG-01", 1000);
        _ids["nobody"] = Guid.NewGuid();
        (_ids["order"], _ids["package"]) = await Confirmed();
        _ids["payment"] = await PaymentOf(_ids["order"]);
        (_ids["freeOrder"], _ids["freePackage"]) = await Confirmed();
        (_ids["movingOrder"], _ids["movingPackage"]) = await Confirmed();
        await Shop.Label(_ids["movingPackage"], "100000000001");
        await Shop.Scan(_ids["movingPackage"], "1", "picked_up", null, Now);
        await Shop.Reaches(_ids["movingOrder"], "in_fulfilment");
        _ids["declinedOrder"] = await Shop.Place(Shop.Order(token: "tok_declined"));
        await Shop.Reaches(_ids["declinedOrder"], "action_required");
        _ids["openOrder"] = await Shop.Place(Shop.Order(token: "tok_down"));
        await Shop.Reaches(_ids["openOrder"], "awaiting_payment");
        (_ids["lostOrder"], _ids["lostPackage"]) = await Lost();
        _ids["notification"] = await NotificationOf(_ids["order"]);
        foreach (var order in new[] { "movingOrder", "declinedOrder", "lostOrder" })
            await NotificationOf(_ids[order]);
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    /// <summary>An order that is paid, and its package.</summary>
    internal async Task<(Guid Order, Guid Package)> Confirmed(int quantity = 5)
    {
        var order = await Shop.Place(Shop.Order(quantity: quantity, email: $"{Guid.NewGuid():N}@example.org"));
        await Shop.Reaches(order, "confirmed");
        return (order, await Shop.PackageOf(order));
    }

    /// <summary>An order whose package is lost.</summary>
    internal async Task<(Guid Order, Guid Package)> Lost()
    {
        var (order, package) = await Confirmed(1);
        await Shop.Label(package, Random.Shared.NextInt64(200_000_000_000, 299_999_999_999).ToString(CultureInfo.InvariantCulture));
        await Shop.Scan(package, "1", "picked_up", null, Now);
        await Shop.Scan(package, "2", "lost", "confirmed", Now.AddSeconds(1));
        await Shop.Reaches(order, "action_required");
        return (order, package);
    }

    internal Task<Guid> PaymentOf(Guid order) => Eventually.Get<Guid>(
        async () => (await Shop.Get($"payments?orderId={order}"))["items"]!.AsArray() is [{ } payment, ..] ? Guid.Parse(payment["id"]!.GetValue<string>()) : Guid.Empty,
        id => id != Guid.Empty);

    internal Task<Guid> NotificationOf(Guid order) => Eventually.Get<Guid>(
        async () => (await Shop.Get($"notifications?orderId={order}"))["items"]!.AsArray().FirstOrDefault(n => n!["status"]!.GetValue<string>() == "sent") is { } sent
            ? Guid.Parse(sent["id"]!.GetValue<string>()) : Guid.Empty,
        id => id != Guid.Empty);

    internal string Path(string template) => _ids.Aggregate(template, (path, id) => path.Replace($"{{{id.Key}}}", id.Value.ToString(), StringComparison.Ordinal));

    /// <summary>Sends bytes as they are, in the name of a key of these scopes; null = without a key.</summary>
    internal async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, byte[]? body, string contentType = "application/json", string? key = KnownKeys.Root, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType.Length > 0)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            // Waits for the server's word before so much goes out, which the server would cut off.
            request.Headers.ExpectContinue = body.Length > 500_000;
        }

        if (key is not null)
            request.Headers.Add("X-Api-Key", key == KnownKeys.Root ? _system.ApiKey : key);
        with?.Invoke(request);
        return await _system.Anonymous.SendAsync(request);
    }

    /// <summary>Signs a body as the payment gateway does.</summary>
    internal void SignAsGateway(HttpRequestMessage request, byte[] body)
    {
        request.Headers.Add(StandardWebhooks.IdHeader, "msg_1");
        request.Headers.Add(StandardWebhooks.TimestampHeader, Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(StandardWebhooks.SignatureHeader, StandardWebhooks.WithSecrets(WebhookSecret).Sign("msg_1", Now, body));
    }

    /// <summary>What every list shows, once nothing moves any more: nothing that was refused may have changed any of it.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> Everything()
    {
        var before = await Read();
        return await Eventually.Get(Read, now =>
        {
            var still = now.All(list => before[list.Key] == list.Value);
            before = now;
            return still;
        });

        async Task<Dictionary<string, string>> Read()
        {
            string[] lists =
            [
                "orders?limit=200", "stock?limit=200", "payments?limit=200", "packages?limit=200", "packages/waiting-scans?limit=200", "notifications?limit=200", "notifications/rules", "notifications/templates", "sagas/packages?limit=200",
                .. Ids.Where(i => i.Key.EndsWith("ackage", StringComparison.Ordinal)).Select(i => $"packages/{i.Value}"), .. Ids.Where(i => i.Key.EndsWith("rder", StringComparison.Ordinal)).Select(i => $"orders/{i.Value}/timeline?limit=200"),
            ];
            var all = new Dictionary<string, string>();
            foreach (var list in lists)
                all[list] = (await Shop.Get(list)).ToJsonString();
            return all;
        }
    }

    /// <summary>A refusal is a problem (RFC 9457) of its status, and a 400 names fields.</summary>
    internal static async Task<JsonNode> IsAProblem(HttpResponseMessage reply, string what = "")
    {
        var text = await reply.Content.ReadAsStringAsync();
        what = $"{what}\n{(int)reply.StatusCode}: {text}";
        reply.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", what);
        var problem = JsonNode.Parse(text).ShouldNotBeNull(what);
        problem["status"]!.GetValue<int>().ShouldBe((int)reply.StatusCode, what);
        problem["title"]!.GetValue<string>().ShouldNotBeNullOrEmpty(what);
        if (reply.StatusCode == HttpStatusCode.BadRequest)
            problem["errors"].ShouldNotBeNull(what).AsObject().ShouldNotBeEmpty(what);
        return problem;
    }
}

/// <summary>Keys of single scopes, called by them.</summary>
sealed class KnownKeys : IApiKeys
{
    public const string Root = "root";

    public ValueTask<ClaimsPrincipal?> FindAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(
        key.Split('+') is { } scopes && scopes.All(Scopes.All.Contains)
            ? new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, $"key:{key}"), new(ClaimTypes.Name, key), .. scopes.Select(s => new Claim(Scopes.ClaimType, s))], "ApiKey"))
            : null);
}
