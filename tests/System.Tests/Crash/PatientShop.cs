using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using StatusTracking.Testing;

namespace StatusTracking.WholeSystem;

/// <summary>
/// A shop whose requests may meet a process that has just died: it repeats what was not answered, with the same key and body, until it is.
/// What it was answered it writes into its ledger.
/// </summary>
sealed class PatientShop(HttpClient http, Ledger ledger)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    public Ledger Ledger => ledger;

    /// <summary>Asks for something once: it is acknowledged when this returns.</summary>
    public async Task<JsonNode> Post(string path, JsonNode body, string act)
    {
        ledger.Begin(act);
        var text = body.ToJsonString();
        var reply = await UntilAnswered(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/{path}") { Content = new StringContent(text, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", act);
            return request;
        });
        ledger.Acknowledge(act);
        return reply;
    }

    public Task<JsonNode> Get(string path) => UntilAnswered(() => new HttpRequestMessage(HttpMethod.Get, $"api/v1/{path}"));

    public Task<JsonNode> PutStock(string sku, int onHand) => UntilAnswered(() => new HttpRequestMessage(HttpMethod.Put, $"api/v1/stock/{sku}")
    {
        Content = new StringContent(new JsonObject { ["onHand"] = onHand, ["lowAt"] = 0, ["name"] = sku }.ToJsonString(), Encoding.UTF8, "application/json"),
    });

    /// <summary>Waits until an order has a value: <c>status</c>, <c>paymentStatus</c>, <c>deliveryHealth</c>.</summary>
    public Task<string> Reaches(Guid order, string value, string field = "status") =>
        Eventually.Get<string>(async () => (await Get($"orders/{order}"))[field]!.GetValue<string>(), s => s == value, Patience, $"{field} of order {order} is {value}");

    public Task<Guid> PackageOf(Guid order) => Eventually.Get<Guid>(
        async () => (await Get($"packages?orderId={order}"))["items"]!.AsArray() is [{ } package, ..] ? Guid.Parse(package["id"]!.GetValue<string>()) : Guid.Empty,
        id => id != Guid.Empty, Patience, $"order {order} has a package");

    /// <summary>Waits until it is decided that a buyer is told something.</summary>
    public Task HasDecided(Guid order, string kind) => Eventually.True(
        async () => (await Get($"notifications?orderId={order}&limit=200"))["items"]!.AsArray().Any(n => n!["kind"]!.GetValue<string>() == kind), Patience, $"the buyer of order {order} is told {kind}");

    /// <summary>The notifications that the API lists as uncertain.</summary>
    public async Task<IReadOnlySet<Guid>> Uncertain()
    {
        var found = new HashSet<Guid>();
        string? after = null;
        do
        {
            var page = await Get($"notifications?status=uncertain&limit=200{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            found.UnionWith(page["items"]!.AsArray().Select(n => Guid.Parse(n!["id"]!.GetValue<string>())));
            after = page["next"]?.GetValue<string>();
        }
        while (after is not null);
        return found;
    }

    Task<JsonNode> UntilAnswered(Func<HttpRequestMessage> make) => Eventually.Get<JsonNode?>(async () =>
    {
        try
        {
            using var request = make();
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode)
                return JsonNode.Parse(text);
            return (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.Conflict && response.Headers.RetryAfter is not null
                ? null
                : throw new InvalidOperationException($"{request.Method} {request.RequestUri} was refused: {(int)response.StatusCode} {text}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }, answer => answer is not null, Patience, "an answer")!;
}
