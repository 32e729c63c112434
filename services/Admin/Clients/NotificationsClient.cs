namespace StatusTracking.Admin.Clients;

/// <summary>The notifications API.</summary>
sealed class NotificationsClient(HttpClient http)
{
    const string Service = "Notifications";

    public Task<Listing<Message>> ListAsync(Guid? orderId, string? channel, string? status, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<Message>>(
            Service,
            Link.To("api/v1/notifications", ("orderId", orderId), ("channel", channel), ("status", status), ("after", after), ("limit", limit)),
            cancellation);

    public Task<Message?> FindAsync(Guid id, CancellationToken cancellation) => http.FindAsync<Message>(Service, $"api/v1/notifications/{id}", cancellation);
}
