using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Gateway;

/// <summary>
/// Finds out once who asks, by Admin's word on a key or a sign-in cookie. <c>Auth:ApiKey</c> never comes here: every host knows it.
/// An answer is remembered for a short while, also a no.
/// </summary>
sealed class ResolveCaller(IHttpClientFactory clients, InternalTokens tokens, IHttpContextAccessor http, IOptions<GatewayOptions> options) : IApiKeys, IDisposable
{
    public const string AdminClient = "Gateway.Admin";
    public const string ApiKeyHeader = "X-Api-Key";
    const string ApiKeyScheme = "ApiKey";
    const int MostRemembered = 10_000;

    static readonly object SilenceKey = new();

    readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>Whether nobody could say who asks, since Admin did not answer.</summary>
    public static bool IsUndecided(HttpContext context) => context.Items.ContainsKey(SilenceKey);

    public ValueTask<ClaimsPrincipal?> FindAsync(string key, CancellationToken cancellationToken) =>
        FindAsync(ApiKeyHeader, key, ApiKeyScheme, cancellationToken);

    public async ValueTask<ClaimsPrincipal?> FindAsync(string header, string value, string scheme, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{header}:{value}")));
        if (_known.TryGetValue(id, out ClaimsPrincipal? known))
            return known;
        var (answered, caller) = await AskAdminAsync(header, value, scheme, cancellationToken);
        if (!answered)
            http.HttpContext!.Items[SilenceKey] = true;
        else if (options.Value.RememberCallers > TimeSpan.Zero)
            _known.Set(id, caller, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.Value.RememberCallers });
        return caller;
    }

    async Task<(bool Answered, ClaimsPrincipal? Caller)> AskAdminAsync(string header, string value, string scheme, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.AskTimeout);
        using var question = new HttpRequestMessage(HttpMethod.Get, "auth/token");
        question.Headers.TryAddWithoutValidation(header, value);
        // Wrong keys are counted by address, and that is the caller's: else one guesser would use up what all others have.
        if (http.HttpContext?.Connection.RemoteIpAddress is { } address)
            question.Headers.TryAddWithoutValidation("X-Forwarded-For", address.ToString());
        try
        {
            using var reply = await clients.CreateClient(AdminClient).SendAsync(question, patience.Token);
            if (!reply.IsSuccessStatusCode)
                return (IsNo(reply.StatusCode), null);
            var token = (await reply.Content.ReadFromJsonAsync<TokenReply>(patience.Token))!.Token;
            var owner = await tokens.ValidateAsync(token)
                ?? throw new InvalidOperationException("Admin's token is not signed with this gateway's Auth:TokenKey. Give all processes the same one.");
            return (true, new ClaimsPrincipal(new ClaimsIdentity(owner.Claims, scheme)));
        }
        catch (HttpRequestException)
        {
            return (false, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, null);
        }
    }

    // Without an accepted key or cookie Admin refuses, or leads to its sign-in page; anything else says nothing about the caller.
    static bool IsNo(HttpStatusCode status) => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.Redirect;

    public void Dispose() => _known.Dispose();

    sealed record TokenReply(string Token);
}
