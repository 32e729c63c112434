using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Gateway;

/// <summary>
/// Finds out once who asks: <c>Auth:ApiKey</c> is known here, any other key or cookie is Admin's to judge. What services get is the
/// internal token; what the caller sent to prove itself, and any token that it made up, goes no further.
/// </summary>
sealed class ResolveCaller(IHttpClientFactory clients, InternalTokens tokens, ApiKeyCheck rootKey, IOptions<GatewayOptions> options) : IDisposable
{
    public const string AdminClient = "Gateway.Admin";
    public const string ApiKeyHeader = "X-Api-Key";
    const string CookieName = "statustracking.auth";
    const int MostRemembered = 10_000;

    readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>Who asks. Null: Admin does not answer, so that nobody can tell.</summary>
    public async ValueTask<Caller?> FindAsync(HttpRequest request, CancellationToken cancellation)
    {
        string? key = request.Headers[ApiKeyHeader];
        if (!string.IsNullOrEmpty(key))
            return rootKey.Find(key) is { } root ? new Caller(tokens.Issue(root), "root", Unlimited: true) : await AskAsync(ApiKeyHeader, key, cancellation);
        var cookies = CookiesOf(request);
        return cookies is null ? Caller.Nobody : await AskAsync("Cookie", cookies, cancellation);
    }

    // The sign-in cookie may come in pieces: name, nameC1, nameC2.
    static string? CookiesOf(HttpRequest request)
    {
        var own = request.Cookies.Where(cookie => cookie.Key.StartsWith(CookieName, StringComparison.Ordinal)).OrderBy(cookie => cookie.Key, StringComparer.Ordinal);
        var header = string.Join("; ", own.Select(cookie => $"{cookie.Key}={cookie.Value}"));
        return header.Length == 0 ? null : header;
    }

    async ValueTask<Caller?> AskAsync(string header, string value, CancellationToken cancellation)
    {
        var id = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{header}:{value}")));
        if (_known.TryGetValue(id, out Caller? known))
            return known;
        var caller = await AskAdminAsync(id, header, value, cancellation);
        if (caller is not null && options.Value.RememberCallers > TimeSpan.Zero)
            _known.Set(id, caller, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.Value.RememberCallers });
        return caller;
    }

    async Task<Caller?> AskAdminAsync(string id, string header, string value, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.Value.AskTimeout);
        using var question = new HttpRequestMessage(HttpMethod.Get, "auth/token");
        question.Headers.TryAddWithoutValidation(header, value);
        try
        {
            using var reply = await clients.CreateClient(AdminClient).SendAsync(question, patience.Token);
            if (reply.IsSuccessStatusCode)
                return new Caller((await reply.Content.ReadFromJsonAsync<TokenReply>(patience.Token))!.Token, id, Unlimited: false);
            // Anything but a failure of Admin itself is its word on this key or cookie.
            return (int)reply.StatusCode >= 500 ? null : Caller.Nobody;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _known.Dispose();

    sealed record TokenReply(string Token);
}

/// <summary>Who asks: the token that services are shown, and whose requests are counted together.</summary>
sealed record Caller(string? Token, string? CountedAs, bool Unlimited)
{
    /// <summary>Without a key or cookie that is worth anything: services decide what such a one may see.</summary>
    public static readonly Caller Nobody = new(null, null, Unlimited: false);
}
