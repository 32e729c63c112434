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

    /// <summary>What was last done with a whole group; null where nothing was.</summary>
    public async Task<GroupOperation?> LastOperationAsync(string group, CancellationToken cancellation) =>
        (await http.ReadAsync<Listing<GroupOperation>>(Service, Link.To("api/v1/failures/operations", ("group", group)), cancellation)).Items is [var last, ..] ? last : null;

    public Task<GroupOperation> RetryGroupAsync(string group, IReadOnlyCollection<Guid>? failures, string reason, int perSecond, CancellationToken cancellation) =>
        http.SendAsync<GroupOperation>(Service, HttpMethod.Post, $"api/v1/failures/groups/{Uri.EscapeDataString(group)}/retry", new { reason, perSecond, failures }, cancellation);

    public Task<GroupOperation> DiscardGroupAsync(string group, IReadOnlyCollection<Guid>? failures, string reason, CancellationToken cancellation) =>
        http.SendAsync<GroupOperation>(Service, HttpMethod.Post, $"api/v1/failures/groups/{Uri.EscapeDataString(group)}/discard", new { reason, failures }, cancellation);

    public Task<GroupOperation> StopAsync(Guid operation, CancellationToken cancellation) =>
        http.SendAsync<GroupOperation>(Service, HttpMethod.Post, $"api/v1/failures/operations/{operation}/stop", null, cancellation);
}
