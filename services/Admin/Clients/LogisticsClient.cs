namespace StatusTracking.Admin.Clients;

/// <summary>The package API.</summary>
sealed class LogisticsClient(HttpClient http)
{
    const string Service = "Logistics";

    public Task<Listing<Package>> ListAsync(Guid? orderId, string? status, string? trackingNumber, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<Package>>(
            Service,
            Link.To("api/v1/packages", ("orderId", orderId), ("status", status), ("trackingNumber", trackingNumber), ("after", after), ("limit", limit)),
            cancellation);

    /// <summary>How many packages are in each status.</summary>
    public Task<StatusCounts> CountAsync(CancellationToken cancellation) => http.ReadAsync<StatusCounts>(Service, "api/v1/packages/counts", cancellation);

    /// <summary>The carriers of packages, and when each scanned last.</summary>
    public Task<Listing<CarrierInUse>> CarriersAsync(CancellationToken cancellation) => http.ReadAsync<Listing<CarrierInUse>>(Service, "api/v1/carriers", cancellation);

    /// <summary>Whose a tracking number may be, the most likely first.</summary>
    public Task<Listing<RecognisedCarrier>> RecogniseAsync(string trackingNumber, CancellationToken cancellation) =>
        http.ReadAsync<Listing<RecognisedCarrier>>(Service, Link.To("api/v1/carriers/recognise", ("trackingNumber", trackingNumber)), cancellation);

    /// <summary>Numbers that were scanned and that no package has, the longest waiting first.</summary>
    public Task<Listing<WaitingNumber>> WaitingNumbersAsync(string? carrier, string? olderThan, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<WaitingNumber>>(
            Service, Link.To("api/v1/packages/waiting-numbers", ("carrier", carrier), ("olderThan", olderThan), ("after", after), ("limit", limit)), cancellation);

    public Task<Listing<Package>> ListAsync(PackageFilter filter, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<Package>>(Service, filter.Under("api/v1/packages", after, limit), cancellation);

    public Task<Package?> FindAsync(Guid id, CancellationToken cancellation) => http.FindAsync<Package>(Service, $"api/v1/packages/{id}", cancellation);

    /// <summary>What can follow each status.</summary>
    public Task<Listing<StatusMoves>> MovesAsync(CancellationToken cancellation) => http.ReadAsync<Listing<StatusMoves>>(Service, "api/v1/packages/moves", cancellation);

    public Task<Package> CorrectAsync(Guid id, string status, string reason, string idempotencyKey, CancellationToken cancellation) =>
        http.SendAsync<Package>(Service, HttpMethod.Post, $"api/v1/packages/{id}/corrections", new { status, reason }, cancellation, idempotencyKey);

    public Task<Package> CancelAsync(Guid id, string reason, CancellationToken cancellation) =>
        http.SendAsync<Package>(Service, HttpMethod.Post, $"api/v1/packages/{id}/cancel", new { reason }, cancellation);

    public Task<Package> LabelAsync(Guid id, Label label, CancellationToken cancellation) =>
        http.SendAsync<Package>(Service, HttpMethod.Post, $"api/v1/packages/{id}/label", label, cancellation);

    public Task<ScanResult> ScanAsync(Guid id, NewScan scan, CancellationToken cancellation) =>
        http.SendAsync<ScanResult>(Service, HttpMethod.Post, $"api/v1/packages/{id}/events", scan, cancellation);
}
