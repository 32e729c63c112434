namespace StatusTracking.Admin.Clients;

/// <summary>The order API.</summary>
sealed class OrdersClient(HttpClient http)
{
    const string Service = "Orders";

    public Task<Listing<Order>> ListAsync(string? status, string? q, string? after, int limit, CancellationToken cancellation) =>
        ListAsync(new OrderFilter(q, status), after, limit, cancellation);

    public Task<Listing<Order>> ListAsync(OrderFilter filter, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<Order>>(Service, filter.Under("api/v1/orders", after, limit), cancellation);

    /// <summary>How many orders are in each status.</summary>
    public Task<StatusCounts> CountAsync(CancellationToken cancellation) => http.ReadAsync<StatusCounts>(Service, "api/v1/orders/counts", cancellation);

    public Task<Order?> FindAsync(Guid id, CancellationToken cancellation) => http.FindAsync<Order>(Service, $"api/v1/orders/{id}", cancellation);

    public Task<Order> PlaceAsync(NewOrder order, string idempotencyKey, CancellationToken cancellation) =>
        http.SendAsync<Order>(Service, HttpMethod.Post, "api/v1/orders", order, cancellation, idempotencyKey);

    public Task<Order> CancelAsync(Guid id, string? reason, CancellationToken cancellation) =>
        http.SendAsync<Order>(Service, HttpMethod.Post, $"api/v1/orders/{id}/cancel", new { reason }, cancellation);

    public Task<Payment> PayAgainAsync(Guid id, PaymentMethod payment, string idempotencyKey, CancellationToken cancellation) =>
        http.SendAsync<Payment>(Service, HttpMethod.Post, $"api/v1/orders/{id}/payments", payment, cancellation, idempotencyKey);

    /// <summary>Erases a person in every service. One address is enough.</summary>
    public Task<Erasure> EraseAsync(string? email, string? phone, string reason, string idempotencyKey, CancellationToken cancellation) =>
        http.SendAsync<Erasure>(Service, HttpMethod.Post, "api/v1/people/erasures", new { email, phone, reason }, cancellation, idempotencyKey);

    /// <summary>Erasures, the newest first.</summary>
    public Task<Listing<Erasure>> ErasuresAsync(string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<Erasure>>(Service, Link.To("api/v1/people/erasures", ("after", after), ("limit", limit)), cancellation);

    public Task<Order> ResolveAsync(Guid id, Guid packageId, string choice, string reason, CancellationToken cancellation) =>
        http.SendAsync<Order>(Service, HttpMethod.Post, $"api/v1/orders/{id}/resolve", new { packageId, choice, reason }, cancellation);
}
