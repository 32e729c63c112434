using System.Net;
using System.Threading.RateLimiting;

namespace StatusTracking.Gateway;

/// <summary>How often a key or a signed-in user may ask; who has neither is counted by address.</summary>
sealed class RequestLimit : IDisposable
{
    public const int PerSecond = 200;

    readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(who => RateLimitPartition.GetSlidingWindowLimiter(
        who,
        _ => new SlidingWindowRateLimiterOptions { PermitLimit = PerSecond, Window = TimeSpan.FromSeconds(1), SegmentsPerWindow = 4, QueueLimit = 0 }));

    public RateLimitLease Take(Caller caller, IPAddress? address) => _limiter.AttemptAcquire(caller.CountedAs ?? $"address {address}");

    public void Dispose() => _limiter.Dispose();
}
