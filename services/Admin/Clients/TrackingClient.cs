namespace StatusTracking.Admin.Clients;

/// <summary>The timeline API.</summary>
sealed class TrackingClient(HttpClient http)
{
    const string Service = "Tracking";

    public Task<Listing<TimelineEntry>> TimelineAsync(Guid orderId, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<TimelineEntry>>(Service, Link.To($"api/v1/orders/{orderId}/timeline", ("after", after), ("limit", limit)), cancellation);
}
