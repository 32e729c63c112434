using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin.Clients;

/// <summary>How each service is, asked of itself.</summary>
sealed class SystemClient(ServiceHttp http)
{
    /// <summary>Those that there are, as their settings name them.</summary>
    public static readonly IReadOnlyList<string> Services = ["Orders", "Payments", "Inventory", "Logistics", "Tracking", "Notifications", "Admin"];

    /// <summary>All of them. One that is silent takes nothing away from the others.</summary>
    public async Task<IReadOnlyList<(string Service, ServiceState? State, ServiceException? Trouble)>> StatesAsync(CancellationToken cancellation) =>
        await Task.WhenAll(Services.Select(async service =>
        {
            try
            {
                return (service, await StateAsync(service, cancellation), default(ServiceException));
            }
            catch (ServiceException trouble)
            {
                return (service, default(ServiceState), trouble);
            }
        }));

    Task<ServiceState> StateAsync(string service, CancellationToken cancellation) =>
        http.To(service).ReadAsync<ServiceState>(service, $"api/v1/system/{service.ToLowerInvariant()}", cancellation);

    /// <summary>How often what a service owns changed its status, hour by hour of the last day.</summary>
    public Task<ChangesByHour> ChangesAsync(string service, CancellationToken cancellation) =>
        http.To(service).ReadAsync<ChangesByHour>(service, $"api/v1/system/{service.ToLowerInvariant()}/changes", cancellation);

    public Task<Listing<SettingInForce>> SettingsAsync(string service, CancellationToken cancellation) =>
        http.To(service).ReadAsync<Listing<SettingInForce>>(service, $"api/v1/system/{service.ToLowerInvariant()}/settings", cancellation);
}
