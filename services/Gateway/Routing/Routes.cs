using Yarp.ReverseProxy.Configuration;

namespace StatusTracking.Gateway;

/// <summary>Which path goes to which service. The first that matches in this order wins; what nobody else has is Admin's.</summary>
static class Routes
{
    static readonly (string Path, string Service)[] Table =
    [
        ("/api/v1/orders/{id}/timeline", "Tracking"),
        ("/api/v1/packages/{id}/timeline", "Tracking"),
        ("/api/v1/timeline/{**rest}", "Tracking"),
        ("/api/v1/sagas/{**rest}", "Tracking"),
        ("/track/{**rest}", "Tracking"),
        ("/t/{**rest}", "Tracking"),
        ("/api/v1/orders/{**rest}", "Orders"),
        ("/api/v1/people/erasures/{**rest}", "Orders"),
        ("/api/v1/people/preferences", "Tracking"),
        ("/api/v1/people/addresses", "Notifications"),
        ("/api/v1/payments/{**rest}", "Payments"),
        ("/api/v1/stock/{**rest}", "Inventory"),
        ("/api/v1/packages/{**rest}", "Logistics"),
        ("/api/v1/carriers/{**rest}", "Logistics"),
        ("/api/v1/notifications/{**rest}", "Notifications"),
        ("/api/v1/twilio/{**rest}", "Notifications"),
        .. Destinations.Names.Select(service => ($"/api/v1/system/{service.ToLowerInvariant()}/{{**rest}}", service)),
        ("/{**rest}", "Admin"),
    ];

    public static IReadOnlyList<RouteConfig> All { get; } =
    [
        .. Table.Select((row, order) => new RouteConfig
        {
            RouteId = $"{row.Service} {row.Path}",
            ClusterId = row.Service,
            Match = new RouteMatch { Path = row.Path },
            // Far behind the gateway's own endpoints, which have order 0.
            Order = 100 + order,
            AuthorizationPolicy = "anonymous",
        }),
    ];

    public static IReadOnlyList<ClusterConfig> Clusters(Destinations addresses) =>
    [
        .. Destinations.Names.Select(service => new ClusterConfig
        {
            ClusterId = service,
            LoadBalancingPolicy = "PowerOfTwoChoices",
            Destinations = addresses.Of(service)
                .Select((address, index) => (Key: $"{service}-{index + 1}", address))
                .ToDictionary(d => d.Key, d => new DestinationConfig { Address = d.address.ToString() }),
            SessionAffinity = service == "Admin" && addresses.Of(service).Count > 1 ? KeepCopy : null,
            HealthCheck = addresses.Of(service).Count > 1
                ? new HealthCheckConfig { Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = "TransportFailureRate", ReactivationPeriod = TimeSpan.FromSeconds(10) } }
                : null,
        }),
    ];

    // An open page lives in one copy of Admin: its connections must come back to that one.
    static SessionAffinityConfig KeepCopy => new()
    {
        Enabled = true,
        Policy = "HashCookie",
        FailurePolicy = "Redistribute",
        AffinityKeyName = "statustracking.copy",
        Cookie = new SessionAffinityCookieConfig { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true },
    };
}
