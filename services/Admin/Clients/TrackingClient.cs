namespace StatusTracking.Admin.Clients;

/// <summary>The timeline API.</summary>
sealed class TrackingClient(HttpClient http)
{
    const string Service = "Tracking";

    /// <summary>Empty as long as Tracking has not heard of the order.</summary>
    public async Task<Listing<TimelineEntry>> TimelineAsync(Guid orderId, string? after, int limit, CancellationToken cancellation) =>
        await http.FindAsync<Listing<TimelineEntry>>(Service, Link.To($"api/v1/orders/{orderId}/timeline", ("after", after), ("limit", limit)), cancellation)
        ?? new Listing<TimelineEntry>([], null);
}
