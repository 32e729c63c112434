namespace StatusTracking.Admin.Clients;

/// <summary>The newest of what happened, the oldest of that first.</summary>
/// <param name="Entries">Oldest first.</param>
/// <param name="HasOlder">Whether there is more before.</param>
public sealed record Timeline(IReadOnlyList<TimelineEntry> Entries, bool HasOlder)
{
    public static readonly Timeline Empty = new([], false);
}

/// <summary>The API of timelines and sagas.</summary>
sealed class TrackingClient(HttpClient http)
{
    const string Service = "Tracking";

    /// <summary>The most entries of one answer.</summary>
    public const int PageSize = 200;

    /// <summary>The newest entries of an order's timeline; empty as long as Tracking has not heard of it.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="pages">So many times <see cref="PageSize"/> entries at most.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    public Task<Timeline> TimelineAsync(Guid orderId, int pages, CancellationToken cancellation) => ReadAsync($"api/v1/orders/{orderId}/timeline", pages, cancellation);

    /// <summary>The newest entries of a package's timeline; empty as long as Tracking has not heard of it.</summary>
    /// <param name="packageId">The package.</param>
    /// <param name="pages">So many times <see cref="PageSize"/> entries at most.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    public Task<Timeline> PackageTimelineAsync(Guid packageId, int pages, CancellationToken cancellation) => ReadAsync($"api/v1/packages/{packageId}/timeline", pages, cancellation);

    /// <summary>Those that were not heard of for longest first.</summary>
    public Task<Listing<PackageSaga>> SagasAsync(IEnumerable<Guid> orderIds, string? state, string? stuckFor, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<PackageSaga>>(
            Service,
            Link.To("api/v1/sagas/packages", [.. orderIds.Select(id => ("orderId", (object?)id)), ("state", state), ("stuckFor", stuckFor), ("after", after), ("limit", limit)]),
            cancellation);

    /// <summary>Null where the package is not followed: not yet, or no longer.</summary>
    public Task<PackageSaga?> FindSagaAsync(Guid packageId, CancellationToken cancellation) => http.FindAsync<PackageSaga>(Service, $"api/v1/sagas/packages/{packageId}", cancellation);

    /// <summary>The states of the state machine, and how many packages are in each.</summary>
    public Task<Listing<SagaState>> SagaStatesAsync(CancellationToken cancellation) => http.ReadAsync<Listing<SagaState>>(Service, "api/v1/sagas/packages/states", cancellation);

    /// <summary>What happened to all orders, what was recorded last first.</summary>
    public Task<Listing<TimelineEntry>> FeedAsync(string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<TimelineEntry>>(Service, Link.To("api/v1/timeline", ("after", after), ("limit", limit)), cancellation);

    async Task<Timeline> ReadAsync(string path, int pages, CancellationToken cancellation)
    {
        var entries = new List<TimelineEntry>();
        string? next = null;
        for (var page = 0; page < pages && (page == 0 || next is not null); page++)
        {
            var part = await http.FindAsync<Listing<TimelineEntry>>(Service, Link.To(path, ("newestFirst", "true"), ("after", next), ("limit", PageSize)), cancellation);
            entries.AddRange(part?.Items ?? []);
            next = part?.Next;
        }

        entries.Reverse();
        return new(entries, next is not null);
    }
}
