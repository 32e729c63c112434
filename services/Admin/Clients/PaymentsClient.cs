namespace StatusTracking.Admin.Clients;

/// <summary>The payments API.</summary>
sealed class PaymentsClient(HttpClient http)
{
    const string Service = "Payments";

    public Task<Listing<Payment>> ListAsync(Guid? orderId, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<Payment>>(Service, Link.To("api/v1/payments", ("orderId", orderId), ("after", after), ("limit", limit)), cancellation);

    public Task<Payment> CaptureAsync(Guid id, CancellationToken cancellation) =>
        http.SendAsync<Payment>(Service, HttpMethod.Post, $"api/v1/payments/{id}/capture", null, cancellation);

    /// <summary>Gives a part back, or with no amount all that is left.</summary>
    public Task<Refund> RefundAsync(Guid id, decimal? amount, string reason, string idempotencyKey, CancellationToken cancellation) =>
        http.SendAsync<Refund>(Service, HttpMethod.Post, $"api/v1/payments/{id}/refunds", new { amount, reason }, cancellation, idempotencyKey);

    /// <summary>Somebody has looked at what needed attention.</summary>
    public Task<Payment> AcknowledgeAsync(Guid id, CancellationToken cancellation) =>
        http.SendAsync<Payment>(Service, HttpMethod.Post, $"api/v1/payments/{id}/acknowledge", null, cancellation);
}
