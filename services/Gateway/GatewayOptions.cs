using System.ComponentModel.DataAnnotations;

namespace StatusTracking.Gateway;

/// <summary>Settings of the gateway, section <c>Gateway</c>. Where the services are stands in <c>Services:Orders</c> and so on.</summary>
sealed class GatewayOptions
{
    /// <summary>The largest body that is passed on, in bytes; above it 413.</summary>
    /// <value>Default 4 MiB: a batch of 1,000 scans is about half of it.</value>
    [Range(1024, 1024 * 1024 * 1024)]
    public long MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long an answer of Admin about a key or a cookie is believed. A revoked key works that long.</summary>
    /// <value>Default 30 seconds; at most 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RememberCallers { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a service may take to say whether it is ready, or to hand over its document.</summary>
    /// <value>Default 3 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
