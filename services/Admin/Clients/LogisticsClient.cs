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

    /// <summary>The webhooks of carriers, by name.</summary>
    public Task<Listing<CarrierWebhook>> WebhooksAsync(CancellationToken cancellation) => http.ReadAsync<Listing<CarrierWebhook>>(Service, "api/v1/carriers/webhooks", cancellation);

    /// <summary>The mappings of carriers' formats that there are.</summary>
    public Task<Listing<CarrierMapping>> MappingsAsync(CancellationToken cancellation) => http.ReadAsync<Listing<CarrierMapping>>(Service, "api/v1/carriers/mappings", cancellation);

    /// <summary>Shows what a mapping makes of a body. Changes nothing.</summary>
    public Task<MappingTrial> TryMappingAsync(MappingToTry tried, CancellationToken cancellation) =>
        http.SendAsync<MappingTrial>(Service, HttpMethod.Post, "api/v1/carriers/mappings/try", tried, cancellation);

    /// <summary>Codes of carriers that have no meaning, the last heard first.</summary>
    public Task<Listing<UnknownCode>> UnknownCodesAsync(string? carrier, string? code, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<UnknownCode>>(Service, Link.To("api/v1/carriers/unknown-codes", ("carrier", carrier), ("code", code), ("limit", limit)), cancellation);

    /// <summary>The scan with a code that was heard last; null where there is none.</summary>
    public Task<CodeExample?> FindCodeExampleAsync(string carrier, string code, CancellationToken cancellation) =>
        http.FindAsync<CodeExample>(Service, Link.To($"api/v1/carriers/{Uri.EscapeDataString(carrier)}/codes/example", ("code", code)), cancellation);

    /// <summary>What operators said of a code, the newest first.</summary>
    public Task<Listing<SaidOfCode>> SaidOfCodeAsync(string carrier, string code, CancellationToken cancellation) =>
        http.ReadAsync<Listing<SaidOfCode>>(Service, Link.To($"api/v1/carriers/{Uri.EscapeDataString(carrier)}/codes", ("code", code)), cancellation);

    /// <summary>Says what a code means, also of scans recorded before.</summary>
    public Task<SaidOfCode> MapCodeAsync(string carrier, NewMeaning meaning, CancellationToken cancellation) =>
        http.SendAsync<SaidOfCode>(Service, HttpMethod.Post, $"api/v1/carriers/{Uri.EscapeDataString(carrier)}/codes", meaning, cancellation);

    /// <summary>What carriers posted, the newest first.</summary>
    public Task<Listing<CarrierMessage>> CarrierMessagesAsync(string? carrier, string? outcome, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<CarrierMessage>>(Service, Link.To("api/v1/carriers/messages", ("carrier", carrier), ("outcome", outcome), ("after", after), ("limit", limit)), cancellation);

    /// <summary>One of them with its body; null where there is none.</summary>
    public Task<WholeCarrierMessage?> FindCarrierMessageAsync(Guid id, CancellationToken cancellation) => http.FindAsync<WholeCarrierMessage>(Service, $"api/v1/carriers/messages/{id}", cancellation);

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
