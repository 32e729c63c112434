namespace StatusTracking.Admin.Clients;

/// <summary>The failures API: Admin's own, asked over HTTP as the others are, so that a page can do what anybody with a key can, and no more.</summary>
sealed class FailuresClient(HttpClient http)
{
    public const string Service = "Admin";

    public Task<Listing<FailedGroup>> GroupsAsync(string? state, string? kind, string? service, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<FailedGroup>>(
            Service, Link.To("api/v1/failures", ("state", state), ("kind", kind), ("service", service), ("after", after), ("limit", limit)), cancellation);

    public Task<Listing<FailedMessage>> ListAsync(string group, string? state, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<FailedMessage>>(Service, Link.To("api/v1/failures", ("group", group), ("state", state), ("after", after), ("limit", limit)), cancellation);

    public Task<FailedMessage?> FindAsync(Guid id, CancellationToken cancellation) => http.FindAsync<FailedMessage>(Service, $"api/v1/failures/{id}", cancellation);

    public async Task<IReadOnlyList<FailedStep>> HistoryAsync(Guid id, CancellationToken cancellation) =>
        (await http.FindAsync<Listing<FailedStep>>(Service, $"api/v1/failures/{id}/history", cancellation))?.Items ?? [];

    public Task<FailedMessage> RetryAsync(Guid id, Retry retry, CancellationToken cancellation) =>
        http.SendAsync<FailedMessage>(Service, HttpMethod.Post, $"api/v1/failures/{id}/retry", retry, cancellation);

    public Task<FailedMessage> DiscardAsync(Guid id, string reason, CancellationToken cancellation) =>
        http.SendAsync<FailedMessage>(Service, HttpMethod.Post, $"api/v1/failures/{id}/discard", new { reason }, cancellation);
}
