using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin.Clients;

/// <summary>How each service is, asked of itself.</summary>
sealed class SystemClient(ServiceHttp http)
{
    /// <summary>Those that there are, as their settings name them.</summary>
    public static readonly IReadOnlyList<string> Services = ["Orders", "Payments", "Inventory", "Logistics", "Tracking", "Notifications", "Admin"];

    public Task<ServiceState> StateAsync(string service, CancellationToken cancellation) =>
        http.To(service).ReadAsync<ServiceState>(service, $"api/v1/system/{service.ToLowerInvariant()}", cancellation);

    public Task<Listing<SettingInForce>> SettingsAsync(string service, CancellationToken cancellation) =>
        http.To(service).ReadAsync<Listing<SettingInForce>>(service, $"api/v1/system/{service.ToLowerInvariant()}/settings", cancellation);
}
