using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace StatusTracking.ServiceDefaults;

/// <summary>The section <c>RateLimits</c>: how often one caller may ask. Health is never counted, and <c>Auth:ApiKey</c> has no limit.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Requests a second with one API key; as many may come at once. Above it 429 with Retry-After.</summary>
    /// <value>Default 200; 0 = no limit.</value>
    [Range(0, 1_000_000)]
    public int PerKey { get; set; } = 200;

    /// <summary>
    /// Requests a second from one address without a valid key or sign-in: the recipient's page, providers' callbacks, the sign-in page, whatever
    /// ends in 401. As many may come at once. The address is the caller's own, as proxies in <c>TrustedProxies</c> tell it; of IPv6 the first
    /// 64 bits, since one caller has at least as many.
    /// </summary>
    /// <value>Default 200: providers call back from few addresses, several times a message. 0 = no limit.</value>
    [Range(0, 1_000_000)]
    public int PerAddress { get; set; } = 200;
}

/// <summary>Too many requests of one caller wait: 429, with the seconds to wait and a problem that says so.</summary>
static class RateLimits
{
    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration("RateLimits").ValidateDataAnnotations().ValidateOnStart();
        services.AddRateLimiter(o => o.OnRejected = RefuseAsync);
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>((o, limits) =>
            o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => PartitionOf(context, limits.Value)));
    }

    /// <summary>A service's token was counted where it was issued; a sign-in is a person.</summary>
    static RateLimitPartition<string> PartitionOf(HttpContext context, RateLimitOptions limits) => context.User switch
    {
        { Identity.IsAuthenticated: not true } => Partition($"address:{AddressOf(context)}", limits.PerAddress),
        { Identity.AuthenticationType: ApiKeyAuthentication.SchemeName } key when key.FindFirstValue(ClaimTypes.NameIdentifier) is { } id and not ApiKeyAuthentication.RootKey =>
            Partition(id, limits.PerKey),
        _ => RateLimitPartition.GetNoLimiter(""),
    };

    static RateLimitPartition<string> Partition(string caller, int perSecond) => perSecond == 0
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond,
            // Ten times a second, so that nobody waits a whole one; below ten a second, one token at a time.
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, perSecond / 10) / (double)perSecond),
            QueueLimit = 0,
        });

    static string AddressOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return "none";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress([.. address.GetAddressBytes().Take(8), .. new byte[8]]).ToString() : address.ToString();
    }

    static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken cancellation)
    {
        var seconds = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Problem.TooMany(seconds).ExecuteAsync(context.HttpContext);
    }
}
