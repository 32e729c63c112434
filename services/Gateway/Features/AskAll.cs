using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Gateway;

/// <summary>Asks every service the same thing at once, and waits for none longer than it is worth.</summary>
sealed class AskAll(IHttpClientFactory clients, Destinations addresses, InternalTokens tokens, IOptions<GatewayOptions> options)
{
    public const string Client = "Gateway.AskAll";

    static readonly ClaimsPrincipal Gateway = new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, "service:gateway"), new Claim(ClaimTypes.Name, "Gateway"), new Claim(Scopes.ClaimType, Scopes.Read)], "Gateway"));

    public async Task<IReadOnlyList<Reply>> AskAsync(string path, CancellationToken cancellation) =>
        await Task.WhenAll(addresses.Firsts.Select(service => AskAsync(service.Service, new Uri(service.Address, path), cancellation)));

    async Task<Reply> AskAsync(string service, Uri address, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.Value.AskTimeout);
        try
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, address);
            question.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(Gateway));
            using var reply = await clients.CreateClient(Client).SendAsync(question, patience.Token);
            return new Reply(service, (int)reply.StatusCode, await reply.Content.ReadAsStringAsync(patience.Token));
        }
        catch (HttpRequestException silence)
        {
            return new Reply(service, null, $"It cannot be reached: {silence.HttpRequestError}.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Reply(service, null, "It did not answer in time.");
        }
    }

    /// <summary>What one service said. <paramref name="Status"/> is null where it said nothing; then the body says why.</summary>
    public sealed record Reply(string Service, int? Status, string Body)
    {
        public bool Succeeded => Status is >= 200 and < 300;
    }
}
